/**
 * Single requests to Kafka brokers, in Weir's own words: what reader.ts (fetching) and group-member.ts (membership) are
 * built on. Only the kafka-*.ts files of this folder import the Kafka client library. The library's own Consumer is not
 * used: it rejoins a group before the application can hand its partitions over, fails a whole fetch when one
 * partition has an error, and hides retries behind its timeouts.
 */
import {
  apiVersionsV3,
  type Broker,
  type Connection,
  ConnectionPool,
  fetchV12,
  fetchV13,
  fetchV14,
  fetchV15,
  fetchV16,
  fetchV17,
  findErrorBy,
  listOffsetsV5,
  listOffsetsV6,
  listOffsetsV7,
  metadataV10,
  metadataV11,
  metadataV12,
  parseBroker,
  protocolErrorsCodesById,
  type RecordsBatch,
} from '@platformatic/kafka';
import type { Log } from '../log.ts';
import { KafkaError } from './kafka-error.ts';
import { type KafkaSecurity, securityOptions } from './kafka-security.ts';

export interface ClientOptions {
  /** `host:port` of one or more brokers. */
  brokers: string[];
  security?: KafkaSecurity;
  clientId: string;
  log: Log;
}

const CONNECT_TIMEOUT_MS = 3_000;
/** Longer than a fetch waits, and than a group takes to rebalance. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Where a broker listens. */
export type Address = Broker;

export interface ClusterView {
  brokers: Map<number, Address>;
  topics: Map<string, { id: string; partitions: PartitionView[] }>;
}

interface PartitionView {
  /** -1 while there is none. */
  leader: number;
  leaderEpoch: number;
  replicas: number[];
  inSyncReplicas: number[];
}

/** A record as it lies in the log. */
export interface LogRecord {
  offset: number;
  /** Kafka's timestamp, ms. */
  timestamp: number;
  key: Buffer | null;
  value: Buffer | null;
  /** In the order they were written; a name may come twice. */
  headers?: ReadonlyArray<readonly [name: Buffer | null, value: Buffer | null]>;
}

interface FetchPosition {
  topic: string;
  partition: number;
  offset: number;
  maxBytes: number;
}

export interface FetchedPartition {
  topic: string;
  partition: number;
  /** Kafka's error name, or null. */
  error: string | null;
  /** Committed records, in offset order, from the wanted offset on. */
  records: LogRecord[];
  /** Where to fetch next: past everything that was returned, control and aborted records included. */
  nextOffset: number;
  /** Offset that the next record of the partition will get. */
  highWatermark: number;
  logStartOffset: number;
}

/** Errors of every call are `KafkaError`s. Nothing is retried here. */
export interface Wire {
  /** Runs one request in the newest version both sides speak; `to` null asks any broker. */
  request<Api extends Versioned, Response>(
    doing: string,
    to: Address | null,
    candidates: Api[],
    run: (api: Api, connection: Connection) => Promise<Response>,
  ): Promise<Response>;
  metadata(topics: string[]): Promise<ClusterView>;
  /** Long poll: answers as soon as one byte is there, or after `maxWaitMs`. All positions must lead on `node`. */
  fetch(view: ClusterView, node: number, positions: FetchPosition[], maxWaitMs: number): Promise<FetchedPartition[]>;
  listOffsets(topic: string, at: 'earliest' | 'latest' | number): Promise<number[]>;
  close(): Promise<void>;
}

