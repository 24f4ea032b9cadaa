import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Controller, type PartitionHandle } from './cluster/controller.ts';
import { lockFolder } from './cluster/folder-lock.ts';
import { openMetaProperties } from './cluster/meta-properties.ts';
import type { TopicImage } from './cluster/metadata-image.ts';
import type { NewTopic } from './cluster/topic-decisions.ts';
import { GroupCoordinator } from './groups/coordinator.ts';
import { OFFSETS_TOPIC } from './groups/offsets-topic.ts';
import type { TopicDescription, TopicsView } from './groups/topics-view.ts';
import { CoordinatorLog } from './log/coordinator-log.ts';
import { LogDir } from './log/log-dir.ts';
import type { LogSink } from './log-sink.ts';
import { Authorizer } from './security/authorizer.ts';
import { type ConfiguredUser, Credentials } from './security/credentials.ts';
import type { Principal } from './security/principal.ts';
import { PasswordChecks } from './security/sasl/password-checks.ts';
import { BROKER_DEFAULTS, type BrokerConfig } from './server/broker-config.ts';
import type { BrokerContext } from './server/broker-context.ts';
import { ChunkPool } from './server/chunk-pool.ts';
import { startedConfigs } from './server/configs/started-configs.ts';
import { FetchPurgatory } from './server/fetch-purgatory.ts';
import { FetchSessions } from './server/fetch-sessions.ts';
import { Listener, type ListenerOptions } from './server/listener.ts';
import { ClientThrottle } from './server/quotas/client-throttle.ts';
import { RequestMemory } from './server/request-memory.ts';
import { TransactionCoordinator } from './transactions/coordinator.ts';
import { Markers } from './transactions/markers.ts';
import { TRANSACTIONS_TOPIC } from './transactions/transactions-topic.ts';

const NODE_ID = 1;
/** Buffers on their way from files to sockets, all connections together. */
const MAX_CHUNK_BYTES = 32 * 1024 * 1024;
/** Large requests being read or answered, all connections together. */
const MAX_REQUEST_BYTES = 24 * 1024 * 1024;

export interface BrokerOptions {
  /** Created where it is missing; one broker at a time may have it open. */
  readonly dataDir: string;
  /** Address to listen on, and what clients are told; with a wildcard each client is told the address it came in by. 127.0.0.1 where not given. */
  readonly host?: string;
  /** 0, and no port at all, takes any free one. */
  readonly port?: number;
  /** In place of one PLAINTEXT listener on `host` and `port`; the first of them is what the broker then tells as its own. */
  readonly listeners?: readonly ListenerOptions[];
  readonly log: LogSink;
  /** Limits and defaults, Kafka's where not given. */
  readonly config?: Partial<BrokerConfig>;
  /** Made before anybody connects, as far as they are not there. */
  readonly topics?: readonly NewTopic[];
  readonly access?: AccessOptions;
}

/** Who may use the broker, beside what is decided over the wire. */
export interface AccessOptions {
  /** Users that are there from the start, in memory only; they are not changed over the wire. */
  readonly users?: readonly ConfiguredUser[];
  /** super.users, such as `User:alice`: no ACL holds them back. */
  readonly superUsers?: readonly Principal[];
  /** allow.everyone.if.no.acl.found; true unless said otherwise: a broker without ACLs lets everybody do everything. */
  readonly allowEveryoneIfNoAclFound?: boolean;
}

export interface Broker {
  /** Of the first listener. */
  readonly host: string;
  readonly port: number;
  /** Ports of all listeners, in the order in which they were given. */
  readonly ports: readonly number[];
  /** Answers what is under way, puts everything on disk and gives the folder back. */
  close(): Promise<void>;
}

