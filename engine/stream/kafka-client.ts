/**
 * Producer and admin client. With kafka-wire.ts, the only place that imports the Kafka client library.
 */
import { Admin as LibraryAdmin, Producer as LibraryProducer } from '@platformatic/kafka';
import type { TopicPlan } from '../events/topics.ts';
import { consumerGroupMemberships, type GroupMembership } from './kafka-consumer-groups.ts';
import { KafkaError } from './kafka-error.ts';
import { securityOptions } from './kafka-security.ts';
import { type ClientOptions, type ClusterView, openWire, refusal, translate, type Wire } from './kafka-wire.ts';
import { type OutgoingRecord, SendQueue } from './send-queue.ts';

const CONNECT_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** The library tries a request again RETRIES times while brokers are away, RETRY_DELAY_MS apart. */
const RETRIES = 4;
const RETRY_DELAY_MS = 200;

export const libraryOptions = (options: ClientOptions) => ({
  clientId: options.clientId,
  bootstrapBrokers: options.brokers,
  ...securityOptions(options.security),
  connectTimeout: CONNECT_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  timeout: 5_000,
  retries: RETRIES,
  retryDelay: RETRY_DELAY_MS,
});

export interface ProducerOptions extends ClientOptions {
  /** Default 2 ms; only waited for while nothing is in flight. */
  lingerMs?: number;
  /** Default 10,000 ms. */
  deliveryTimeoutMs?: number;
}

export interface Producer {
  /**
   * Resolves once every record is acknowledged with acks=all. Many small sends become few requests: per topic one
   * batch is in flight and what arrives meanwhile goes with the next, in order.
   * Rejects with a `KafkaError` within `deliveryTimeoutMs`; after `TIMEOUT` or `UNREACHABLE` the outcome is unknown.
   */
  send(topic: string, records: readonly OutgoingRecord[]): Promise<void>;
  /** Bytes that wait to be sent, over all topics; at most 32 MB each. */
  pendingBytes(): number;
  /** Sends what waits, then closes the connections. */
  close(): Promise<void>;
}

/** An idempotent producer with acks=all. A queue and a connection per topic, so that no topic blocks another. */
export function createProducer(options: ProducerOptions): Producer {
  const lanes = new Map<string, { queue: SendQueue; library: LibraryProducer }>();
  let closed = false;
  const openLane = (topic: string) => {
    const library = new LibraryProducer({ ...libraryOptions(options), idempotent: true });
    const sendBatch = async (records: OutgoingRecord[]) => {
      try {
        await library.send({ messages: records.map((record) => toMessage(topic, record)) });
      } catch (error) {
        const failure = translate(error, `writing to ${topic}`);
        options.log.debug({ topic, records: records.length, code: failure.code }, 'a batch was not acknowledged');
        throw failure;
      }
    };
    const queue = new SendQueue({
      sendBatch,
      lingerMs: options.lingerMs ?? 2,
      maxBatchBytes: 900_000,
      maxBatchRecords: 5_000,
      maxPendingBytes: 32 * 1024 * 1024,
      deliveryTimeoutMs: options.deliveryTimeoutMs ?? 10_000,
    });
    const lane = { queue, library };
    lanes.set(topic, lane);
    return lane;
  };
  return {
    send(topic, records) {
      if (closed) return Promise.reject(new KafkaError('CLOSED', 'the producer is closed'));
      return (lanes.get(topic) ?? openLane(topic)).queue.send(records);
    },
    pendingBytes: () => [...lanes.values()].reduce((sum, lane) => sum + lane.queue.pendingBytes, 0),
    async close() {
      closed = true;
      const all = [...lanes.values()].map(async ({ queue, library }) => {
        await queue.close();
        await library.close().catch((error) => options.log.debug({ error }, 'closing a producer failed'));
      });
      await Promise.all(all);
    },
  };
}

const toBuffer = (value: string | Buffer): Buffer => (typeof value === 'string' ? Buffer.from(value) : value);

function toMessage(topic: string, { key, value, partition }: OutgoingRecord) {
  // The library writes a missing value as Kafka's null, though its type asks for a Buffer.
  const message = {
    topic,
    key: key === null ? undefined : toBuffer(key),
    value: value === null ? (undefined as unknown as Buffer) : toBuffer(value),
  };
  return partition === undefined ? message : { ...message, partition };
}

