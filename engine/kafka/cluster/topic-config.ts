import type { LogConfig } from '../log/log-config.ts';
import { CODEC } from '../records/compression.ts';
import { type Configs, configFault, listOf, numberOf } from './config-type.ts';
import { TOPIC_CONFIGS, type TopicConfigDefinition } from './topic-config-table.ts';

export type TopicConfigName = keyof typeof TOPIC_CONFIGS;
/** What was set for a topic; what is not set has its default. */
export type TopicConfigs = Configs;
/** What each config is where a topic sets nothing. */
export type TopicDefaults = Readonly<Record<TopicConfigName, string>>;

export const TOPIC_CONFIG_NAMES = Object.keys(TOPIC_CONFIGS) as TopicConfigName[];

/** The defaults of a broker on which nobody changed any. */
export const STATIC_TOPIC_DEFAULTS = Object.fromEntries(
  TOPIC_CONFIG_NAMES.map((name) => [name, TOPIC_CONFIGS[name].fallback]),
) as TopicDefaults;

export function topicConfigDefinition(name: string): TopicConfigDefinition | undefined {
  return Object.hasOwn(TOPIC_CONFIGS, name) ? TOPIC_CONFIGS[name as TopicConfigName] : undefined;
}

/** What is wrong with a set of topic configs, or null. */
export function topicConfigsFault(configs: TopicConfigs, defaults = STATIC_TOPIC_DEFAULTS): string | null {
  for (const [name, value] of Object.entries(configs)) {
    const definition = topicConfigDefinition(name);
    if (definition === undefined) return `Unknown topic config name: ${name}`;
    const fault = configFault(name, definition, value);
    if (fault !== null) return fault;
  }
  return topicConfigsConflict(configs, defaults);
}

/** What is wrong with values that are right each for itself, or null. */
export function topicConfigsConflict(configs: TopicConfigs, defaults: TopicDefaults): string | null {
  const number = (name: TopicConfigName): number => numberOf(topicConfigValue(configs, name, defaults));
  const [least, most] = [number('min.compaction.lag.ms'), number('max.compaction.lag.ms')];
  if (least <= most) return null;
  return `conflict topic config setting min.compaction.lag.ms (${least}) > max.compaction.lag.ms (${most})`;
}

/** The effective value: what is set, else the default. */
export const topicConfigValue = (
  configs: TopicConfigs,
  name: TopicConfigName,
  defaults: TopicDefaults = STATIC_TOPIC_DEFAULTS,
): string => configs[name] ?? defaults[name];

/** The codec that a topic keeps batches in, with its level where it has any. */
function compressionOf(text: (name: TopicConfigName) => string): LogConfig['compression'] {
  switch (text('compression.type')) {
    case 'uncompressed':
      return { codec: CODEC.none, level: undefined };
    case 'gzip':
      return { codec: CODEC.gzip, level: Number(text('compression.gzip.level')) };
    case 'snappy':
      return { codec: CODEC.snappy, level: undefined };
    case 'lz4':
      return { codec: CODEC.lz4, level: Number(text('compression.lz4.level')) };
    case 'zstd':
      return { codec: CODEC.zstd, level: Number(text('compression.zstd.level')) };
    default:
      return null;
  }
}

/** A topic's configs as its partition logs take them. */
export function logConfigOf(configs: TopicConfigs, defaults = STATIC_TOPIC_DEFAULTS): LogConfig {
  const text = (name: TopicConfigName): string => topicConfigValue(configs, name, defaults);
  const number = (name: TopicConfigName): number => numberOf(text(name));
  const policies = listOf(text('cleanup.policy'));
  const compact = policies.includes('compact');
  return {
    cleanupPolicy: { compact, delete: policies.includes('delete') },
    segmentBytes: number('segment.bytes'),
    // A record is compacted in a sealed segment only, so a segment must not stay open past that lag (KIP-354).
    segmentMs: compact ? Math.min(number('segment.ms'), number('max.compaction.lag.ms')) : number('segment.ms'),
    segmentJitterMs: number('segment.jitter.ms'),
    segmentIndexBytes: number('segment.index.bytes'),
    indexIntervalBytes: number('index.interval.bytes'),
    compression: compressionOf(text),
    retentionMs: number('retention.ms'),
    retentionBytes: number('retention.bytes'),
    maxMessageBytes: number('max.message.bytes'),
    messageTimestampType: text('message.timestamp.type') === 'LogAppendTime' ? 'LogAppendTime' : 'CreateTime',
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
