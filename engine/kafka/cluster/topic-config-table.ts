import { type ConfigDefinition, LONG_MAX } from './config-type.ts';

export interface TopicConfigDefinition extends ConfigDefinition {
  readonly fallback: string;
  /** The broker config that is the default of topics which set nothing; null where Kafka has none. */
  readonly broker: string | null;
}

/** Replicas as Kafka's throttles name them. */
const REPLICAS = { regExp: /^(\*|\d+:\d+(,\d+:\d+)*)?$/, meaning: '* or [partition]:[broker] pairs with commas' };

/**
 * Every topic config of Kafka by its name, with its defaults and bounds; other names are refused. What cannot be honoured here has one
 * value only and refuses the rest, and what is about other brokers or remote storage says in its documentation that there are none.
 */
export const TOPIC_CONFIGS = {
  'cleanup.policy': {
    broker: 'log.cleanup.policy',
    type: 'list',
    fallback: 'delete',
    oneOf: ['delete', 'compact'],
    documentation: 'What happens to old segments: deleted by time and size, compacted by key, or both.',
  },
  'compression.gzip.level': {
    broker: 'compression.gzip.level',
    type: 'int',
    fallback: '-1',
    min: 1,
    max: 9,
    orElse: -1,
    documentation: 'Level of gzip where compression.type says so; -1 stands for its own default.',
  },
  'compression.lz4.level': {
    broker: 'compression.lz4.level',
    type: 'int',
    fallback: '9',
    min: 1,
    max: 17,
    documentation: 'How hard LZ4 looks for repeats where compression.type says so.',
  },
  'compression.type': {
    broker: 'compression.type',
    type: 'string',
    fallback: 'producer',
    oneOf: ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'],
    documentation: 'Codec that batches are kept in; producer keeps each as its producer packed it.',
  },
  'compression.zstd.level': {
    broker: 'compression.zstd.level',
    type: 'int',
    fallback: '3',
    min: -131072,
    max: 22,
    documentation: 'Level of zstd where compression.type says so.',
  },
  'delete.retention.ms': {
    broker: 'log.cleaner.delete.retention.ms',
    type: 'long',
    fallback: '86400000',
    min: 0,
    documentation: 'How long a compacted topic keeps tombstones, in ms.',
  },
  'file.delete.delay.ms': {
    broker: 'log.segment.delete.delay.ms',
    type: 'long',
    fallback: '60000',
    min: 0,
    documentation:
      'How long files of deleted segments stay at most, in ms. Here they go at once: readers hold on to them by themselves.',
  },
  'flush.messages': {
    broker: 'log.flush.interval.messages',
    type: 'long',
    fallback: LONG_MAX,
    min: 1,
    documentation: 'Records after which a partition is forced to disk.',
  },
  'flush.ms': {
    broker: 'log.flush.interval.ms',
    type: 'long',
    // Kafka's default is never, since it counts on replicas. One broker has none: this bounds what a power loss may take.
    fallback: '1000',
    min: 0,
    documentation: 'Time after which a partition is forced to disk, in ms.',
  },
  'follower.replication.throttled.replicas': {
    broker: null,
    type: 'list',
    fallback: '',
    pattern: REPLICAS,
    documentation: 'Replicas whose replication is throttled where they follow. It acts between brokers; there is one.',
  },
  'index.interval.bytes': {
    broker: 'log.index.interval.bytes',
    type: 'int',
    fallback: '4096',
    min: 0,
    documentation: 'Bytes of log between two entries of the offset index.',
  },
  'leader.replication.throttled.replicas': {
    broker: null,
    type: 'list',
    fallback: '',
    pattern: REPLICAS,
    documentation: 'Replicas whose replication is throttled where they lead. It acts between brokers; there is one.',
  },
  'local.retention.bytes': {
    broker: 'log.local.retention.bytes',
    type: 'long',
    fallback: '-2',
    min: -2,
    documentation:
      'Bytes kept on this disk of a topic in remote storage, of which there is none; -2 stands for retention.bytes.',
  },
  'local.retention.ms': {
    broker: 'log.local.retention.ms',
    type: 'long',
    fallback: '-2',
    min: -2,
    documentation:
      'Time that a topic in remote storage, of which there is none, stays on this disk; -2 stands for retention.ms.',
  },
  'max.compaction.lag.ms': {
    broker: 'log.cleaner.max.compaction.lag.ms',
    type: 'long',
    fallback: LONG_MAX,
    min: 1,
    documentation: 'Age of an uncompacted record at which a log is compacted however little of it is dirty, in ms.',
  },
  'max.message.bytes': {
    broker: 'message.max.bytes',
    type: 'int',
    fallback: '1048588',
    min: 0,
    documentation: 'Largest record batch that is taken, in bytes.',
  },
  'message.timestamp.after.max.ms': {
    broker: 'log.message.timestamp.after.max.ms',
    type: 'long',
    fallback: '3600000',
    min: 0,
    documentation: "How far a record's timestamp may lie ahead of the broker's clock, in ms.",
  },
  'message.timestamp.before.max.ms': {
    broker: 'log.message.timestamp.before.max.ms',
    type: 'long',
    fallback: LONG_MAX,
    min: 0,
    documentation: "How far a record's timestamp may lie behind the broker's clock, in ms.",
  },
  'message.timestamp.type': {
    broker: 'log.message.timestamp.type',
    type: 'string',
    fallback: 'CreateTime',
    oneOf: ['CreateTime', 'LogAppendTime'],
    documentation: "Whose clock stamps records: the producer's or the broker's.",
  },
  'min.cleanable.dirty.ratio': {
    broker: 'log.cleaner.min.cleanable.ratio',
    type: 'double',
    fallback: '0.5',
    min: 0,
    max: 1,
    documentation: 'Share of uncompacted bytes at which a log is compacted.',
  },
  'min.compaction.lag.ms': {
    broker: 'log.cleaner.min.compaction.lag.ms',
    type: 'long',
    fallback: '0',
    min: 0,
    documentation: 'How long a record stays uncompacted at least, in ms.',
  },
  'min.insync.replicas': {
    broker: 'min.insync.replicas',
    type: 'int',
    fallback: '1',
    min: 1,
    documentation: 'Replicas that must have a write before acks=all is answered.',
  },
  preallocate: {
    broker: 'log.preallocate',
    type: 'boolean',
    fallback: 'false',
    oneOf: ['false'],
    documentation: 'Whether a segment takes its whole size on disk at once. Here segments grow as they are written.',
  },
  'remote.log.copy.disable': {
    broker: null,
    type: 'boolean',
    fallback: 'false',
    documentation: 'Whether no more is copied to remote storage. There is none here.',
  },
  'remote.log.delete.on.disable': {
    broker: null,
    type: 'boolean',
    fallback: 'false',
    documentation: 'Whether disabling remote storage deletes what is there. There is none here.',
  },
  'remote.storage.enable': {
    broker: null,
    type: 'boolean',
    fallback: 'false',
    oneOf: ['false'],
    documentation: 'Whether old segments move to remote storage. There is none here.',
  },
  'retention.bytes': {
    broker: 'log.retention.bytes',
    type: 'long',
    fallback: '-1',
    min: -1,
    documentation: 'Bytes that a partition keeps, -1 for no limit.',
  },
  'retention.ms': {
    broker: 'log.retention.ms',
    type: 'long',
    fallback: '604800000',
    min: -1,
    documentation: 'How long records are kept, in ms, -1 for ever.',
  },
  'segment.bytes': {
    broker: 'log.segment.bytes',
    type: 'int',
    fallback: '1073741824',
    min: 1024,
    documentation: 'Size at which a segment is closed and a new one begun.',
  },
  'segment.index.bytes': {
    broker: 'log.index.size.max.bytes',
    type: 'int',
    fallback: '10485760',
    min: 4,
    documentation: "Largest size of a segment's offset index.",
  },
  'segment.jitter.ms': {
    broker: 'log.roll.jitter.ms',
    type: 'long',
    fallback: '0',
    min: 0,
    documentation:
      'Up to this much is taken off segment.ms, for each segment anew, so that not all roll at once, in ms.',
  },
  'segment.ms': {
    broker: 'log.roll.ms',
    type: 'long',
    fallback: '604800000',
    min: 1,
    documentation: 'Age at which a segment is closed even if it is not full, in ms.',
  },
  'unclean.leader.election.enable': {
    broker: 'unclean.leader.election.enable',
    type: 'boolean',
    fallback: 'false',
    documentation: 'Whether a replica that is not in sync may lead. With one replica there is no other to elect.',
  },
} as const satisfies Record<string, TopicConfigDefinition>;
