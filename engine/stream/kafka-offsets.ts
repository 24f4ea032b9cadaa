/** Committed offsets of consumer groups, moved and deleted from outside. */
import { Admin } from '@platformatic/kafka';
import { attempt, libraryOptions } from './kafka-client.ts';
import type { ClientOptions } from './kafka-wire.ts';

export interface CommittedOffset {
  topic: string;
  partition: number;
  offset: number;
}

/** Commits offsets in a group's name. Kafka refuses with UNKNOWN_MEMBER_ID while the group has members. */
export function commitOffsets(
  options: ClientOptions,
  groupId: string,
  offsets: readonly CommittedOffset[],
): Promise<void> {
  const topics = [...Map.groupBy(offsets, ({ topic }) => topic)].map(([name, partitions]) => ({
    name,
    partitionOffsets: partitions.map(({ partition, offset }) => ({ partition, offset: BigInt(offset) })),
  }));
  return withAdmin(options, `resetting offsets of ${groupId}`, (admin) =>
    admin.alterConsumerGroupOffsets({ groupId, topics }),
  );
}

/** Forgets a group and its offsets. Kafka refuses with NON_EMPTY_GROUP while it has members. */
export function deleteGroup(options: ClientOptions, groupId: string): Promise<void> {
  return withAdmin(options, `deleting ${groupId}`, (admin) => admin.deleteGroups({ groups: [groupId] }));
}

async function withAdmin<T>(options: ClientOptions, doing: string, action: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Admin({ ...libraryOptions(options), retries: 2 });
  try {
    return await attempt(doing, () => action(admin));
  } finally {
    await admin.close().catch(() => undefined);
  }
}
