import { CreateTopicsApi, type CreateTopicsRequest } from '../../../engine/kafka/protocol/generated/create-topics.ts';
import type {
  FetchRequest,
  FetchResponse,
  FetchResponsePartition,
} from '../../../engine/kafka/protocol/generated/fetch.ts';
import type { ProduceRequest } from '../../../engine/kafka/protocol/generated/produce.ts';
import { ZERO_UUID } from '../../../engine/kafka/protocol/reader.ts';
import { type BatchFields, buildBatch } from '../../../engine/kafka/records/build-batch.ts';
import type { RawClient } from './raw-client.ts';

/** A batch of one record for each value, as a producer without idempotence sends it. */
export function batchOf(values: readonly string[], fields: Partial<BatchFields> = {}): Buffer {
  const now = Date.now();
  const records = values.map((value, offsetDelta) => ({
    offsetDelta,
    timestampDelta: 0,
    key: null,
    value: Buffer.from(value),
    headers: [],
  }));
  return buildBatch(
    {
      baseOffset: 0,
      leaderEpoch: -1,
      attributes: {},
      lastOffsetDelta: values.length - 1,
      baseTimestamp: now,
      maxTimestamp: now,
      producerId: -1,
      producerEpoch: -1,
      baseSequence: -1,
      ...fields,
    },
    records,
  );
}

export const produceOf = (topic: string, records: Buffer | null, { acks = -1, index = 0 } = {}): ProduceRequest => ({
  transactionalId: null,
  acks,
  timeoutMs: 10_000,
  topics: [{ name: topic, topicId: ZERO_UUID, partitions: [{ index, records }] }],
});

/** Topic by name before version 13, by id from then on. */
export interface FetchWish {
  readonly topic?: string;
  readonly topicId?: string;
  readonly offset?: number;
  readonly partitions?: readonly number[];
  readonly maxWaitMs?: number;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  readonly partitionMaxBytes?: number;
  readonly session?: readonly [id: number, epoch: number];
  readonly currentLeaderEpoch?: number;
}

export function fetchOf(wish: FetchWish): FetchRequest {
  const [sessionId, sessionEpoch] = wish.session ?? [0, -1];
  const partitions = (wish.partitions ?? [0]).map((partition) => ({
    partition,
    currentLeaderEpoch: wish.currentLeaderEpoch ?? -1,
    fetchOffset: wish.offset ?? 0,
    lastFetchedEpoch: -1,
    logStartOffset: -1,
    partitionMaxBytes: wish.partitionMaxBytes ?? 1_048_576,
    replicaDirectoryId: ZERO_UUID,
    highWatermark: Number.MAX_SAFE_INTEGER,
  }));
  return {
    clusterId: null,
    replicaId: -1,
    replicaState: null,
    maxWaitMs: wish.maxWaitMs ?? 0,
    minBytes: wish.minBytes ?? 1,
    maxBytes: wish.maxBytes ?? 52_428_800,
    isolationLevel: 0,
    sessionId,
    sessionEpoch,
    topics: partitions.length > 0 ? [{ topic: wish.topic ?? '', topicId: wish.topicId ?? ZERO_UUID, partitions }] : [],
    forgottenTopics: [],
    rackId: '',
  };
}

/** The batches of a partition as they came over the wire. */
export function recordsIn({ records }: FetchResponsePartition): Buffer {
  if (!Buffer.isBuffer(records)) throw new TypeError('a partition without records');
  return records;
}

/** Every partition of a fetch response. */
export const partitionsOf = (response: FetchResponse): FetchResponsePartition[] =>
  response.topics.flatMap(({ partitions }) => partitions);

export const topicOf = (name: string, partitions = 1, configs: Record<string, string> = {}): CreateTopicsRequest => ({
  topics: [
    {
      name,
      numPartitions: partitions,
      replicationFactor: -1,
      assignments: [],
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    },
  ],
  timeoutMs: 10_000,
  validateOnly: false,
});

/** Creates a topic; returns its id. */
export async function createTopic(client: RawClient, name: string, partitions = 1, configs = {}): Promise<string> {
  const { topics } = await client.call(CreateTopicsApi, 7, topicOf(name, partitions, configs));
  if (topics[0]?.errorCode !== 0) throw new Error(`${name}: ${topics[0]?.errorMessage}`);
  return topics[0].topicId;
}
