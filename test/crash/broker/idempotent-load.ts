import { setTimeout as sleep } from 'node:timers/promises';
import { InitProducerIdApi } from '../../../engine/kafka/protocol/generated/init-producer-id.ts';
import { ProduceApi } from '../../../engine/kafka/protocol/generated/produce.ts';
import { buildBatch } from '../../../engine/kafka/records/build-batch.ts';
import type { RawClient } from '../../engine/kafka/raw-client.ts';
import { produceOf } from '../../engine/kafka/requests.ts';
import type { BrokerUnderTest } from './broker-under-test.ts';
import type { Stream } from './history.ts';
import { connected, type Load, padded } from './load.ts';

const PRODUCE_VERSION = 9;
/** As many batches as an idempotent producer may have on the way (KIP-98). */
const IN_FLIGHT = 5;
const BATCH_RECORDS = 3;
const RECORD_BYTES = 120;
/** The pause behind a full house of batches, so that the machine has time for the others. */
const PAUSE_MS = 10;

export interface IdempotentLoadOptions {
  readonly topic: string;
  readonly index: number;
  /** Number n is written under the key n modulo `keys`; without, under none. */
  readonly keys?: number;
}

interface SentBatch {
  readonly first: number;
  readonly correlationId: number;
}

/**
 * An idempotent producer reduced to its requests: five batches on the way, and after a lost connection all that was not answered is sent once more
 * with its sequences, without asking for a new producer id. So every retry meets what the broker still knows of it.
 */
export class IdempotentLoad implements Load {
  readonly name: string;
  readonly #broker: BrokerUnderTest;
  readonly #options: IdempotentLoadOptions;
  readonly #acknowledged: number[] = [];
  #producer = { producerId: -1, producerEpoch: -1 };
  /** Number behind the last record that was ever sent. */
  #sent = 0;
  #isStopping = false;
  readonly ended: Promise<void>;
  repeats = 0;

  constructor(broker: BrokerUnderTest, options: IdempotentLoadOptions) {
    this.name = `idempotent-${options.topic}-${options.index}`;
    this.#broker = broker;
    this.#options = options;
    this.ended = this.#run();
  }

  progress(): number {
    return this.#acknowledged.length;
  }

  kill(): void {
    this.#isStopping = true;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.ended;
  }

  get stream(): Stream {
    const { topic, index } = this.#options;
    const acknowledged = this.#acknowledged;
    return { writer: this.name, partition: `${topic}-${index}`, sent: this.#sent, acknowledged, mayRepeat: false };
  }

  async #run(): Promise<void> {
    while (!this.#isStopping || this.#acknowledged.length < this.#sent) {
      const client = await connected(this.#broker);
      await this.#send(client).catch((error: Error) => {
        if (error instanceof Refused) throw error;
      });
      client.close();
    }
  }

  async #send(client: RawClient): Promise<void> {
    if (this.#producer.producerId < 0) {
      const request = { transactionalId: null, transactionTimeoutMs: 0, producerId: -1, producerEpoch: -1 };
      const { producerId, producerEpoch } = await client.call(InitProducerIdApi, 4, request);
      this.#producer = { producerId, producerEpoch };
    }
    let next = this.#acknowledged.length;
    this.repeats += (this.#sent - next) / BATCH_RECORDS;
    const inFlight: SentBatch[] = [];
    for (;;) {
      while (inFlight.length < IN_FLIGHT && (next < this.#sent || !this.#isStopping)) {
        inFlight.push({ first: next, correlationId: client.send(ProduceApi, PRODUCE_VERSION, this.#request(next)) });
        next += BATCH_RECORDS;
        this.#sent = Math.max(this.#sent, next);
      }
      const oldest = inFlight.shift();
      if (!oldest) return;
      await this.#acknowledge(client, oldest);
      if (inFlight.length === IN_FLIGHT - 1) await sleep(PAUSE_MS);
    }
  }

  async #acknowledge(client: RawClient, { first, correlationId }: SentBatch): Promise<void> {
    const { topics } = await client.receive(ProduceApi, PRODUCE_VERSION, correlationId);
    const errorCode = topics[0]!.partitions[0]!.errorCode;
    if (errorCode !== 0) throw new Refused(`${this.name}: number ${first} was refused with ${errorCode}`);
    for (let i = 0; i < BATCH_RECORDS; i++) this.#acknowledged.push(first + i);
  }

  #request(first: number) {
    const { topic, index, keys } = this.#options;
    const now = Date.now();
    const records = Array.from({ length: BATCH_RECORDS }, (_, offsetDelta) => ({
      offsetDelta,
      timestampDelta: 0,
      key: keys === undefined ? null : Buffer.from(String((first + offsetDelta) % keys)),
      value: padded(`${this.name}:${first + offsetDelta}`, RECORD_BYTES),
      headers: [],
    }));
    const fields = {
      ...{ baseOffset: 0, leaderEpoch: -1, attributes: {}, lastOffsetDelta: BATCH_RECORDS - 1 },
      ...{ baseTimestamp: now, maxTimestamp: now, baseSequence: first, ...this.#producer },
    };
    return produceOf(topic, buildBatch(fields, records), { index });
  }
}

/** The broker answered what an idempotent producer must never hear. */
class Refused extends Error {}