/** Turns the library's errors into `KafkaError`s with a stable code. */
export function translate(error: unknown, doing: string): KafkaError {
  if (error instanceof KafkaError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  const refused = refusal(cause);
  if (refused) return new KafkaError(refused, `${doing}: the log answered ${refused}`, cause);
  if (/Unknown topic/.test(cause.message)) return new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', cause.message, cause);
  if (findErrorBy(cause, 'closed', true)) return new KafkaError('CLOSED', `${doing}: this client is closed`, cause);
  if (/timed out/i.test(cause.message)) return new KafkaError('TIMEOUT', `${doing}: no answer in time`, cause);
  if (findErrorBy(cause, 'code', 'PLT_KFK_NETWORK')) {
    return new KafkaError('UNREACHABLE', `${doing}: no broker answers`, cause);
  }
  return new KafkaError('UNKNOWN', `${doing}: ${cause.message}`, cause);
}

/** Kafka's name of the first error code that a broker answered with. */
export function refusal(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('apiId' in error && typeof error.apiId === 'string') return error.apiId;
  const nested: unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  for (const inner of nested) {
    const found = refusal(inner);
    if (found) return found;
  }
  return null;
}

/** Each request in the versions that we can speak, newest first. Version 12 of Fetch names topics, later ones use ids. */
const FETCH = [fetchV17.api, fetchV16.api, fetchV15.api, fetchV14.api, fetchV13.api, fetchV12.api];
const METADATA = [metadataV12.api, metadataV11.api, metadataV10.api];
const LIST_OFFSETS = [listOffsetsV7.api, listOffsetsV6.api, listOffsetsV5.api];

interface Versioned {
  key: number;
  version: number;
}
type VersionRanges = Map<number, { min: number; max: number }>;

/** The newest version that both sides speak. */
function newest<T extends Versioned>(candidates: T[], ranges: VersionRanges): T {
  const range = candidates[0] && ranges.get(candidates[0].key);
  const found = range && candidates.find(({ version }) => version >= range.min && version <= range.max);
  if (!found) throw new KafkaError('UNSUPPORTED_VERSION', `the broker does not speak API ${candidates[0]?.key}`);
  return found;
}

const ERROR_NAMES: Readonly<Record<number, string>> = protocolErrorsCodesById;
const READ_COMMITTED = 1;
/** The replica id of whoever is none. */
const CONSUMER = -1;
/** A fetch without a session (KIP-227). */
const NO_SESSION = 0;
const FINAL_EPOCH = -1;
/** ListOffsets' special timestamps. */
const LATEST = -1n;
const EARLIEST = -2n;

/** Opens connections as they are needed, one a broker: a long poll or a rebalance needs a wire of its own. */
export function openWire(options: ClientOptions): Wire {
  return new LibraryWire(options);
}

class LibraryWire implements Wire {
  readonly #bootstrap: Address[];
  readonly #pool: ConnectionPool;
  readonly #ranges = new WeakMap<Connection, VersionRanges>();

  constructor(options: ClientOptions) {
    this.#bootstrap = options.brokers.map((broker) => parseBroker(broker, 9092));
    const timeouts = { connectTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS };
    this.#pool = new ConnectionPool(options.clientId, { ...timeouts, ...securityOptions(options.security) });
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async request<Api extends Versioned, Response>(
    doing: string,
    to: Address | null,
    candidates: Api[],
    run: (api: Api, connection: Connection) => Promise<Response>,
  ): Promise<Response> {
    try {
      const connection = await (to ? this.#pool.get(to) : this.#pool.getFirstAvailable(this.#bootstrap));
      return await run(newest(candidates, await this.#versions(connection)), connection);
    } catch (error) {
      // A response that carries an error code is thrown by the library.
      throw translate(error, doing);
    }
  }

  async metadata(topics: string[]): Promise<ClusterView> {
    const response = await this.request('asking for metadata', null, METADATA, (api, connection) =>
      api.async(connection, topics, false, false),
    ).catch((error: KafkaError) => {
      // A topic or partition with an error of its own does not hide the others.
      const partial = partialResponse<MetadataResponse>(error);
      if (partial) return { ...partial, topics: partial.topics.filter((topic) => topic.errorCode === 0) };
      throw error;
    });
    const brokers = new Map(response.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
    const views = response.topics.map(({ name, topicId, partitions }) => {
      const sorted = partitions.toSorted((a, b) => a.partitionIndex - b.partitionIndex).map(partitionView);
      return [name ?? '', { id: topicId, partitions: sorted }] as const;
    });
    return { brokers, topics: new Map(views) };
  }

  async fetch(view: ClusterView, node: number, positions: FetchPosition[], maxWaitMs: number) {
    const address = view.brokers.get(node);
    if (!address) throw new KafkaError('LEADER_NOT_AVAILABLE', `no address of broker ${node}`);
    const totalBytes = positions.reduce((sum, position) => sum + position.maxBytes, 0);
    let byName = false;
    const response = await this.request('fetching', address, FETCH, (api, connection) => {
      byName = api.version <= 12;
      const topics = fetchTopics(view, positions, byName);
      return api.async(connection, maxWaitMs, 1, totalBytes, READ_COMMITTED, NO_SESSION, FINAL_EPOCH, topics, [], '');
    }).catch((error: KafkaError) => {
      const partial = partialResponse<FetchResponse>(error);
      // A fetch whose partitions have errors of their own still carries the records of the others.
      if (partial && partial.errorCode === 0) return partial;
      throw error;
    });
    const names = new Map(positions.map(({ topic }) => [byName ? topic : view.topics.get(topic)?.id, topic]));
    return response.responses.flatMap(({ topicId, partitions }) => {
      const topic = names.get(topicId) ?? '';
      return partitions.flatMap((partition) => {
        const position = positions.find((p) => p.topic === topic && p.partition === partition.partitionIndex);
        return position ? [fetched(position, partition)] : [];
      });
    });
  }

  async listOffsets(topic: string, at: 'earliest' | 'latest' | number): Promise<number[]> {
    const view = await this.metadata([topic]);
    const partitions = view.topics.get(topic)?.partitions ?? [];
    const timestamp = at === 'latest' ? LATEST : at === 'earliest' ? EARLIEST : BigInt(at);
    const byLeader = Map.groupBy(partitions.keys(), (index) => partitions[index]?.leader ?? -1);
    const offsets: number[] = partitions.map(() => -1);
    for (const [leader, indexes] of byLeader) {
      const address = view.brokers.get(leader);
      if (!address) throw new KafkaError('LEADER_NOT_AVAILABLE', `${topic} has a partition without a leader`);
      const wanted = indexes.map((partitionIndex) => ({ partitionIndex, currentLeaderEpoch: -1, timestamp }));
      const response = await this.request('listing offsets', address, LIST_OFFSETS, (api, connection) =>
        api.async(connection, CONSUMER, READ_COMMITTED, [{ name: topic, partitions: wanted }]),
      );
      for (const { partitionIndex, offset } of response.topics[0]?.partitions ?? []) {
        offsets[partitionIndex] = Number(offset);
      }
    }
    return offsets;
  }

  async #versions(connection: Connection): Promise<VersionRanges> {
    const known = this.#ranges.get(connection);
    if (known) return known;
    const { apiKeys } = await apiVersionsV3.api.async(connection, 'weir', '1.0');
    const fresh = new Map(apiKeys.map((api) => [api.apiKey, { min: api.minVersion, max: api.maxVersion }]));
    this.#ranges.set(connection, fresh);
    return fresh;
  }
}

function partitionView(raw: { leaderId: number; leaderEpoch: number; replicaNodes: number[]; isrNodes: number[] }) {
  const { leaderId: leader, leaderEpoch, replicaNodes: replicas, isrNodes: inSyncReplicas } = raw;
  return { leader, leaderEpoch, replicas, inSyncReplicas };
}

/** The response that an error of the library was made from, if there is one. */
export function partialResponse<Response>(error: KafkaError): Response | null {
  const cause = error.cause;
  return cause instanceof Error && 'response' in cause ? (cause.response as Response) : null;
}

type MetadataResponse = Awaited<ReturnType<typeof metadataV12.api.async>>;
type FetchArguments = Parameters<typeof fetchV17.api.async>;
type FetchResponse = Awaited<ReturnType<typeof fetchV17.api.async>>;
type RawPartition = FetchResponse['responses'][number]['partitions'][number];

function fetchTopics(view: ClusterView, positions: FetchPosition[], byName: boolean): FetchArguments[7] {
  const byTopic = Map.groupBy(positions, (position) => position.topic);
  return [...byTopic].map(([topic, wanted]) => ({
    topicId: byName ? topic : (view.topics.get(topic)?.id ?? ''),
    partitions: wanted.map(({ partition, offset, maxBytes }) => ({
      partition,
      currentLeaderEpoch: -1,
      fetchOffset: BigInt(offset),
      lastFetchedEpoch: -1,
      partitionMaxBytes: maxBytes,
    })),
  }));
}

function fetched(position: FetchPosition, raw: RawPartition): FetchedPartition {
  const batches = raw.records ?? [];
  const last = batches.at(-1);
  const nextOffset = last ? Number(last.firstOffset) + last.lastOffsetDelta + 1 : position.offset;
  return {
    topic: position.topic,
    partition: position.partition,
    error: raw.errorCode === 0 ? null : (ERROR_NAMES[raw.errorCode] ?? `ERROR_${raw.errorCode}`),
    records: committedRecords(batches, raw.abortedTransactions ?? [], position.offset),
    nextOffset: Math.max(nextOffset, position.offset),
    highWatermark: Number(raw.highWatermark),
    logStartOffset: Number(raw.logStartOffset),
  };
}

/** The broker stamped the batch: its greatest timestamp is every record's. */
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const ABORT_MARKER = 0;

/** Leaves out control records and those of aborted transactions: read_committed as Kafka's own clients do it (KIP-98). */
function committedRecords(
  batches: RecordsBatch[],
  abortedTransactions: Array<{ producerId: bigint; firstOffset: bigint }>,
  from: number,
): LogRecord[] {
  const upcoming = abortedTransactions.toSorted((a, b) => Number(a.firstOffset - b.firstOffset));
  const aborting = new Set<bigint>();
  const records: LogRecord[] = [];
  for (const batch of batches) {
    const lastOffset = batch.firstOffset + BigInt(batch.lastOffsetDelta);
    while (upcoming[0] && upcoming[0].firstOffset <= lastOffset) aborting.add(upcoming.shift()!.producerId);
    if (batch.attributes & CONTROL) {
      if (batch.records[0]?.key?.readInt16BE(2) === ABORT_MARKER) aborting.delete(batch.producerId);
      continue;
    }
    if (batch.attributes & TRANSACTIONAL && aborting.has(batch.producerId)) continue;
    const base = Number(batch.firstOffset);
    const firstTimestamp = Number(batch.firstTimestamp);
    const maxTimestamp = Number(batch.maxTimestamp);
    const isLogAppendTime = (batch.attributes & LOG_APPEND_TIME) !== 0;
    for (const { offsetDelta, timestampDelta, key, value, headers } of batch.records) {
      const offset = base + offsetDelta;
      // A batch is returned whole even if only its end was asked for.
      if (offset < from) continue;
      const timestamp = isLogAppendTime ? maxTimestamp : firstTimestamp + Number(timestampDelta);
      records.push({ offset, timestamp, key, value, headers });
    }
  }
  return records;
}
