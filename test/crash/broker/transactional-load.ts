import { setTimeout as sleep } from 'node:timers/promises';
import { ERROR_CODES, type ErrorName } from '../../../engine/kafka/protocol/errors.ts';
import { EndTxnApi } from '../../../engine/kafka/protocol/generated/end-txn.ts';
import { InitProducerIdApi } from '../../../engine/kafka/protocol/generated/init-producer-id.ts';
import { ProduceApi } from '../../../engine/kafka/protocol/generated/produce.ts';
import { TxnOffsetCommitApi } from '../../../engine/kafka/protocol/generated/txn-offset-commit.ts';
import { buildBatch } from '../../../engine/kafka/records/build-batch.ts';
import type { RawClient } from '../../engine/kafka/raw-client.ts';
import { produceOf } from '../../engine/kafka/requests.ts';
import type { BrokerUnderTest } from './broker-under-test.ts';
import type { TransactionalWriter, WrittenTransaction } from './history.ts';
import { connected, type Load, padded } from './load.ts';

/** Versions of transaction.version 2 (KIP-890). */
const PRODUCE_VERSION = 12;
const OFFSETS_VERSION = 5;
const END_VERSION = 5;
const INIT_VERSION = 5;
const TIMEOUT_MS = 60_000;
const RECORD_BYTES = 100;
const RETRY_MS = 10;
const PAUSE_MS = 10;
const ABORT_SHARE = 0.3;
/** How often a producer that lost its connection begins anew, instead of going on where it was. */
const BEGIN_ANEW_SHARE = 0.4;

const RETRIABLE: ReadonlySet<number> = new Set(
  (
    [
      'CONCURRENT_TRANSACTIONS',
      'NOT_ENOUGH_REPLICAS',
      'COORDINATOR_NOT_AVAILABLE',
      'COORDINATOR_LOAD_IN_PROGRESS',
    ] as const
  ).map((name: ErrorName) => ERROR_CODES[name]),
);

export interface TransactionalLoadOptions {
  readonly transactionalId: string;
  readonly topic: string;
  readonly partitions: number;
  readonly random: () => number;
}

/**
 * A producer of transaction.version 2 reduced to its requests. Each transaction writes to some partitions and commits an offset for a group, then
 * commits or aborts. When the connection is lost it goes on with the same requests on the next, the end of the transaction included, or it begins
 * anew, which aborts what it left open.
 */
export class TransactionalLoad implements Load {
  readonly name: string;
  readonly #broker: BrokerUnderTest;
  readonly #options: TransactionalLoadOptions;
  readonly #transactions: WrittenTransaction[] = [];
  #producer = { producerId: -1, producerEpoch: -1 };
  /** Next sequence by partition; each epoch begins at 0. */
  #sequences = new Map<number, number>();
  #isStopping = false;
  readonly ended: Promise<void>;
  resumed = 0;

  constructor(broker: BrokerUnderTest, options: TransactionalLoadOptions) {
    this.name = options.transactionalId;
    this.#broker = broker;
    this.#options = options;
    this.ended = this.#run();
  }

