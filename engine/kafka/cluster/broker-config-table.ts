import { type ConfigDefinition, type ConfigType, INT_MAX } from './config-type.ts';
import { TOPIC_CONFIGS, type TopicConfigDefinition } from './topic-config-table.ts';

export interface BrokerConfigDefinition extends Omit<ConfigDefinition, 'fallback'> {
  /** As Kafka writes it; null where nothing is set unless someone sets it. */
  readonly fallback: string | null;
  /** Whether it can be changed while the broker runs, for this broker or for all of them (KIP-226). */
  readonly isDynamic: boolean;
}

/** A time that can also be given in coarser units; the finer name wins. Only the finest can be changed while the broker runs. */
export const COARSER_UNITS: Readonly<Record<string, readonly { readonly name: string; readonly unitMs: number }[]>> = {
  'log.retention.ms': [
    { name: 'log.retention.minutes', unitMs: 60_000 },
    { name: 'log.retention.hours', unitMs: 3_600_000 },
  ],
  'log.roll.ms': [{ name: 'log.roll.hours', unitMs: 3_600_000 }],
  'log.roll.jitter.ms': [{ name: 'log.roll.jitter.hours', unitMs: 3_600_000 }],
};

/** Defaults of topics: each acts on every topic that sets nothing of its own. */
function topicDefaults(): [string, BrokerConfigDefinition][] {
  return Object.values(TOPIC_CONFIGS).flatMap((definition: TopicConfigDefinition) => {
    const { broker, ...rest } = definition;
    if (broker === null) return [];
    const fallback = Object.hasOwn(COARSER_UNITS, broker) ? null : rest.fallback;
    return [[broker, { ...rest, fallback, isDynamic: true, documentation: `Of topics: ${rest.documentation}` }]];
  });
}

const fixed = (type: ConfigType, fallback: string | null, documentation: string): BrokerConfigDefinition => ({
  type,
  fallback,
  documentation,
  isDynamic: false,
});