export interface TopicDescription {
  name: string;
  /** Changes when a topic is deleted and created again under its name. */
  id: string;
  partitions: Array<{
    partition: number;
    /** -1 while there is none. */
    leader: number;
    replicas: number[];
    inSyncReplicas: number[];
    /** First offset still kept, and the offset that the next record gets; null where the leader did not answer. */
    earliest: number | null;
    latest: number | null;
    /** Null where the broker does not tell (DescribeLogDirs). */
    sizeBytes: number | null;
  }>;
}

export interface GroupDescription extends GroupMembership {
  id: string;
  offsets: Array<{ topic: string; partition: number; committed: number; latest: number | null; lag: number | null }>;
}

export interface KafkaAdmin {
  /** Creates the topics that do not exist; leaves those that do as they are. */
  ensureTopics(plans: readonly TopicPlan[]): Promise<void>;
  /** The topics named, as far as they are there, or every one; internal ones (`__...`) only by name. */
  topics(names?: readonly string[]): Promise<TopicDescription[]>;
  groups(): Promise<GroupDescription[]>;
  /** One offset a partition: the earliest kept, the next to be written, or the first at or after a time (ms), -1 for none. */
  listOffsets(topic: string, at: 'earliest' | 'latest' | number): Promise<number[]>;
  deleteTopics(names: string[]): Promise<void>;
  close(): Promise<void>;
}

export function createAdmin(options: ClientOptions): KafkaAdmin {
  return new LibraryKafkaAdmin(options);
}

/** Groups of other kinds (Kafka Connect, share groups) have members in formats of their own: they are left out. */
const CONSUMER_GROUP_TYPES = ['consumer', ''];

/** Whether a group is of the consumer protocol (KIP-848); `Consumer` to Kafka, `consumer` to others. */
const isConsumerType = (type: string | undefined): boolean => type?.toLowerCase() === 'consumer';

class LibraryKafkaAdmin implements KafkaAdmin {
  readonly #library: LibraryAdmin;
  readonly #wire: Wire;

  constructor(options: ClientOptions) {
    this.#library = new LibraryAdmin({ ...libraryOptions(options), retries: 2 });
    this.#wire = openWire(options);
  }