/**
 * Starts a broker: opens the folder, recovers what a crash left, listens. Resolves when clients are served. Rejects with
 * FolderInUseError where another broker has the folder, and with code EADDRINUSE where the port is taken.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { dataDir, host = '127.0.0.1', port = 0, log, config, access } = options;
  const dir = resolve(dataDir);
  await mkdir(dir, { recursive: true });
  const unlock = lockFolder(dir);
  const opened: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    const faults: unknown[] = [];
    for (const close of opened.toReversed()) await close().catch((fault) => faults.push(fault));
    unlock();
    if (faults.length > 0) throw faults[0];
  };
  try {
    const context = await openRooms(dir, log, { ...BROKER_DEFAULTS, ...config }, access ?? {}, opened);
    for (const topic of options.topics ?? []) await ensureTopic(context.controller, topic);
    const asked = options.listeners ?? [{ protocol: 'PLAINTEXT', host, port }];
    const listeners: Listener[] = [];
    opened.push(() => hangUp(listeners, context));
    for (const listener of asked) listeners.push(await openListener(context, listener));
    context.logDir.startHousekeeping();
    const ports = listeners.map((listener) => listener.port);
    const where = asked.map(({ protocol, host }, index) => `${protocol}://${host}:${ports[index]}`);
    log.info({ listeners: where, dataDir: dir, clusterId: context.clusterId }, 'the broker is ready');
    return { host: asked[0]?.host ?? host, port: ports[0] ?? port, ports, close: once(closeAll) };
  } catch (error) {
    await closeAll().catch((err) => log.error({ err }, 'a broker that could not start could not be closed either'));
    throw error;
  }
}

function openListener(context: BrokerContext, options: ListenerOptions): Promise<Listener> {
  return Listener.open(context, options).catch((error) => {
    throw addressFault(error, options.host, options.port);
  });
}

/** Takes no more requests, and answers those that wait for records or for a group instead of letting them wait. */
async function hangUp(
  listeners: readonly Listener[],
  { fetchPurgatory, groups, transactions }: BrokerContext,
): Promise<void> {
  const answered = Promise.all(listeners.map((listener) => listener.close()));
  fetchPurgatory.close();
  await transactions.close();
  await groups.close();
  await answered;
}

/** Opens what a broker is made of, lowest first; each leaves behind how to close it. */
async function openRooms(
  dir: string,
  log: LogSink,
  config: BrokerConfig,
  access: AccessOptions,
  opened: (() => Promise<void>)[],
): Promise<BrokerContext> {
  const { clusterId, nodeId } = await openMetaProperties(dir, NODE_ID);
  const started = startedConfigs(config, { nodeId, dataDir: dir });
  const controller = await Controller.open(dir, { nodeId, started });
  opened.push(() => controller.close());
  const logDir = await LogDir.open({
    dir,
    log,
    configOf: (topic) => controller.logConfigOf(topic),
    pace: () => ({
      cleanEveryMs: Number(controller.brokerConfig('log.cleaner.backoff.ms')),
      retainEveryMs: Number(controller.brokerConfig('log.retention.check.interval.ms')),
      producerExpiryMs: Number(controller.brokerConfig('producer.id.expiration.ms')),
    }),
  });
  opened.push(() => logDir.close());
  await controller.attach(logDir);
  const groups = await openGroups(controller, config, log);
  opened.push(() => groups.close());
  const markers = openMarkers(controller, groups, log);
  const transactions = await openTransactions({ controller, markers, config, log });
  opened.push(() => transactions.close());
  const throttle = new ClientThrottle({ quotas: () => controller.clientQuotas, now: () => performance.now() });
  const fetchPurgatory = new FetchPurgatory();
  controller.onTopicDeleted(() => fetchPurgatory.wakeAll());
  const fetchSessions = new FetchSessions(config.maxFetchSessions);
  const chunks = new ChunkPool({ maxLentBytes: MAX_CHUNK_BYTES });
  const requestMemory = new RequestMemory({ maxBytes: MAX_REQUEST_BYTES });
  const serving = { fetchSessions, throttle, fetchPurgatory, chunks, requestMemory };
  const rooms = { controller, logDir, groups, transactions, markers, ...serving };
  return { nodeId, clusterId, dataDir: dir, config, log, ...rooms, ...openAccess(controller, access) };
}

