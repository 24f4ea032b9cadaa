import { ERROR_CODES, type ErrorName } from '../../../engine/kafka/protocol/errors.ts';
import { AddOffsetsToTxnApi } from '../../../engine/kafka/protocol/generated/add-offsets-to-txn.ts';
import { AddPartitionsToTxnApi } from '../../../engine/kafka/protocol/generated/add-partitions-to-txn.ts';
import { EndTxnApi } from '../../../engine/kafka/protocol/generated/end-txn.ts';
import { InitProducerIdApi } from '../../../engine/kafka/protocol/generated/init-producer-id.ts';
import { ProduceApi, type ProduceRequest } from '../../../engine/kafka/protocol/generated/produce.ts';
import { TxnOffsetCommitApi } from '../../../engine/kafka/protocol/generated/txn-offset-commit.ts';
import type { RawClient } from './raw-client.ts';
import { batchOf, produceOf } from './requests.ts';

export const codeOf = (number: number): ErrorName =>
  (Object.keys(ERROR_CODES) as ErrorName[]).find((name) => ERROR_CODES[name] === number)!;

export interface Claim {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** First version of Produce that announces no partitions, and of EndTxn that gives a new epoch. */
const JOINING_PRODUCE = 12;
const BUMPING_END = 5;

/** A transactional producer reduced to its requests; versions say which protocol of transactions it speaks. */
export class RawProducer {
  readonly client: RawClient;
  claim: Claim = { transactionalId: 'pay', producerId: -1, producerEpoch: -1 };
  /** Next sequence by partition. */
  readonly #sequences = new Map<string, number>();

  constructor(client: RawClient) {
    this.client = client;
  }

  /** Begins as a producer does, coming again while a transaction of its predecessor is aborted. */
  async init(timeoutMs = 60_000, version = 4): Promise<ErrorName[]> {
    const codes: ErrorName[] = [];
    do {
      const request = { transactionalId: 'pay', transactionTimeoutMs: timeoutMs, producerId: -1, producerEpoch: -1 };
      const { errorCode, producerId, producerEpoch } = await this.client.call(InitProducerIdApi, version, request);
      codes.push(codeOf(errorCode));
      if (errorCode === 0) this.claim = { transactionalId: 'pay', producerId, producerEpoch };
    } while (codes.at(-1) === 'CONCURRENT_TRANSACTIONS');
    this.#sequences.clear();
    return codes;
  }

  async add(topic: string, partitions: number[], version = 3): Promise<ErrorName[]> {
    const topics = [{ name: topic, partitions }];
    const answer = await this.client.call(AddPartitionsToTxnApi, version, {
      ...this.claim,
      topics: version < 4 ? topics : [],
      transactions: version < 4 ? [] : [{ ...this.claim, verifyOnly: false, topics }],
    });
    const answered = version < 4 ? answer.topics : answer.transactions.flatMap((transaction) => transaction.topics);
    return answered.flatMap((one) => one.partitions.map(({ errorCode }) => codeOf(errorCode)));
  }

  async send(topic: string, values: string[], version = 9, index = 0): Promise<ErrorName> {
    const answer = await this.client.call(ProduceApi, version, this.batch(topic, values, index));
    const code = codeOf(answer.topics[0]!.partitions[0]!.errorCode);
    if (code === 'NONE') this.noteSent(topic, values.length, index);
    return code;
  }

  /** As a producer under transaction.version 2 does. */
  async sendJoining(topic: string, values: string[], index = 0): Promise<ErrorName> {
    return this.send(topic, values, JOINING_PRODUCE, index);
  }

  /** The request that `send` makes, for who wants to send it in another way. */
  batch(topic: string, values: string[], index = 0): ProduceRequest {
    const { producerId, producerEpoch, transactionalId } = this.claim;
    const baseSequence = this.#sequences.get(`${topic}-${index}`) ?? 0;
    const records = batchOf(values, { attributes: { transactional: true }, producerId, producerEpoch, baseSequence });
    return { ...produceOf(topic, records, { index }), transactionalId };
  }

  noteSent(topic: string, count: number, index = 0): void {
    const name = `${topic}-${index}`;
    this.#sequences.set(name, (this.#sequences.get(name) ?? 0) + count);
  }

  async end(committed: boolean, version = 3): Promise<ErrorName> {
    const { errorCode, ...next } = await this.client.call(EndTxnApi, version, { ...this.claim, committed });
    if (version >= BUMPING_END && errorCode === 0) {
      this.claim = { ...this.claim, producerId: next.producerId, producerEpoch: next.producerEpoch };
      this.#sequences.clear();
    }
    return codeOf(errorCode);
  }

  /** As a producer under transaction.version 2 does. */
  async endBumping(committed: boolean): Promise<ErrorName> {
    return this.end(committed, BUMPING_END);
  }

  async commitOffsets(groupId: string, offset: number, version = 3): Promise<ErrorName[]> {
    const partition = { partitionIndex: 0, committedOffset: offset, committedLeaderEpoch: -1, committedMetadata: null };
    const { topics } = await this.client.call(TxnOffsetCommitApi, version, {
      ...this.claim,
      ...{ groupId, generationId: -1, memberId: '', groupInstanceId: null },
      topics: [{ name: 'clicks', partitions: [partition] }],
    });
    return topics.flatMap(({ partitions }) => partitions.map(({ errorCode }) => codeOf(errorCode)));
  }

  async addOffsets(groupId: string): Promise<ErrorName> {
    const { errorCode } = await this.client.call(AddOffsetsToTxnApi, 3, { ...this.claim, groupId });
    return codeOf(errorCode);
  }
}
