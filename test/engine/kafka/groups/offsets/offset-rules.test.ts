import { expect, it } from 'vitest';
import { emptyGroup } from '../../../../../engine/kafka/groups/classic/classic-group.ts';
import { GroupOffsets } from '../../../../../engine/kafka/groups/offsets/group-offsets.ts';
import { expiredOffsets } from '../../../../../engine/kafka/groups/offsets/offset-rules.ts';
import { Transcript } from '../classic/transcript.ts';

const RETENTION_MS = 1_000;

function committedAt(...timestamps: readonly number[]): GroupOffsets {
  const offsets = new GroupOffsets();
  for (const [partition, commitTimestampMs] of timestamps.entries()) {
    offsets.set('events', partition, { offset: 1, leaderEpoch: -1, metadata: '', commitTimestampMs });
  }
  return offsets;
}

const partitionsOf = (expired: readonly { partition: number }[]): number[] => expired.map((each) => each.partition);

it('forgets old commits of a group that never had members, by their own age', () => {
  const group = emptyGroup('g', 0);
  expect(partitionsOf(expiredOffsets(group, committedAt(0, 500, 1_000), RETENTION_MS, 1_500))).toEqual([0, 1]);
});

it('counts from when the group became empty', () => {
  const player = new Transcript();
  for (const line of ['join a old', 'sync a a=1', 'wait 5000', 'leave a']) player.run(line);
  expect(expiredOffsets(player.group, committedAt(0), RETENTION_MS, 5_999)).toEqual([]);
  expect(partitionsOf(expiredOffsets(player.group, committedAt(0), RETENTION_MS, 6_000))).toEqual([0]);
});

it('forgets none while it cannot tell what the members consume', () => {
  const player = new Transcript();
  for (const line of ['join a old', 'sync a a=1']) player.run(line);
  expect(expiredOffsets(player.group, committedAt(0), RETENTION_MS, 1_000_000)).toEqual([]);
});
