import {
  type Assignment,
  filtered,
  intersects,
  NO_PARTITIONS,
  sameAssignment,
  union,
} from '../assignors/assignment.ts';
import { type ConsumerGroup, type CurrentAssignment, isReconciled } from './consumer-group.ts';

/**
 * One step of a member towards its target (KIP-848). It first lets go of what it is to lose, and stays in its epoch until it says that it
 * has; then it moves to the target's epoch and gets whatever nobody else owns any more. So no partition is ever with two members.
 *
 * `owned` is what the member says it owns; null where it did not say. Returns `current` itself where nothing changes.
 */
export function reconcile(
  group: ConsumerGroup,
  memberId: string,
  current: CurrentAssignment,
  owned: Assignment | null,
): CurrentAssignment {
  if (isReconciled(current, group)) return current;
  if (current.state === 'unrevoked' && stillOwns(owned, current.revoking)) return current;
  // Each revocation that is acknowledged is an epoch of its own, so that a late answer is not taken for a newer one.
  const epoch = current.state === 'unrevoked' ? current.epoch + 1 : current.epoch;
  const target = group.target.get(memberId) ?? NO_PARTITIONS;
  const next = nextAssignment(group, memberId, { ...current, epoch }, target, owned);
  return unchanged(current, next) ? current : { ...next, previousEpoch: current.epoch };
}

function nextAssignment(
  group: ConsumerGroup,
  memberId: string,
  { epoch, assigned }: CurrentAssignment,
  target: Assignment,
  owned: Assignment | null,
): Omit<CurrentAssignment, 'previousEpoch'> {
  const kept = filtered(assigned, (topicId, partition) => has(target, topicId, partition));
  const revoking = filtered(assigned, (topicId, partition) => !has(target, topicId, partition));
  if (revoking.size > 0 && stillOwns(owned, revoking)) return { epoch, state: 'unrevoked', assigned: kept, revoking };
  const isOwned = ownersBut(group, memberId);
  const fresh = filtered(target, (topicId, partition) => !has(kept, topicId, partition));
  const free = filtered(fresh, (topicId, partition) => !isOwned(topicId, partition));
  const state = sameAssignment(fresh, free) ? 'stable' : 'unreleased';
  return { epoch: group.assignmentEpoch, state, assigned: union(kept, free), revoking: NO_PARTITIONS };
}

/** A member that does not say what it owns may own all of it. */
const stillOwns = (owned: Assignment | null, partitions: Assignment): boolean =>
  owned === null || intersects(owned, partitions);

const has = (assignment: Assignment, topicId: string, partition: number): boolean =>
  assignment.get(topicId)?.has(partition) ?? false;

/** Whether another member has a partition, or has not let go of it. */
export function ownersBut(group: ConsumerGroup, memberId: string): (topicId: string, partition: number) => boolean {
  const others = [...group.members.values()].filter((member) => member.memberId !== memberId);
  return (topicId, partition) =>
    others.some(
      ({ current }) => has(current.assigned, topicId, partition) || has(current.revoking, topicId, partition),
    );
}

function unchanged(a: CurrentAssignment, b: Omit<CurrentAssignment, 'previousEpoch'>): boolean {
  return (
    a.epoch === b.epoch &&
    a.state === b.state &&
    sameAssignment(a.assigned, b.assigned) &&
    sameAssignment(a.revoking, b.revoking)
  );
}
