import { ProtocolError } from '../../protocol/protocol-error.ts';
import { Reader } from '../../protocol/reader.ts';
import { Writer } from '../../protocol/writer.ts';
import { type Assignment, assignmentOf, type TopicPartitions, topicPartitionsOf } from '../assignors/assignment.ts';
import type { CurrentAssignment, MemberState, ResolvedPattern } from './consumer-group.ts';

/*
 * Records of consumer groups in __consumer_offsets as Kafka 4.1 writes them, behind an int16 version; strings and lists are compact, tagged
 * fields end each struct:
 *   ConsumerGroupMetadataValue 0                  epoch int32 | tag 0: metadataHash int64
 *   ConsumerGroupTargetAssignmentMetadataValue 0  assignmentEpoch int32
 *   ConsumerGroupTargetAssignmentMemberValue 0    topicPartitions
 *   ConsumerGroupCurrentMemberAssignmentValue 0   memberEpoch int32 | previousMemberEpoch int32 | state int8 | assignedPartitions: topicPartitions
 *                                                 | partitionsPendingRevocation: topicPartitions
 *   ConsumerGroupRegularExpressionValue 0         topics []string | version int64 | timestamp int64
 *   topicPartitions: a list of                    topicId uuid | partitions []int32
 */
const VERSION = 0;
const METADATA_HASH_TAG = 0;
/** Kafka's numbers of member states. */
const STATES = ['stable', 'unrevoked', 'unreleased'] as const satisfies readonly MemberState[];

export function encodeGroupEpoch({ groupEpoch, metadataHash }: { groupEpoch: number; metadataHash: number }): Buffer {
  return encoded((writer) => {
    writer.int32(groupEpoch);
    writer.uvarint(metadataHash === 0 ? 0 : 1);
    if (metadataHash === 0) return;
    const hash = new Writer(8);
    hash.int64(metadataHash);
    writer.tagged(METADATA_HASH_TAG, hash);
  });
}

/** Each decode function throws ProtocolError for what is damaged or of a newer version. */
export function decodeGroupEpoch(value: Buffer): { groupEpoch: number; metadataHash: number } {
  const reader = opened(value);
  const groupEpoch = reader.int32();
  let metadataHash = 0;
  for (let left = reader.uvarint(); left > 0; left--) {
    const tag = reader.uvarint();
    const size = reader.uvarint();
    if (tag === METADATA_HASH_TAG) metadataHash = reader.int64();
    else reader.skip(size);
  }
  return { groupEpoch, metadataHash };
}

export function encodeAssignmentEpoch(assignmentEpoch: number): Buffer {
  return encoded((writer) => {
    writer.int32(assignmentEpoch);
    writer.uvarint(0);
  });
}

export const decodeAssignmentEpoch = (value: Buffer): number => opened(value).int32();

export function encodeTarget(target: Assignment): Buffer {
  return encoded((writer) => {
    writePartitions(writer, target);
    writer.uvarint(0);
  });
}

export const decodeTarget = (value: Buffer): Assignment => readPartitions(opened(value));

export function encodeCurrent({ epoch, previousEpoch, state, assigned, revoking }: CurrentAssignment): Buffer {
  return encoded((writer) => {
    writer.int32(epoch);
    writer.int32(previousEpoch);
    writer.int8(STATES.indexOf(state));
    writePartitions(writer, assigned);
    writePartitions(writer, revoking);
    writer.uvarint(0);
  });
}

export function decodeCurrent(value: Buffer): CurrentAssignment {
  const reader = opened(value);
  const [epoch, previousEpoch, number] = [reader.int32(), reader.int32(), reader.int8()];
  const state = STATES[number];
  if (state === undefined) throw new ProtocolError(`member state ${number}`);
  return { epoch, previousEpoch, state, assigned: readPartitions(reader), revoking: readPartitions(reader) };
}

export function encodeResolved({ topics, version, atMs }: ResolvedPattern): Buffer {
  return encoded((writer) => {
    writer.compactListLength(topics.size);
    for (const topic of topics) writer.compactString(topic);
    writer.int64(version);
    writer.int64(atMs);
    writer.uvarint(0);
  });
}

/** Versions of topics are of one life of the broker: what is loaded is to be looked at again. */
export function decodeResolved(value: Buffer): ResolvedPattern {
  const reader = opened(value);
  const topics = Array.from({ length: reader.compactListLength() }, () => reader.compactString());
  reader.int64();
  return { topics: new Set(topics), version: -1, atMs: reader.int64() };
}

function encoded(write: (writer: Writer) => void): Buffer {
  const writer = new Writer(128);
  writer.int16(VERSION);
  write(writer);
  return Buffer.concat(writer.finish());
}

function opened(value: Buffer): Reader {
  const reader = new Reader(value);
  const version = reader.int16();
  if (version > VERSION) throw new ProtocolError(`a group's record of version ${version}`);
  return reader;
}

function writePartitions(writer: Writer, assignment: Assignment): void {
  writer.compactListLength(assignment.size);
  for (const { topicId, partitions } of topicPartitionsOf(assignment)) {
    writer.uuid(topicId);
    writer.compactListLength(partitions.length);
    for (const partition of partitions) writer.int32(partition);
    writer.uvarint(0);
  }
}

function readPartitions(reader: Reader): Assignment {
  const topics: TopicPartitions[] = [];
  for (let left = reader.compactListLength(); left > 0; left--) {
    const topicId = reader.uuid();
    const partitions = Array.from({ length: reader.compactListLength() }, () => reader.int32());
    reader.skipTaggedFields();
    topics.push({ topicId, partitions });
  }
  return assignmentOf(topics);
}
