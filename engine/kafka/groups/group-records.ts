import { Reader } from '../protocol/reader.ts';
import { Writer } from '../protocol/writer.ts';
import { type Group, type Member, NO_ASSIGNMENT } from './group.ts';
import type { CommittedOffset } from './offsets.ts';
import { metadataOf } from './protocol-selection.ts';

/*
 * Records of __consumer_offsets as Kafka writes them, each field group behind an int16 version:
 *   OffsetCommitKey 1      group string | topic string | partition int32
 *   OffsetCommitValue 3    offset int64 | leaderEpoch int32 | metadata string | commitTimestamp int64
 *   GroupMetadataKey 2     group string
 *   GroupMetadataValue 3   protocolType string | generation int32 | protocol ?string | leader ?string | currentStateTimestamp int64
 *                          | members: memberId string, groupInstanceId ?string, clientId string, clientHost string,
 *                            rebalanceTimeout int32, sessionTimeout int32, subscription bytes, assignment bytes
 */
const OFFSET_KEY_VERSION = 1;
const OFFSET_VALUE_VERSION = 3;
const GROUP_KEY_VERSION = 2;
const GROUP_VALUE_VERSION = 3;

export type GroupRecordKey =
  | { readonly kind: 'offset'; readonly groupId: string; readonly topic: string; readonly partition: number }
  | { readonly kind: 'group'; readonly groupId: string };

export function encodeOffsetKey(groupId: string, topic: string, partition: number): Buffer {
  const writer = new Writer(64);
  writer.int16(OFFSET_KEY_VERSION);
  writer.string(groupId);
  writer.string(topic);
  writer.int32(partition);
  return joined(writer);
}

export function encodeGroupKey(groupId: string): Buffer {
  const writer = new Writer(64);
  writer.int16(GROUP_KEY_VERSION);
  writer.string(groupId);
  return joined(writer);
}

/** undefined for keys of kinds that are not ours (KIP-848 groups, for one). Throws ProtocolError when damaged. */
export function decodeKey(key: Buffer): GroupRecordKey | undefined {
  const reader = new Reader(key);
  const version = reader.int16();
  if (version === 0 || version === OFFSET_KEY_VERSION) {
    return { kind: 'offset', groupId: reader.string(), topic: reader.string(), partition: reader.int32() };
  }
  return version === GROUP_KEY_VERSION ? { kind: 'group', groupId: reader.string() } : undefined;
}

export function encodeOffset(committed: CommittedOffset): Buffer {
  const writer = new Writer(64);
  writer.int16(OFFSET_VALUE_VERSION);
  writer.int64(committed.offset);
  writer.int32(committed.leaderEpoch);
  writer.string(committed.metadata);
  writer.int64(committed.commitTimestampMs);
  return joined(writer);
}

/** Versions 0 to 3; undefined for newer ones. */
export function decodeOffset(value: Buffer): CommittedOffset | undefined {
  const reader = new Reader(value);
  const version = reader.int16();
  if (version > OFFSET_VALUE_VERSION) return undefined;
  const offset = reader.int64();
  const leaderEpoch = version >= 3 ? reader.int32() : -1;
  return { offset, leaderEpoch, metadata: reader.string(), commitTimestampMs: reader.int64() };
}

/** What of a group outlives the broker: its generation, and each member with its share. */
export function encodeGroup(group: Group): Buffer {
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
  return joined(writer);
}

/** A group as it was saved: Stable with its members' sessions beginning now, or Empty. undefined for versions above 3. */
export function decodeGroup(groupId: string, value: Buffer, nowMs: number): Group | undefined {
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

function joined(writer: Writer): Buffer {
  return Buffer.concat(writer.finish());
}