  get writer(): TransactionalWriter {
    return { groupId: this.name, transactions: this.#transactions };
  }

  progress(): number {
    return this.#transactions.length;
  }

  kill(): void {
    this.#isStopping = true;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.ended;
  }

  async #run(): Promise<void> {
    let client = await connected(this.#broker);
    let open: OpenTransaction | undefined;
    let mustInit = true;
    while (!this.#isStopping || open) {
      try {
        if (mustInit) {
          await this.#init(client);
          // What was left open is aborted by now, unless its commit had arrived.
          if (open) this.#note(open, open.endSent && open.commits ? 'unknown' : 'aborted');
          open = undefined;
          mustInit = false;
          continue;
        }
        open ??= this.#begin();
        // Once the end is asked for, asking again is all that is left: the broker may have given the next epoch.
        if (!open.endSent) await this.#write(client, open);
        await this.#end(client, open);
        this.#note(open, open.commits ? 'committed' : 'aborted');
        open = undefined;
        await sleep(PAUSE_MS);
      } catch (error) {
        if (error instanceof Refused) throw error;
        client.close();
        client = await connected(this.#broker);
        mustInit ||= this.#producer.producerId < 0 || this.#options.random() < BEGIN_ANEW_SHARE;
        if (!mustInit && open) this.resumed++;
      }
    }
    client.close();
  }

  #note({ id, number, writes }: OpenTransaction, outcome: WrittenTransaction['outcome']): void {
    const byName = new Map([...writes].map(([index, texts]) => [`${this.#options.topic}-${index}`, texts]));
    this.#transactions.push({ id, writes: byName, offset: number, outcome });
  }

  #begin(): OpenTransaction {
    const { random, partitions } = this.#options;
    const number = this.#transactions.length + 1;
    const id = `${this.name}:${number}`;
    const writes = new Map<number, string[]>();
    for (let index = 0; index < partitions; index++) {
      if (index > 0 && random() < 0.5) continue;
      writes.set(
        index,
        Array.from({ length: 1 + Math.floor(random() * 3) }, (_, i) => `${id}.${i}`),
      );
    }
    return {
      id,
      number,
      writes,
      commits: random() >= ABORT_SHARE,
      endSent: false,
      sequences: new Map(this.#sequences),
    };
  }

  async #init(client: RawClient): Promise<void> {
    for (;;) {
      const request = {
        transactionalId: this.name,
        transactionTimeoutMs: TIMEOUT_MS,
        producerId: -1,
        producerEpoch: -1,
      };
      const { errorCode, producerId, producerEpoch } = await client.call(InitProducerIdApi, INIT_VERSION, request);
      if (await this.#mustRetry('InitProducerId', errorCode)) continue;
      this.#producer = { producerId, producerEpoch };
      this.#sequences.clear();
      return;
    }
  }

  /** All partitions at once; one batch each, with the sequences that the first try had. */
  async #write(client: RawClient, { writes, sequences, number }: OpenTransaction): Promise<void> {
    for (const left = new Map(writes); left.size > 0; ) {
      const sent = [...left].map(
        ([index, texts]) =>
          [
            index,
            client.send(ProduceApi, PRODUCE_VERSION, this.#request(index, texts, sequences.get(index) ?? 0)),
          ] as const,
      );
      for (const [index, correlationId] of sent) {
        const { topics } = await client.receive(ProduceApi, PRODUCE_VERSION, correlationId);
        if (await this.#mustRetry('Produce', topics[0]!.partitions[0]!.errorCode)) continue;
        this.#sequences.set(index, (sequences.get(index) ?? 0) + left.get(index)!.length);
        left.delete(index);
      }
    }
    for (;;) {
      const committedOffset = {
        partitionIndex: 0,
        committedOffset: number,
        committedLeaderEpoch: -1,
        committedMetadata: null,
      };
      const { topics } = await client.call(TxnOffsetCommitApi, OFFSETS_VERSION, {
        ...{ transactionalId: this.name, ...this.#producer },
        ...{ groupId: this.name, generationId: -1, memberId: '', groupInstanceId: null },
        topics: [{ name: this.#options.topic, partitions: [committedOffset] }],
      });
      if (!(await this.#mustRetry('TxnOffsetCommit', topics[0]!.partitions[0]!.errorCode))) return;
    }
  }

  async #end(client: RawClient, open: OpenTransaction): Promise<void> {
    for (;;) {
      open.endSent = true;
      const request = { transactionalId: this.name, ...this.#producer, committed: open.commits };
      const { errorCode, producerId, producerEpoch } = await client.call(EndTxnApi, END_VERSION, request);
      if (await this.#mustRetry('EndTxn', errorCode)) continue;
      this.#producer = { producerId, producerEpoch };
      this.#sequences.clear();
      return;
    }
  }

  async #mustRetry(what: string, errorCode: number): Promise<boolean> {
    if (errorCode === 0) return false;
    if (!RETRIABLE.has(errorCode)) throw new Refused(`${this.name}: ${what} was refused with ${errorCode}`);
    await sleep(RETRY_MS);
    return true;
  }

  #request(index: number, texts: readonly string[], baseSequence: number) {
    const now = Date.now();
    const fields = {
      ...{ baseOffset: 0, leaderEpoch: -1, attributes: { transactional: true }, lastOffsetDelta: texts.length - 1 },
      ...{ baseTimestamp: now, maxTimestamp: now, baseSequence, ...this.#producer },
    };
    const records = texts.map((text, offsetDelta) => ({
      ...{ offsetDelta, timestampDelta: 0, key: null, headers: [] },
      value: padded(text, RECORD_BYTES),
    }));
    return { ...produceOf(this.#options.topic, buildBatch(fields, records), { index }), transactionalId: this.name };
  }
}

interface OpenTransaction {
  readonly id: string;
  readonly number: number;
  readonly writes: ReadonlyMap<number, readonly string[]>;
  readonly commits: boolean;
  /** Next sequence by partition where it began. */
  readonly sequences: ReadonlyMap<number, number>;
  endSent: boolean;
}

/** The broker answered what a producer that keeps to the rules must never hear. */
class Refused extends Error {}
