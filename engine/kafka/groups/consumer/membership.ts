import { RequestError } from '../../protocol/errors.ts';
import { type Assignment, isSubset } from '../assignors/assignment.ts';
import {
  AWAY_EPOCH,
  type ConsumerGroup,
  type ConsumerMember,
  JOIN_EPOCH,
  staticMember,
  withMember,
  withoutMembers,
} from './consumer-group.ts';

/*
 * Who a request speaks for. Functions throw RequestError for who may not speak: UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, UNRELEASED_INSTANCE_ID or
 * FENCED_MEMBER_EPOCH.
 */

export interface Identity {
  readonly memberId: string;
  readonly instanceId: string | null;
}

/** A member that is there. One that names its instance must be the one that has its place (KIP-345). */
export function knownMember(group: ConsumerGroup, { memberId, instanceId }: Identity): ConsumerMember {
  if (instanceId !== null) {
    const holder = staticMember(group, instanceId);
    if (!holder) throw new RequestError('UNKNOWN_MEMBER_ID', `Instance id ${instanceId} is unknown.`);
    if (holder.memberId !== memberId) {
      throw new RequestError(
        'FENCED_INSTANCE_ID',
        `Static member ${memberId} with instance id ${instanceId} was fenced by member ${holder.memberId}.`,
      );
    }
    return holder;
  }
  const member = group.members.get(memberId);
  if (!member) {
    throw new RequestError('UNKNOWN_MEMBER_ID', `Member ${memberId} is not a member of group ${group.groupId}.`);
  }
  return member;
}

/** The epoch must be the member's own, or the one before, whose answer may have been lost, from a member that owns nothing beyond its share. */
export function checkEpoch({ current }: ConsumerMember, epoch: number, owned: Assignment | null): void {
  if (epoch === current.epoch) return;
  if (epoch < current.epoch && epoch === current.previousEpoch && owned && isSubset(owned, current.assigned)) return;
  throw new RequestError(
    'FENCED_MEMBER_EPOCH',
    `The consumer group member has a ${epoch > current.epoch ? 'greater' : 'smaller'} member epoch (${epoch}) than the one known by the ` +
      `group coordinator (${current.epoch}). The member must abandon all its partitions and rejoin.`,
  );
}

/**
 * The static member whose place a joining one takes, if any: the group then has the new id in the place of the old, with its share.
 * While both speak the consumer protocol, the old one must have left with -2 first.
 */
export function takeOver(
  group: ConsumerGroup,
  { memberId, instanceId }: Identity,
  speaksClassic: boolean,
): { readonly group: ConsumerGroup; readonly member: ConsumerMember } | undefined {
  const holder = instanceId === null ? undefined : staticMember(group, instanceId);
  if (!holder) return undefined;
  if (!speaksClassic && holder.metadata.classic === null && holder.current.epoch !== AWAY_EPOCH) {
    throw new RequestError(
      'UNRELEASED_INSTANCE_ID',
      `Static member ${memberId} with instance id ${instanceId} cannot join the group because the instance id is owned by ` +
        `${holder.memberId} member.`,
    );
  }
  const current = { ...holder.current, epoch: JOIN_EPOCH, previousEpoch: JOIN_EPOCH };
  const member: ConsumerMember = { ...holder, memberId, current };
  const share = group.target.get(holder.memberId);
  const vacated = withMember(withoutMembers(group, [holder.memberId]), member);
  return { group: share ? { ...vacated, target: new Map(vacated.target).set(memberId, share) } : vacated, member };
}
