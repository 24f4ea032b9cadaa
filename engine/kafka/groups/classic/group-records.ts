import { Reader } from '../../protocol/reader.ts';
import { Writer } from '../../protocol/writer.ts';
import { type ClassicGroup, type Member, NO_ASSIGNMENT } from './classic-group.ts';
import { metadataOf } from './protocol-selection.ts';

/*
 * Records of classic groups in __consumer_offsets as Kafka writes them, behind an int16 version:
 *   GroupMetadataKey 2     group string
 *   GroupMetadataValue 3   protocolType string | generation int32 | protocol ?string | leader ?string | currentStateTimestamp int64
 *                          | members: memberId string, groupInstanceId ?string, clientId string, clientHost string,
 *                            rebalanceTimeout int32, sessionTimeout int32, subscription bytes, assignment bytes
 */
const GROUP_VALUE_VERSION = 3;

/** What of a group outlives the broker: its generation, and each member with its share. */
export function encodeGroup(group: ClassicGroup): Buffer {
  const writer = new Writer(256);
  writer.int16(GROUP_VALUE_VERSION);
  writer.string(group.protocolType ?? '');
  writer.int32(group.generationId);
  writer.nullableString(group.protocolName);
  writer.nullableString(group.leaderId);
  writer.int64(group.stateChangedMs);
  writer.int32(group.members.size);
  for (const member of group.members.values()) {
    writer.string(member.memberId);
    writer.nullableString(member.groupInstanceId);
    writer.string(member.clientId);
    writer.string(member.clientHost);
    writer.int32(member.rebalanceTimeoutMs);
    writer.int32(member.sessionTimeoutMs);
    writer.bytes(metadataOf(member, group.protocolName));
    writer.bytes(member.assignment);
  }
  return Buffer.concat(writer.finish());
}

/** A group as it was saved: Stable with its members' sessions beginning now, or Empty. undefined for versions above 3. */
export function decodeGroup(groupId: string, value: Buffer, nowMs: number): ClassicGroup | undefined {
  const reader = new Reader(value);
  const version = reader.int16();
  if (version > GROUP_VALUE_VERSION) return undefined;
  const protocolType = reader.string();
  const generationId = reader.int32();
  const protocolName = reader.nullableString();
  const leaderId = reader.nullableString();
  const stateChangedMs = version >= 2 ? reader.int64() : nowMs;
  const members = new Map<string, Member>();
  for (let left = reader.listLength(); left > 0; left--) {
    const member = decodeMember(reader, version, protocolName, nowMs);
    members.set(member.memberId, member);
  }
  return {
    type: 'classic',
    groupId,
    state: members.size === 0 ? 'Empty' : 'Stable',
    generationId,
    protocolType: protocolType === '' ? null : protocolType,
    protocolName,
    leaderId,
    members,
    pendingMembers: new Map(),
    deadlineMs: Number.POSITIVE_INFINITY,
    gathering: undefined,
    unsynced: new Set(),
    stateChangedMs,
  };
}

function decodeMember(reader: Reader, version: number, protocolName: string | null, nowMs: number): Member {
  const memberId = reader.string();
  const groupInstanceId = version >= 3 ? reader.nullableString() : null;
  const clientId = reader.string();
  const clientHost = reader.string();
  const rebalanceTimeout = version >= 1 ? reader.int32() : -1;
  const sessionTimeoutMs = reader.int32();
  const metadata = Buffer.from(reader.bytes());
  const assignment = Buffer.from(reader.bytes());
  return {
    memberId,
    groupInstanceId,
    clientId,
    clientHost,
    sessionTimeoutMs,
    rebalanceTimeoutMs: rebalanceTimeout < 0 ? sessionTimeoutMs : rebalanceTimeout,
    protocols: protocolName === null ? [] : [{ name: protocolName, metadata }],
    assignment: assignment.length === 0 ? NO_ASSIGNMENT : assignment,
    sessionDeadlineMs: nowMs + sessionTimeoutMs,
    joining: undefined,
    syncing: undefined,
    supportsSkippingAssignment: false,
    isNew: false,
  };
}
