import { describe, expect, it } from 'vitest';
import { logConfigOf } from '../../../../engine/kafka/cluster/topic-config.ts';
import { expiredSegments } from '../../../../engine/kafka/log/retention.ts';
import { shouldRoll } from '../../../../engine/kafka/log/roll-policy.ts';

const segments = [0, 10, 20, 30].map((baseOffset, i) => ({ baseOffset, sizeBytes: 100, newestMs: 1_000 * (i + 1) }));

describe('retention', () => {
  it.each([
    ['nothing is old', { 'retention.ms': '10000' }, 0],
    ['two are past retention.ms', { 'retention.ms': '2500' }, 2],
    ['all are past retention.ms, the active one too', { 'retention.ms': '500' }, 4],
    ['retention.ms is -1', { 'retention.ms': '-1' }, 0],
    ['one more would leave less than retention.bytes', { 'retention.ms': '-1', 'retention.bytes': '250' }, 1],
    ['retention.bytes is exactly what two hold', { 'retention.ms': '-1', 'retention.bytes': '200' }, 2],
    ['retention.bytes is 0, but the active one stays', { 'retention.ms': '-1', 'retention.bytes': '0' }, 3],
    ['the topic is only compacted', { 'cleanup.policy': 'compact', 'retention.ms': '500' }, 0],
    ['the topic is compacted and deleted', { 'cleanup.policy': 'compact,delete', 'retention.ms': '2500' }, 2],
  ])('when %s', (_, configs, expected) => {
    expect(expiredSegments(segments, logConfigOf(configs), 0, 5_000)).toBe(expected);
  });

  it('lets go of segments wholly before the log start offset, whatever the policy', () => {
    const config = logConfigOf({ 'cleanup.policy': 'compact' });
    expect(expiredSegments(segments, config, 19, 0)).toBe(1);
    expect(expiredSegments(segments, config, 20, 0)).toBe(2);
    expect(expiredSegments(segments, config, 1_000, 0)).toBe(3);
  });

  it('leaves an empty active segment alone', () => {
    const config = logConfigOf({ 'retention.ms': '500' });
    expect(expiredSegments([{ baseOffset: 0, sizeBytes: 0, newestMs: 0 }], config, 0, 1_000_000)).toBe(0);
  });
});

describe('a new segment begins', () => {
  const planned = { baseOffset: 100, sizeBytes: 1_000, firstTimestamp: 5_000, createdMs: 0, jitter: 0 };
  const coming = { sizeBytes: 100, lastOffset: 200, maxTimestamp: 5_000 };
  it.each([
    ['not before anything is due', planned, coming, {}, false],
    ['when segment.bytes would be passed', planned, coming, { 'segment.bytes': '1099' }, true],
    ['not at exactly segment.bytes', planned, coming, { 'segment.bytes': '1100' }, false],
    [
      'when records span more than segment.ms',
      planned,
      { ...coming, maxTimestamp: 5_101 },
      { 'segment.ms': '100' },
      true,
    ],
    [
      'when old records say so, however new the file',
      planned,
      { ...coming, maxTimestamp: 4_000 },
      { 'segment.ms': '100' },
      false,
    ],
    [
      'up to segment.jitter.ms earlier, by the share that was drawn for the segment',
      { ...planned, jitter: 0.5 },
      { ...coming, maxTimestamp: 5_051 },
      { 'segment.ms': '100', 'segment.jitter.ms': '100' },
      true,
    ],
    [
      'no earlier than the share says',
      { ...planned, jitter: 0.5 },
      { ...coming, maxTimestamp: 5_050 },
      { 'segment.ms': '100', 'segment.jitter.ms': '100' },
      false,
    ],
    ['by our clock without timestamps', { ...planned, firstTimestamp: -1 }, coming, { 'segment.ms': '999' }, true],
    ['when the index is full', planned, coming, { 'index.interval.bytes': '9', 'segment.index.bytes': '120' }, true],
    ['when the offset is too far', planned, { ...coming, lastOffset: 100 + 2 ** 31 }, {}, true],
    [
      'not for a batch larger than a segment, when it is empty',
      { ...planned, sizeBytes: 0 },
      { ...coming, sizeBytes: 5_000 },
      { 'segment.bytes': '1024' },
      false,
    ],
  ])('%s', (_, segment, batch, configs, expected) => {
    expect(shouldRoll(segment, batch, logConfigOf(configs), 1_000)).toBe(expected);
  });
});