  ensureTopics(plans: readonly TopicPlan[]): Promise<void> {
    return attempt('creating topics', async () => {
      const existing = new Set(await this.#library.listTopics());
      for (const plan of plans) if (!existing.has(plan.name)) await this.#createTopic(plan);
    });
  }

  topics(wanted?: readonly string[]): Promise<TopicDescription[]> {
    return attempt('listing topics', async () => {
      const names = wanted ?? (await this.#library.listTopics());
      const view = await this.#wire.metadata([...names]);
      const sizes = await partitionSizes(this.#library, view);
      const there = wanted ? names.filter((name) => view.topics.has(name)) : names;
      return Promise.all(there.map((name) => describeTopic(this.#wire, view, sizes, name)));
    });
  }

  groups(): Promise<GroupDescription[]> {
    return attempt('listing groups', async () => {
      // No type stands for all: left out, the library asks for classic groups alone.
      const listed = [...(await this.#library.listGroups({ types: [] })).values()];
      const ids = listed.filter((group) => CONSUMER_GROUP_TYPES.includes(group.protocolType)).map((group) => group.id);
      if (ids.length === 0) return [];
      const memberships = await this.#memberships(listed.filter(({ id }) => ids.includes(id)));
      const committed = await this.#library.listConsumerGroupOffsets({ groups: ids });
      const offsetsOf = new Map(committed.map((group) => [group.groupId, group]));
      const topics = new Set(committed.flatMap((group) => group.topics.map((topic) => topic.name)));
      const latest = await this.#latestOffsets([...topics]);
      return ids.sort().map((id) => describeGroup(id, memberships.get(id), offsetsOf.get(id), latest));
    });
  }

  listOffsets(topic: string, at: 'earliest' | 'latest' | number): Promise<number[]> {
    return this.#wire.listOffsets(topic, at);
  }

  deleteTopics(names: string[]): Promise<void> {
    return attempt('deleting topics', () => this.#library.deleteTopics({ topics: names }));
  }

  async close(): Promise<void> {
    await Promise.all([this.#wire.close(), this.#library.close().catch(() => {})]);
  }

  /** Groups of either protocol, each asked in its own way. */
  async #memberships(groups: readonly { id: string; groupType?: string }[]): Promise<Map<string, GroupMembership>> {
    const modern = groups.filter(({ groupType }) => isConsumerType(groupType)).map(({ id }) => id);
    const classic = groups.map(({ id }) => id).filter((id) => !modern.includes(id));
    const memberships = await consumerGroupMemberships(this.#library, this.#wire, modern);
    if (classic.length === 0) return memberships;
    const described = await this.#library.describeGroups({ groups: classic });
    for (const [id, group] of described) memberships.set(id, classicMembership(group));
    return memberships;
  }

  async #createTopic(plan: TopicPlan): Promise<void> {
    const configs = Object.entries(plan.configs).map(([name, value]) => ({ name, value }));
    try {
      // -1: as many replicas as the cluster's own default (KIP-464).
      await this.#library.createTopics({ topics: [plan.name], partitions: plan.partitions, replicas: -1, configs });
    } catch (error) {
      if (refusal(error) !== 'TOPIC_ALREADY_EXISTS') throw error;
    }
  }

  async #latestOffsets(topics: string[]): Promise<Map<string, number[]>> {
    const offsets = await Promise.all(topics.map((topic) => this.#wire.listOffsets(topic, 'latest').catch(() => [])));
    return new Map(topics.map((topic, index) => [topic, offsets[index] ?? []]));
  }
}

/** Runs an action of the library; what it fails with becomes a `KafkaError`. */
export async function attempt<T>(doing: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw translate(error, doing);
  }
}

/** Creates what is missing of these topics and closes its connection again. */
export async function ensureTopics(options: ClientOptions, plans: readonly TopicPlan[]): Promise<void> {
  const admin = createAdmin(options);
  try {
    await admin.ensureTopics(plans);
  } finally {
    await admin.close();
  }
}

type LibraryGroup =
  Awaited<ReturnType<LibraryAdmin['describeGroups']>> extends Map<string, infer Group> ? Group : never;
type LibraryOffsets = Awaited<ReturnType<LibraryAdmin['listConsumerGroupOffsets']>>[number];

/** Bytes on disk of each partition (`topic/partition`), the largest replica's; empty where the brokers do not tell. */
async function partitionSizes(library: LibraryAdmin, view: ClusterView): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  const wanted = [...view.topics].map(([name, topic]) => ({ name, partitions: [...topic.partitions.keys()] }));
  const brokers = await library.describeLogDirs({ topics: wanted }).catch(() => []);
  for (const { topics } of brokers.flatMap((broker) => broker.results)) {
    for (const { name, partitions } of topics) {
      for (const { partitionIndex, partitionSize } of partitions) {
        const key = `${name}/${partitionIndex}`;
        sizes.set(key, Math.max(sizes.get(key) ?? 0, Number(partitionSize)));
      }
    }
  }
  return sizes;
}

async function describeTopic(
  wire: Wire,
  view: ClusterView,
  sizes: Map<string, number>,
  name: string,
): Promise<TopicDescription> {
  const topic = view.topics.get(name);
  const [earliest, latest] = await Promise.all([
    wire.listOffsets(name, 'earliest').catch(() => []),
    wire.listOffsets(name, 'latest').catch(() => []),
  ]);
  const partitions = (topic?.partitions ?? []).map((partition, index) => ({
    partition: index,
    leader: partition.leader,
    replicas: partition.replicas,
    inSyncReplicas: partition.inSyncReplicas,
    earliest: earliest[index] ?? null,
    latest: latest[index] ?? null,
    sizeBytes: sizes.get(`${name}/${index}`) ?? null,
  }));
  return { name, id: topic?.id ?? '', partitions };
}

function classicMembership({ state, protocol, members }: LibraryGroup): GroupMembership {
  const described = [...members.values()].map((member) => ({
    id: member.id,
    clientId: member.clientId,
    host: member.clientHost,
    assignments: [...(member.assignments?.values() ?? [])],
  }));
  return { state, protocol, members: described };
}

function describeGroup(
  id: string,
  membership: GroupMembership = { state: 'Dead', protocol: '', members: [] },
  committed: LibraryOffsets | undefined,
  latest: Map<string, number[]>,
): GroupDescription {
  const offsets = (committed?.topics ?? []).flatMap(({ name, partitions }) =>
    partitions
      .filter((partition) => partition.committedOffset >= 0n)
      .map((partition) => {
        const end = latest.get(name)?.[partition.partitionIndex] ?? null;
        const position = Number(partition.committedOffset);
        const lag = end === null ? null : Math.max(0, end - position);
        return { topic: name, partition: partition.partitionIndex, committed: position, latest: end, lag };
      }),
  );
  return { id, ...membership, offsets };
}
