import type { ErrorName } from '../../protocol/errors.ts';
import { type ClassicGroup, type Member, staticMember } from './classic-group.ts';

/** The member that a request speaks for, or why it may not speak: UNKNOWN_MEMBER_ID, or FENCED_INSTANCE_ID when another instance took its static place (KIP-345). */
export function findMember(group: ClassicGroup, memberId: string, groupInstanceId: string | null): Member | ErrorName {
  if (groupInstanceId !== null) {
    const holder = staticMember(group, groupInstanceId);
    if (!holder) return 'UNKNOWN_MEMBER_ID';
    return holder.memberId === memberId ? holder : 'FENCED_INSTANCE_ID';
  }
  return group.members.get(memberId) ?? 'UNKNOWN_MEMBER_ID';
}

/** As findMember, and the generation must be the current one. */
export function findInGeneration(
  group: ClassicGroup,
  memberId: string,
  groupInstanceId: string | null,
  generationId: number,
): Member | ErrorName {
  const member = findMember(group, memberId, groupInstanceId);
  if (typeof member === 'string') return member;
  return generationId === group.generationId ? member : 'ILLEGAL_GENERATION';
}