function openAccess(
  { acls, scramUsers }: Controller,
  { users = [], superUsers = [], allowEveryoneIfNoAclFound = true }: AccessOptions,
): Pick<BrokerContext, 'authorizer' | 'credentials' | 'passwordChecks'> {
  return {
    authorizer: new Authorizer({ acls, superUsers, allowEveryoneIfNoAclFound }),
    credentials: new Credentials(users, scramUsers),
    passwordChecks: new PasswordChecks(),
  };
}

async function ensureTopic(controller: Controller, topic: NewTopic): Promise<void> {
  if (!controller.topics.has(topic.name)) await controller.createTopic(topic);
}

/** A coordinator's own topic, made if it is not there yet. One that is keeps its number of partitions: ids are spread over them. */
async function openOwnTopic(controller: Controller, topic: NewTopic): Promise<PartitionHandle[]> {
  await ensureTopic(controller, topic);
  const { length } = controller.topics.get(topic.name)!.leaderEpochs;
  return Array.from({ length }, (_, index) => controller.partition(topic.name, index)!);
}

/** Writes markers to partitions; the group coordinator is told of those in its own topic. */
function openMarkers(controller: Controller, groups: GroupCoordinator, log: LogSink): Markers {
  return new Markers({
    partition: (topic, index) => controller.partition(topic, index),
    onWritten: (topic, index, { producerId, committed }) => {
      if (topic === OFFSETS_TOPIC.name) groups.endTransaction(index, producerId, committed);
    },
    log,
    now: Date.now,
  });
}

async function openTransactions({
  controller,
  markers,
  config,
  log,
}: Pick<BrokerContext, 'controller' | 'markers' | 'config' | 'log'>): Promise<TransactionCoordinator> {
  const transactions = new TransactionCoordinator({
    openLog: async () => {
      const handles = await openOwnTopic(controller, TRANSACTIONS_TOPIC);
      return new CoordinatorLog(
        handles.map((handle) => handle.log),
        handles[0]!.leaderEpoch,
      );
    },
    allocateProducerId: () => controller.allocateProducerId(),
    transactionVersion: () => controller.featureLevel('transaction.version'),
    markers,
    maxTimeoutMs: config.maxTransactionTimeoutMs,
    expirationMs: config.transactionalIdExpirationMs,
    log,
    now: Date.now,
  });
  await transactions.load({ exists: controller.topics.has(TRANSACTIONS_TOPIC.name) });
  return transactions;
}

async function openGroups(controller: Controller, config: BrokerConfig, log: LogSink): Promise<GroupCoordinator> {
  const handles = await openOwnTopic(controller, OFFSETS_TOPIC);
  const groups = new GroupCoordinator({
    partitions: handles.map((handle) => handle.log),
    leaderEpoch: handles[0]!.leaderEpoch,
    topics: topicsView(controller),
    limits: { minSessionTimeoutMs: config.groupMinSessionTimeoutMs },
    consumerConfigOf: (groupId) => ({
      sessionTimeoutMs: controller.groupConfig(groupId, 'consumer.session.timeout.ms'),
      heartbeatIntervalMs: controller.groupConfig(groupId, 'consumer.heartbeat.interval.ms'),
    }),
    log,
  });
  await groups.load();
  return groups;
}

/** Topics as groups see them. */
function topicsView(controller: Controller): TopicsView {
  const describe = (topic: TopicImage | undefined): TopicDescription | undefined =>
    topic && { id: topic.id, name: topic.name, partitions: topic.leaderEpochs.length };
  return {
    get version() {
      return controller.topicsVersion;
    },
    topic: (name) => describe(controller.topics.get(name)),
    topicById: (id) => describe(controller.topicById(id)),
    names: () => controller.topics.keys(),
  };
}

function addressFault(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  const explained = new Error(`port ${port} on ${host} is in use: stop what listens there, or choose another port`);
  return Object.assign(explained, { code: error.code, port, cause: error });
}

/** Runs a step at most once; later callers wait for the same. */
function once(step: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= step();
    return running;
  };
}
