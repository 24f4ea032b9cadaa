// Generated from declarations/offset-commit.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import { type Reader, ZERO_UUID } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface OffsetCommitRequestPartition {
  partitionIndex: number;
  committedOffset: number;
  committedLeaderEpoch: number;
  committedMetadata: string | null;
}

function decodeOffsetCommitRequestPartition(reader: Reader, version: number): OffsetCommitRequestPartition {
  const partitionIndex = reader.int32();
  const committedOffset = reader.int64();
  const committedLeaderEpoch = version >= 6 ? reader.int32() : -1;
  const committedMetadata = version >= 8 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 8) reader.skipTaggedFields();
  return { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata };
}

function encodeOffsetCommitRequestPartition(writer: Writer, message: OffsetCommitRequestPartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int64(message.committedOffset);
  if (version >= 6) writer.int32(message.committedLeaderEpoch);
  if (version >= 8) writer.compactNullableString(message.committedMetadata); else writer.nullableString(message.committedMetadata);
  if (version >= 8) writer.uvarint(0);
}

export interface OffsetCommitRequestTopic {
  name: string;
  topicId: string;
  partitions: OffsetCommitRequestPartition[];
}

function decodeOffsetCommitRequestTopic(reader: Reader, version: number): OffsetCommitRequestTopic {
  const name = version >= 10 ? '' : version >= 8 ? reader.compactString() : reader.string();
  const topicId = version >= 10 ? reader.uuid() : ZERO_UUID;
  const partitionsLength = version >= 8 ? reader.compactListLength() : reader.listLength();
  const partitions: OffsetCommitRequestPartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeOffsetCommitRequestPartition(reader, version));
  if (version >= 8) reader.skipTaggedFields();
  return { name, topicId, partitions };
}

function encodeOffsetCommitRequestTopic(writer: Writer, message: OffsetCommitRequestTopic, version: number): void {
  if (version >= 10) {} else if (version >= 8) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 10) writer.uuid(message.topicId);
  if (version >= 8) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeOffsetCommitRequestPartition(writer, element, version);
  if (version >= 8) writer.uvarint(0);
}

export interface OffsetCommitRequest {
  groupId: string;
  generationIdOrMemberEpoch: number;
  memberId: string;
  groupInstanceId: string | null;
  retentionTimeMs: number;
  topics: OffsetCommitRequestTopic[];
}

function decodeOffsetCommitRequest(reader: Reader, version: number): OffsetCommitRequest {
  const groupId = version >= 8 ? reader.compactString() : reader.string();
  const generationIdOrMemberEpoch = reader.int32();
  const memberId = version >= 8 ? reader.compactString() : reader.string();
  const groupInstanceId = version >= 8 ? reader.compactNullableString() : version >= 7 ? reader.nullableString() : null;
  const retentionTimeMs = version >= 5 ? -1 : reader.int64();
  const topicsLength = version >= 8 ? reader.compactListLength() : reader.listLength();
  const topics: OffsetCommitRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeOffsetCommitRequestTopic(reader, version));
  if (version >= 8) reader.skipTaggedFields();
  return { groupId, generationIdOrMemberEpoch, memberId, groupInstanceId, retentionTimeMs, topics };
}

function encodeOffsetCommitRequest(writer: Writer, message: OffsetCommitRequest, version: number): void {
  if (version >= 8) writer.compactString(message.groupId); else writer.string(message.groupId);
  writer.int32(message.generationIdOrMemberEpoch);
  if (version >= 8) writer.compactString(message.memberId); else writer.string(message.memberId);
  if (version >= 8) writer.compactNullableString(message.groupInstanceId); else if (version >= 7) writer.nullableString(message.groupInstanceId);
  if (version < 5) writer.int64(message.retentionTimeMs);
  if (version >= 8) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeOffsetCommitRequestTopic(writer, element, version);
  if (version >= 8) writer.uvarint(0);
}

export interface OffsetCommitResponsePartition {
  partitionIndex: number;
  errorCode: number;
}

function decodeOffsetCommitResponsePartition(reader: Reader, version: number): OffsetCommitResponsePartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  if (version >= 8) reader.skipTaggedFields();
  return { partitionIndex, errorCode };
}

function encodeOffsetCommitResponsePartition(writer: Writer, message: OffsetCommitResponsePartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int16(message.errorCode);
  if (version >= 8) writer.uvarint(0);
}

export interface OffsetCommitResponseTopic {
  name: string;
  topicId: string;
  partitions: OffsetCommitResponsePartition[];
}

function decodeOffsetCommitResponseTopic(reader: Reader, version: number): OffsetCommitResponseTopic {
  const name = version >= 10 ? '' : version >= 8 ? reader.compactString() : reader.string();
  const topicId = version >= 10 ? reader.uuid() : ZERO_UUID;
  const partitionsLength = version >= 8 ? reader.compactListLength() : reader.listLength();
  const partitions: OffsetCommitResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeOffsetCommitResponsePartition(reader, version));
  if (version >= 8) reader.skipTaggedFields();
  return { name, topicId, partitions };
}

function encodeOffsetCommitResponseTopic(writer: Writer, message: OffsetCommitResponseTopic, version: number): void {
  if (version >= 10) {} else if (version >= 8) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 10) writer.uuid(message.topicId);
  if (version >= 8) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeOffsetCommitResponsePartition(writer, element, version);
  if (version >= 8) writer.uvarint(0);
}

export interface OffsetCommitResponse {
  throttleTimeMs: number;
  topics: OffsetCommitResponseTopic[];
}

function decodeOffsetCommitResponse(reader: Reader, version: number): OffsetCommitResponse {
  const throttleTimeMs = version >= 3 ? reader.int32() : 0;
  const topicsLength = version >= 8 ? reader.compactListLength() : reader.listLength();
  const topics: OffsetCommitResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeOffsetCommitResponseTopic(reader, version));
  if (version >= 8) reader.skipTaggedFields();
  return { throttleTimeMs, topics };
}

function encodeOffsetCommitResponse(writer: Writer, message: OffsetCommitResponse, version: number): void {
  if (version >= 3) writer.int32(message.throttleTimeMs);
  if (version >= 8) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeOffsetCommitResponseTopic(writer, element, version);
  if (version >= 8) writer.uvarint(0);
}

export const OffsetCommitApi: Api<OffsetCommitRequest, OffsetCommitResponse> = {
  key: 8,
  name: 'OffsetCommit',
  versions: [2, 10],
  flexibleFrom: 8,
  decodeRequest: decodeOffsetCommitRequest,
  encodeRequest: encodeOffsetCommitRequest,
  decodeResponse: decodeOffsetCommitResponse,
  encodeResponse: encodeOffsetCommitResponse,
};
