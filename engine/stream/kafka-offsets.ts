/** Committed offsets of consumer groups, moved and deleted from outside. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Admin } from '@platformatic/kafka';
import { attempt, libraryOptions } from './kafka-client.ts';
import { errorCode } from './kafka-error.ts';
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

/** A group's coordinator that is on its way: a cluster's first group, or a broker that has just gone. */
const PASSING = ['NOT_COORDINATOR', 'COORDINATOR_NOT_AVAILABLE', 'COORDINATOR_LOAD_IN_PROGRESS'];
const ATTEMPTS = 20;
const RETRY_MS = 500;

/** Tries again while the coordinator is on its way, with a client that has not learnt yet where it was. */
async function withAdmin<T>(options: ClientOptions, doing: string, action: (admin: Admin) => Promise<T>): Promise<T> {
  for (let attempted = 1; ; attempted++) {
    const admin = new Admin({ ...libraryOptions(options), retries: 2 });
    try {
      return await attempt(doing, () => action(admin));
    } catch (error) {
      if (attempted === ATTEMPTS || !PASSING.includes(errorCode(error))) throw error;
    } finally {
      await admin.close().catch(() => undefined);
    }
    await sleep(RETRY_MS);
  }
}
