import { type Assignment, NO_PARTITIONS, sameAssignment } from '../assignors/assignment.ts';
import type { AssignedMember } from '../assignors/assignor.ts';
import { ASSIGNORS, DEFAULT_ASSIGNOR } from '../assignors/assignors.ts';
import type { TopicsView } from '../topics-view.ts';
import type { ConsumerGroup } from './consumer-group.ts';
import { memberTopics } from './subscription.ts';

/** The assignor that most members vote for, the default where nobody votes. */
export function preferredAssignor(group: ConsumerGroup): string {
  const votes = new Map<string, number>();
  for (const { metadata } of group.members.values()) {
    const { serverAssignor } = metadata;
    if (serverAssignor !== null) votes.set(serverAssignor, (votes.get(serverAssignor) ?? 0) + 1);
  }
  let winner = DEFAULT_ASSIGNOR;
  let most = 0;
  for (const [name, count] of votes) if (count > most) [winner, most] = [name, count];
  return winner;
}

/** The group with the target of its epoch, if it has not got that yet. Shares that stay as they were stay identical. */
export function withTarget(group: ConsumerGroup, topics: TopicsView): ConsumerGroup {
  if (group.groupEpoch === group.assignmentEpoch) return group;
  const members = [...group.members.values()].map(
    ({ memberId, metadata }): AssignedMember => ({
      memberId,
      instanceId: metadata.instanceId,
      topicIds: [...memberTopics(metadata, group.resolved)].flatMap((name) => topics.topic(name)?.id ?? []),
      previous: group.target.get(memberId) ?? NO_PARTITIONS,
    }),
  );
  // A name that a newer version of this program knew falls back on the default.
  const assignor = ASSIGNORS.get(preferredAssignor(group)) ?? ASSIGNORS.get(DEFAULT_ASSIGNOR)!;
  const assigned = assignor(members, (topicId) => topics.topicById(topicId)?.partitions ?? 0);
  const target = new Map<string, Assignment>();
  for (const { memberId, previous } of members) {
    const share = assigned.get(memberId) ?? NO_PARTITIONS;
    target.set(memberId, group.target.has(memberId) && sameAssignment(previous, share) ? previous : share);
  }
  return { ...group, assignmentEpoch: group.groupEpoch, target };
}
