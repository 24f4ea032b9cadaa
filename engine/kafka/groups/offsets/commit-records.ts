import type { ErrorName } from '../../protocol/errors.ts';
import type { NewRecord } from '../../records/build-batch.ts';
import { encodeKey } from '../record-key.ts';
import type { OffsetCommitRequest, TopicPartitionErrors } from './api.ts';
import type { CommittedOffset, PartitionName } from './group-offsets.ts';
import { encodeOffset } from './offset-records.ts';
import { MAX_METADATA_BYTES } from './offset-rules.ts';

export interface Commit extends PartitionName {
  readonly committed: CommittedOffset;
}

/** The commits of a request that can be taken, and what each partition is answered. */
export function sortCommits(
  request: Pick<OffsetCommitRequest, 'topics'>,
  nowMs: number,
): { commits: readonly Commit[]; topics: readonly TopicPartitionErrors[] } {
  const commits: Commit[] = [];
  const topics = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((each) => {
      const metadata = each.committedMetadata ?? '';
      if (Buffer.byteLength(metadata) > MAX_METADATA_BYTES) {
        return { partition: each.partition, errorCode: 'OFFSET_METADATA_TOO_LARGE' as ErrorName };
      }
      const { committedOffset: offset, committedLeaderEpoch: leaderEpoch } = each;
      const committed = { offset, leaderEpoch, metadata, commitTimestampMs: nowMs };
      commits.push({ topic: name, partition: each.partition, committed });
      return { partition: each.partition, errorCode: 'NONE' as ErrorName };
    }),
  }));
  return { commits, topics };
}

export function commitRecords(groupId: string, commits: readonly Commit[]): NewRecord[] {
  return commits.map(({ topic, partition, committed }) => ({
    key: encodeKey({ kind: 'offset', groupId, topic, partition }),
    value: encodeOffset(committed),
  }));
}
