import type { LogConfig } from '../log/log-config.ts';
import { type ConfigDefinition, configFault, LONG_MAX, listOf, numberOf } from './config-type.ts';

/**
 * Topic configs by Kafka's names, with its defaults and bounds. Beside those that are honoured a few are taken because Kafka's
 * tools set them, and say in their documentation what they change here. Others are refused by name.
 */
export const TOPIC_CONFIGS = {
  'cleanup.policy': {
    type: 'list',
    fallback: 'delete',
    oneOf: ['delete', 'compact'],
    documentation: 'What happens to old segments: deleted by time and size, compacted by key, or both.',
  },
  'compression.type': {
    type: 'string',
    fallback: 'producer',
    oneOf: ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'],
    documentation: 'Taken and told; batches are kept as producers compressed them, whatever it says.',
  },
  'delete.retention.ms': {
    type: 'long',
    fallback: '86400000',
    min: 0,
    documentation: 'How long a compacted topic keeps tombstones, in ms.',
  },
  'file.delete.delay.ms': {
    type: 'long',
    fallback: '60000',
    min: 0,
    documentation: 'Taken and told; files of deleted segments go as soon as nobody reads them.',
  },
  'flush.messages': {
    type: 'long',
    fallback: LONG_MAX,
    min: 1,
    documentation: 'Records after which a partition is forced to disk.',
  },
  'flush.ms': {
    type: 'long',
    // Kafka's default is never, since it counts on replicas. One broker has none: this bounds what a power loss may take.
    fallback: '1000',
    min: 0,
    documentation: 'Time after which a partition is forced to disk, in ms.',
  },
  'index.interval.bytes': {
    type: 'int',
    fallback: '4096',
    min: 0,
    documentation: 'Bytes of log between two entries of the offset index.',
  },
  'max.message.bytes': {
    type: 'int',
    fallback: '1048588',
    min: 0,
    documentation: 'Largest record batch that is taken, in bytes.',
  },
  'max.compaction.lag.ms': {
    type: 'long',
    fallback: LONG_MAX,
    min: 1,
    documentation: 'Age of an uncompacted record at which a log is compacted however little of it is dirty, in ms.',
  },
  'message.timestamp.after.max.ms': {
    type: 'long',
    fallback: '3600000',
    min: 0,
    documentation: "How far a record's timestamp may lie ahead of the broker's clock, in ms.",
  },
  'message.timestamp.before.max.ms': {
    type: 'long',
    fallback: LONG_MAX,
    min: 0,
    documentation: "How far a record's timestamp may lie behind the broker's clock, in ms.",
  },
  'message.timestamp.type': {
    type: 'string',
    fallback: 'CreateTime',
    oneOf: ['CreateTime', 'LogAppendTime'],
    documentation: "Whose clock stamps records: the producer's or the broker's.",
  },
  'min.cleanable.dirty.ratio': {
    type: 'double',
    fallback: '0.5',
    min: 0,
    max: 1,
    documentation: 'Share of uncompacted bytes at which a log is compacted.',
  },
  'min.compaction.lag.ms': {
    type: 'long',
    fallback: '0',
    min: 0,
    documentation: 'How long a record stays uncompacted at least, in ms.',
  },
  'min.insync.replicas': {
    type: 'int',
    fallback: '1',
    min: 1,
    documentation: 'Replicas that must have a write before acks=all is answered.',
  },
  preallocate: {
    type: 'boolean',
    fallback: 'false',
    documentation: 'Taken and told; segments grow as they are written.',
  },
  'retention.bytes': {
    type: 'long',
    fallback: '-1',
    min: -1,
    documentation: 'Bytes that a partition keeps, -1 for no limit.',
  },
  'retention.ms': {
    type: 'long',
    fallback: '604800000',
    min: -1,
    documentation: 'How long records are kept, in ms, -1 for ever.',
  },
  'segment.bytes': {
    type: 'int',
    fallback: '1073741824',
    min: 1024,
    documentation: 'Size at which a segment is closed and a new one begun.',
  },
  'segment.index.bytes': {
    type: 'int',
    fallback: '10485760',
    min: 4,
    documentation: "Largest size of a segment's offset index.",
  },
  'segment.jitter.ms': {
    type: 'long',
    fallback: '0',
    min: 0,
    documentation: 'Taken and told; segments are closed at segment.ms sharp.',
  },
  'segment.ms': {
    type: 'long',
    fallback: '604800000',
    min: 1,
    documentation: 'Age at which a segment is closed even if it is not full, in ms.',
  },
  'unclean.leader.election.enable': {
    type: 'boolean',
    fallback: 'false',
    documentation: 'Taken and told; with one replica there is no other leader to elect.',
  },
} as const satisfies Record<string, ConfigDefinition>;

export type TopicConfigName = keyof typeof TOPIC_CONFIGS;
/** What was set for a topic; what is not set has its default. */
export type TopicConfigs = Readonly<Record<string, string>>;

export const TOPIC_CONFIG_NAMES = Object.keys(TOPIC_CONFIGS) as TopicConfigName[];

export function topicConfigDefinition(name: string): ConfigDefinition | undefined {
  return Object.hasOwn(TOPIC_CONFIGS, name) ? TOPIC_CONFIGS[name as TopicConfigName] : undefined;
}

/** What is wrong with a set of topic configs, or null. */
export function topicConfigsFault(configs: TopicConfigs): string | null {
  for (const [name, value] of Object.entries(configs)) {
    const definition = topicConfigDefinition(name);
    if (definition === undefined) return `Unknown topic config name: ${name}`;
    const fault = configFault(name, definition, value);
    if (fault !== null) return fault;
  }
  return null;
}

/** The effective value: what is set, else the default. */
export const topicConfigValue = (configs: TopicConfigs, name: TopicConfigName): string =>
  configs[name] ?? TOPIC_CONFIGS[name].fallback;

/** A topic's configs as its partition logs take them. */
export function logConfigOf(configs: TopicConfigs): LogConfig {
  const number = (name: TopicConfigName): number => numberOf(topicConfigValue(configs, name));
  const policies = listOf(topicConfigValue(configs, 'cleanup.policy'));
  const compact = policies.includes('compact');
  return {
    cleanupPolicy: { compact, delete: policies.includes('delete') },
    segmentBytes: number('segment.bytes'),
    // A record is compacted in a sealed segment only, so a segment must not stay open past that lag (KIP-354).
    segmentMs: compact ? Math.min(number('segment.ms'), number('max.compaction.lag.ms')) : number('segment.ms'),
    segmentIndexBytes: number('segment.index.bytes'),
    indexIntervalBytes: number('index.interval.bytes'),
    retentionMs: number('retention.ms'),
    retentionBytes: number('retention.bytes'),
    maxMessageBytes: number('max.message.bytes'),
    messageTimestampType:
      topicConfigValue(configs, 'message.timestamp.type') === 'LogAppendTime' ? 'LogAppendTime' : 'CreateTime',
    messageTimestampBeforeMaxMs: number('message.timestamp.before.max.ms'),
    messageTimestampAfterMaxMs: number('message.timestamp.after.max.ms'),
    minCleanableDirtyRatio: number('min.cleanable.dirty.ratio'),
    minCompactionLagMs: number('min.compaction.lag.ms'),
    maxCompactionLagMs: number('max.compaction.lag.ms'),
    deleteRetentionMs: number('delete.retention.ms'),
    flushMessages: number('flush.messages'),
    flushMs: number('flush.ms'),
  };
}
