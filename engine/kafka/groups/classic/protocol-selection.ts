import type { ProtocolMetadata } from './api.ts';
import type { ClassicGroup, Member } from './classic-group.ts';

/** Whether a member with these protocols can be in the group: same protocol type, and at least one protocol that every other member has. */
export function supportsProtocols(
  group: ClassicGroup,
  joiner: string,
  protocolType: string,
  protocols: readonly ProtocolMetadata[],
): boolean {
  const others = [...group.members.values()].filter((member) => member.memberId !== joiner);
  if (protocolType === '' || protocols.length === 0) return false;
  if (others.length === 0) return true;
  if (group.protocolType !== protocolType) return false;
  const common = commonProtocols(others);
  return protocols.some((protocol) => common.has(protocol.name));
}

/** Each member votes for the first of its protocols that all share; the most votes win, the first in the members' order on a tie. */
export function selectProtocol(group: ClassicGroup): string {
  const members = [...group.members.values()];
  const common = commonProtocols(members);
  const votes = new Map<string, number>();
  for (const member of members) {
    const choice = member.protocols.find((protocol) => common.has(protocol.name));
    if (choice) votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1);
  }
  let winner = '';
  for (const [name, count] of votes) if (count > (votes.get(winner) ?? 0)) winner = name;
  return winner;
}

/** The member's metadata under a protocol; empty when it does not have it. */
export function metadataOf(member: Member, protocolName: string | null): Buffer {
  return member.protocols.find((protocol) => protocol.name === protocolName)?.metadata ?? Buffer.alloc(0);
}

/** Same protocols with the same metadata in the same order: a member that rejoins like that needs no rebalance. */
export function sameProtocols(a: readonly ProtocolMetadata[], b: readonly ProtocolMetadata[]): boolean {
  return (
    a.length === b.length &&
    a.every((protocol, i) => protocol.name === b[i]!.name && protocol.metadata.equals(b[i]!.metadata))
  );
}

function commonProtocols(members: readonly Member[]): ReadonlySet<string> {
  const [first, ...rest] = members;
  const names = new Set(first?.protocols.map((protocol) => protocol.name));
  for (const member of rest) {
    for (const name of names) if (!member.protocols.some((protocol) => protocol.name === name)) names.delete(name);
  }
  return names;
}
