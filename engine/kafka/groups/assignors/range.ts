import type { Assignment } from './assignment.ts';
import type { AssignedMember } from './assignor.ts';

/**
 * Consecutive partitions of each topic to each of its subscribers, as Kafka's range assignor: members come in the order of their instance ids, then
 * of their member ids, and the first ones get the partitions that do not divide evenly. Topics with as many partitions and subscribers
 * are split alike, so that a member gets the same partition numbers of each.
 */
export function assignRanges(
  members: readonly AssignedMember[],
  partitionsOf: (topicId: string) => number,
): ReadonlyMap<string, Assignment> {
  const ordered = [...members].sort(byIdentity);
  const subscribers = new Map<string, AssignedMember[]>();
  for (const member of ordered) {
    for (const topicId of member.topicIds) {
      const known = subscribers.get(topicId);
      if (known) known.push(member);
      else subscribers.set(topicId, [member]);
    }
  }
  const assigned = new Map(ordered.map(({ memberId }) => [memberId, new Map<string, ReadonlySet<number>>()]));
  for (const [topicId, consumers] of subscribers) {
    const count = partitionsOf(topicId);
    const [quota, extra] = [Math.floor(count / consumers.length), count % consumers.length];
    let next = 0;
    for (const [place, { memberId }] of consumers.entries()) {
      const size = quota + (place < extra ? 1 : 0);
      if (size > 0) assigned.get(memberId)!.set(topicId, rangeOf(next, size));
      next += size;
    }
  }
  return assigned;
}

const rangeOf = (first: number, size: number): ReadonlySet<number> =>
  new Set(Array.from({ length: size }, (_, index) => first + index));

/** Static members first: their order outlives a restart, and with it their share. */
function byIdentity(a: AssignedMember, b: AssignedMember): number {
  if (a.instanceId !== null && b.instanceId !== null) return compare(a.instanceId, b.instanceId);
  if (a.instanceId !== null || b.instanceId !== null) return a.instanceId === null ? 1 : -1;
  return compare(a.memberId, b.memberId);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
