import { describe, expect, it } from 'vitest';
import {
  logConfigOf,
  STATIC_TOPIC_DEFAULTS,
  topicConfigsFault,
} from '../../../../engine/kafka/cluster/topic-config.ts';
import { TOPIC_CONFIGS } from '../../../../engine/kafka/cluster/topic-config-table.ts';

describe('topic configs', () => {
  it('have defaults that pass their own checks', () => {
    const defaults = Object.entries(TOPIC_CONFIGS).map(([name, { fallback }]) => [name, fallback]);
    expect(topicConfigsFault(Object.fromEntries(defaults))).toBeNull();
  });

  it.each([
    ['retention.ms', '-1'],
    ['retention.ms', '9223372036854775807'],
    ['cleanup.policy', 'compact, delete'],
    ['min.cleanable.dirty.ratio', '0.01'],
    ['message.timestamp.type', 'LogAppendTime'],
    // Neither deleted nor compacted, as Kafka takes it.
    ['cleanup.policy', ''],
    ['leader.replication.throttled.replicas', '0:1,1:1'],
    ['leader.replication.throttled.replicas', '*'],
    ['unclean.leader.election.enable', 'TRUE'],
  ])('take %s=%s', (name, value) => {
    expect(topicConfigsFault({ [name]: value })).toBeNull();
  });

  it.each([
    ['retention.ms', '-2'],
    ['retention.ms', '1.5'],
    ['retention.ms', ''],
    ['retention.ms', '9223372036854775808'],
    ['segment.bytes', '2147483648'],
    ['cleanup.policy', 'shred'],
    ['leader.replication.throttled.replicas', '0'],
    ['remote.storage.enable', 'true'],
    ['preallocate', 'true'],
    ['file.delete.delay.ms', '-1'],
    ['min.cleanable.dirty.ratio', '1.1'],
    ['min.cleanable.dirty.ratio', ''],
    ['message.timestamp.type', 'createtime'],
    ['compression.type', 'bzip2'],
    ['constructor', '1'],
  ])('refuse %s=%s', (name, value) => {
    expect(topicConfigsFault({ [name]: value })).toContain(name);
  });

  it('refuse a compaction lag that is longer at least than at most, against the default too', () => {
    const fault = topicConfigsFault({ 'min.compaction.lag.ms': '200', 'max.compaction.lag.ms': '100' });
    expect(fault).toContain('min.compaction.lag.ms');
    const defaults = { ...STATIC_TOPIC_DEFAULTS, 'max.compaction.lag.ms': '100' };
    expect(topicConfigsFault({ 'min.compaction.lag.ms': '200' }, defaults)).toContain('max.compaction.lag.ms');
  });

  it('turn into what a partition log takes, Long.MAX clamped', () => {
    expect(logConfigOf({ 'cleanup.policy': 'compact,delete', 'retention.ms': '1000' })).toMatchObject({
      cleanupPolicy: { compact: true, delete: true },
      retentionMs: 1000,
      segmentBytes: 1_073_741_824,
      flushMs: 1_000,
      messageTimestampType: 'CreateTime',
    });
  });

  it('seal the segments of a compacted topic within max.compaction.lag.ms', () => {
    const configs = { 'cleanup.policy': 'compact', 'max.compaction.lag.ms': '100' };
    expect(logConfigOf(configs)).toMatchObject({ segmentMs: 100, maxCompactionLagMs: 100 });
  });
});