const OWN: Readonly<Record<string, BrokerConfigDefinition>> = {
  'advertised.listeners': fixed('string', null, 'Where clients are told to find this broker.'),
  'auto.create.topics.enable': fixed('boolean', 'true', 'Whether asking for the metadata of a topic may create it.'),
  'broker.id': fixed('int', '-1', 'The same as node.id.'),
  'broker.rack': fixed('string', null, 'Rack of this broker; it has none.'),
  'connection.failed.authentication.delay.ms': fixed(
    'int',
    '100',
    'How long a client that failed to authenticate waits for its answer, in ms.',
  ),
  'connections.max.reauth.ms': fixed(
    'long',
    '0',
    'How long a SASL session lasts unless the client authenticates anew, in ms; 0 for no end.',
  ),
  'connections.max.idle.ms': fixed('long', '600000', 'A connection that is silent for longer is closed, in ms.'),
  'default.replication.factor': fixed('int', '1', 'Replicas of topics that are created without a number.'),
  'delete.topic.enable': fixed('boolean', 'true', 'Whether topics may be deleted.'),
  'fetch.max.bytes': fixed('int', '57671680', 'Most that one fetch is answered with, one batch excepted.'),
  'group.consumer.assignors': fixed('list', 'uniform,range', 'Assignors that members may ask for, the default first.'),
  'group.consumer.heartbeat.interval.ms': {
    ...fixed('int', '5000', 'How often members of a consumer group send a heartbeat, in ms.'),
    min: 1,
  },
  'group.consumer.max.heartbeat.interval.ms': fixed('int', '15000', 'Longest heartbeat interval of a group, in ms.'),
  'group.consumer.max.session.timeout.ms': fixed('int', '60000', 'Longest session timeout of a consumer group, in ms.'),
  'group.consumer.max.size': fixed('int', INT_MAX, 'Most members of a consumer group.'),
  'group.consumer.migration.policy': fixed(
    'string',
    'bidirectional',
    'Which way groups move between the classic and the consumer protocol while they have members: both.',
  ),
  'group.consumer.min.heartbeat.interval.ms': fixed('int', '5000', 'Shortest heartbeat interval of a group, in ms.'),
  'group.consumer.min.session.timeout.ms': fixed(
    'int',
    '45000',
    'Shortest session timeout of a consumer group, in ms.',
  ),
  'group.consumer.session.timeout.ms': {
    ...fixed('int', '45000', 'How long a member of a consumer group may be silent, in ms.'),
    min: 1,
  },
  'group.coordinator.rebalance.protocols': fixed('list', 'classic,consumer', 'Group protocols that are served.'),
  'group.max.size': fixed('int', INT_MAX, 'Most members of a classic group, ids that were given out included.'),
  'group.min.session.timeout.ms': fixed(
    'int',
    '6000',
    'Shortest session timeout of members of a classic group, in ms.',
  ),
  'log.cleaner.backoff.ms': {
    type: 'long',
    fallback: '15000',
    min: 0,
    isDynamic: true,
    documentation:
      'How long the cleaner sleeps when no log needs compaction, in ms; at least 100 ms go by between two rounds.',
  },
  'log.cleaner.enable': fixed('boolean', 'true', 'Whether compacted topics are compacted.'),
  'log.cleaner.threads': fixed('int', '1', 'Logs that are compacted at the same time.'),
  'log.dir': fixed('string', '/tmp/kafka-logs', 'Folder of the partition logs, where log.dirs names none.'),
  'log.dirs': fixed('string', null, 'Folder of the partition logs.'),
  'log.flush.offset.checkpoint.interval.ms': fixed('int', '5000', 'How often recovery points are noted, in ms.'),
  'log.flush.scheduler.interval.ms': fixed('long', '250', 'How often logs are looked at for flush.ms, in ms.'),
  'log.flush.start.offset.checkpoint.interval.ms': fixed(
    'int',
    '5000',
    'How often log start offsets are noted, in ms.',
  ),
  'log.retention.check.interval.ms': {
    ...fixed('long', '30000', 'How often old segments are looked for, in ms.'),
    min: 1,
  },
  'log.retention.hours': fixed('int', '168', 'log.retention.ms in hours, where neither that nor minutes are set.'),
  'log.retention.minutes': fixed('int', null, 'log.retention.ms in minutes, where that is not set.'),
  'log.roll.hours': fixed('int', '168', 'log.roll.ms in hours, where that is not set.'),
  'log.roll.jitter.hours': fixed('int', '0', 'log.roll.jitter.ms in hours, where that is not set.'),
  'max.connections': {
    type: 'int',
    fallback: '5000',
    min: 1,
    isDynamic: true,
    documentation: 'Connections at the same time; one more is closed at once.',
  },
  'max.connections.per.ip': {
    type: 'int',
    fallback: INT_MAX,
    min: 0,
    isDynamic: true,
    documentation: 'Connections at the same time from one address; one more is closed at once.',
  },
  'max.incremental.fetch.session.cache.slots': fixed('int', '1000', 'Fetch sessions kept at the same time.'),
  'node.id': fixed('int', null, 'Number of this broker in the cluster.'),
  'num.partitions': fixed('int', '1', 'Partitions of topics that are created without a number.'),
  'offset.metadata.max.bytes': fixed('int', '4096', 'Longest text that may be committed with an offset, in bytes.'),
  'offsets.retention.check.interval.ms': fixed('long', '60000', 'How often expired offsets are looked for, in ms.'),
  'offsets.retention.minutes': fixed('int', '10080', 'How long offsets of a group without members are kept.'),
  'offsets.topic.num.partitions': fixed('int', '50', 'Partitions of __consumer_offsets.'),
  'offsets.topic.replication.factor': fixed('short', '3', 'Replicas of __consumer_offsets.'),
  'offsets.topic.segment.bytes': fixed('int', '104857600', 'segment.bytes of __consumer_offsets.'),
  'process.roles': fixed('list', '', 'This process is a broker, and controller of itself.'),
  'producer.id.expiration.ms': {
    type: 'int',
    fallback: '86400000',
    min: 1,
    isDynamic: true,
    documentation: 'An idempotent producer that a partition has not heard of for so long is forgotten there, in ms.',
  },
  'sasl.server.max.receive.size': fixed(
    'int',
    '524288',
    'A request of a client that has not authenticated closes its connection if it is larger.',
  ),
  'socket.request.max.bytes': fixed('int', '104857600', 'A request that is larger closes its connection.'),
  'transaction.max.timeout.ms': fixed('int', '900000', 'Longest that a producer may leave a transaction open, in ms.'),
  'transaction.state.log.min.isr': fixed('int', '2', 'min.insync.replicas of __transaction_state.'),
  'transaction.state.log.num.partitions': fixed('int', '50', 'Partitions of __transaction_state.'),
  'transaction.state.log.replication.factor': fixed('short', '3', 'Replicas of __transaction_state.'),
  'transaction.state.log.segment.bytes': fixed('int', '104857600', 'segment.bytes of __transaction_state.'),
  'transactional.id.expiration.ms': fixed(
    'int',
    '604800000',
    'A transactional id not heard of for so long is forgotten, in ms.',
  ),
};

/**
 * Configs of the broker by Kafka's names, with its defaults: those that mean something here. What a broker is started with and cannot change
 * is not dynamic. Kafka has more, for threads, replication, remote storage and the like, of which there are none; their names are refused.
 */
export const BROKER_CONFIGS: Readonly<Record<string, BrokerConfigDefinition>> = Object.fromEntries(
  [...Object.entries(OWN), ...topicDefaults()].sort(([a], [b]) => (a < b ? -1 : 1)),
);
