// Generated from declarations/offset-fetch.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import { type Reader, ZERO_UUID } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface OffsetFetchRequestTopic {
  name: string;
  partitionIndexes: number[];
}

function decodeOffsetFetchRequestTopic(reader: Reader, version: number): OffsetFetchRequestTopic {
  const name = version >= 6 ? reader.compactString() : reader.string();
  const partitionIndexesLength = version >= 6 ? reader.compactListLength() : reader.listLength();
  const partitionIndexes: number[] = [];
  for (let index = 0; index < partitionIndexesLength; index++) partitionIndexes.push(reader.int32());
  if (version >= 6) reader.skipTaggedFields();
  return { name, partitionIndexes };
}

function encodeOffsetFetchRequestTopic(writer: Writer, message: OffsetFetchRequestTopic, version: number): void {
  if (version >= 6) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 6) writer.compactListLength(message.partitionIndexes.length); else writer.listLength(message.partitionIndexes.length);
  for (const element of message.partitionIndexes) writer.int32(element);
  if (version >= 6) writer.uvarint(0);
}

export interface OffsetFetchRequestGroupTopic {
  name: string;
  topicId: string;
  partitionIndexes: number[];
}

function decodeOffsetFetchRequestGroupTopic(reader: Reader, version: number): OffsetFetchRequestGroupTopic {
  const name = version >= 10 ? '' : version >= 6 ? reader.compactString() : reader.string();
  const topicId = version >= 10 ? reader.uuid() : ZERO_UUID;
  const partitionIndexesLength = version >= 6 ? reader.compactListLength() : reader.listLength();
  const partitionIndexes: number[] = [];
  for (let index = 0; index < partitionIndexesLength; index++) partitionIndexes.push(reader.int32());
  if (version >= 6) reader.skipTaggedFields();
  return { name, topicId, partitionIndexes };
}

function encodeOffsetFetchRequestGroupTopic(writer: Writer, message: OffsetFetchRequestGroupTopic, version: number): void {
  if (version >= 10) {} else if (version >= 6) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 10) writer.uuid(message.topicId);
  if (version >= 6) writer.compactListLength(message.partitionIndexes.length); else writer.listLength(message.partitionIndexes.length);
  for (const element of message.partitionIndexes) writer.int32(element);
  if (version >= 6) writer.uvarint(0);
}

export interface OffsetFetchRequestGroup {
  groupId: string;
  memberId: string | null;
  memberEpoch: number;
  topics: OffsetFetchRequestGroupTopic[] | null;
}

function decodeOffsetFetchRequestGroup(reader: Reader, version: number): OffsetFetchRequestGroup {
  const groupId = version >= 6 ? reader.compactString() : reader.string();
  const memberId = version >= 9 ? reader.compactNullableString() : null;
  const memberEpoch = version >= 9 ? reader.int32() : -1;
  const topicsLength = version >= 6 ? reader.compactNullableListLength() : reader.nullableListLength();
  let topics: OffsetFetchRequestGroupTopic[] | null = null;
  if (topicsLength >= 0) {
    topics = [];
    for (let index = 0; index < topicsLength; index++) topics.push(decodeOffsetFetchRequestGroupTopic(reader, version));
  }
  if (version >= 6) reader.skipTaggedFields();
  return { groupId, memberId, memberEpoch, topics };
}

function encodeOffsetFetchRequestGroup(writer: Writer, message: OffsetFetchRequestGroup, version: number): void {
  if (version >= 6) writer.compactString(message.groupId); else writer.string(message.groupId);
  if (version >= 9) writer.compactNullableString(message.memberId);
  if (version >= 9) writer.int32(message.memberEpoch);
  if (version >= 6) writer.compactListLength(message.topics?.length ?? -1); else writer.listLength(message.topics?.length ?? -1);
  for (const element of message.topics ?? []) encodeOffsetFetchRequestGroupTopic(writer, element, version);
  if (version >= 6) writer.uvarint(0);
}

export interface OffsetFetchRequest {
  groupId: string;
  topics: OffsetFetchRequestTopic[] | null;
  groups: OffsetFetchRequestGroup[];
  requireStable: boolean;
}

function decodeOffsetFetchRequest(reader: Reader, version: number): OffsetFetchRequest {
  const groupId = version >= 8 ? '' : version >= 6 ? reader.compactString() : reader.string();
  const topicsLength = version >= 8 ? -1 : version >= 6 ? reader.compactNullableListLength() : version >= 2 ? reader.nullableListLength() : reader.listLength();
  let topics: OffsetFetchRequestTopic[] | null = null;
  if (topicsLength >= 0) {
    topics = [];
    for (let index = 0; index < topicsLength; index++) topics.push(decodeOffsetFetchRequestTopic(reader, version));
  }
  const groupsLength = version >= 8 ? reader.compactListLength() : 0;
  const groups: OffsetFetchRequestGroup[] = [];
  for (let index = 0; index < groupsLength; index++) groups.push(decodeOffsetFetchRequestGroup(reader, version));
  const requireStable = version >= 7 ? reader.bool() : false;
  if (version >= 6) reader.skipTaggedFields();
  return { groupId, topics, groups, requireStable };
}

function encodeOffsetFetchRequest(writer: Writer, message: OffsetFetchRequest, version: number): void {
  if (version >= 8) {} else if (version >= 6) writer.compactString(message.groupId); else writer.string(message.groupId);
  if (version >= 8) {} else if (version >= 6) writer.compactListLength(message.topics?.length ?? -1); else if (version >= 2) writer.listLength(message.topics?.length ?? -1); else writer.listLength(message.topics?.length ?? 0);
  if (version < 8) for (const element of message.topics ?? []) encodeOffsetFetchRequestTopic(writer, element, version);
  if (version >= 8) writer.compactListLength(message.groups.length);
  if (version >= 8) for (const element of message.groups) encodeOffsetFetchRequestGroup(writer, element, version);
  if (version >= 7) writer.bool(message.requireStable);
  if (version >= 6) writer.uvarint(0);
}

export interface OffsetFetchResponsePartition {
  partitionIndex: number;
  committedOffset: number;
  committedLeaderEpoch: number;
  metadata: string | null;
  errorCode: number;
}

function decodeOffsetFetchResponsePartition(reader: Reader, version: number): OffsetFetchResponsePartition {
  const partitionIndex = reader.int32();
  const committedOffset = reader.int64();
  const committedLeaderEpoch = version >= 5 ? reader.int32() : -1;
  const metadata = version >= 6 ? reader.compactNullableString() : reader.nullableString();
  const errorCode = reader.int16();
  if (version >= 6) reader.skipTaggedFields();
  return { partitionIndex, committedOffset, committedLeaderEpoch, metadata, errorCode };
}

function encodeOffsetFetchResponsePartition(writer: Writer, message: OffsetFetchResponsePartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int64(message.committedOffset);
  if (version >= 5) writer.int32(message.committedLeaderEpoch);
  if (version >= 6) writer.compactNullableString(message.metadata); else writer.nullableString(message.metadata);
  writer.int16(message.errorCode);
  if (version >= 6) writer.uvarint(0);
}

export interface OffsetFetchResponseTopic {
  name: string;
  partitions: OffsetFetchResponsePartition[];
}

function decodeOffsetFetchResponseTopic(reader: Reader, version: number): OffsetFetchResponseTopic {
  const name = version >= 6 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 6 ? reader.compactListLength() : reader.listLength();
  const partitions: OffsetFetchResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeOffsetFetchResponsePartition(reader, version));
  if (version >= 6) reader.skipTaggedFields();
  return { name, partitions };
}

function encodeOffsetFetchResponseTopic(writer: Writer, message: OffsetFetchResponseTopic, version: number): void {
  if (version >= 6) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 6) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeOffsetFetchResponsePartition(writer, element, version);
  if (version >= 6) writer.uvarint(0);
}

export interface OffsetFetchResponseGroupPartition {
  partitionIndex: number;
  committedOffset: number;
  committedLeaderEpoch: number;
  metadata: string | null;
  errorCode: number;
}

function decodeOffsetFetchResponseGroupPartition(reader: Reader, version: number): OffsetFetchResponseGroupPartition {
  const partitionIndex = reader.int32();
  const committedOffset = reader.int64();
  const committedLeaderEpoch = reader.int32();
  const metadata = version >= 6 ? reader.compactNullableString() : reader.nullableString();
  const errorCode = reader.int16();
  if (version >= 6) reader.skipTaggedFields();
  return { partitionIndex, committedOffset, committedLeaderEpoch, metadata, errorCode };
}

function encodeOffsetFetchResponseGroupPartition(writer: Writer, message: OffsetFetchResponseGroupPartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int64(message.committedOffset);
  writer.int32(message.committedLeaderEpoch);
  if (version >= 6) writer.compactNullableString(message.metadata); else writer.nullableString(message.metadata);
  writer.int16(message.errorCode);
  if (version >= 6) writer.uvarint(0);
}

export interface OffsetFetchResponseGroupTopic {
  name: string;
  topicId: string;
  partitions: OffsetFetchResponseGroupPartition[];
}

function decodeOffsetFetchResponseGroupTopic(reader: Reader, version: number): OffsetFetchResponseGroupTopic {
  const name = version >= 10 ? '' : version >= 6 ? reader.compactString() : reader.string();
  const topicId = version >= 10 ? reader.uuid() : ZERO_UUID;
  const partitionsLength = version >= 6 ? reader.compactListLength() : reader.listLength();
  const partitions: OffsetFetchResponseGroupPartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeOffsetFetchResponseGroupPartition(reader, version));
  if (version >= 6) reader.skipTaggedFields();
  return { name, topicId, partitions };
}

function encodeOffsetFetchResponseGroupTopic(writer: Writer, message: OffsetFetchResponseGroupTopic, version: number): void {
  if (version >= 10) {} else if (version >= 6) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 10) writer.uuid(message.topicId);
  if (version >= 6) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeOffsetFetchResponseGroupPartition(writer, element, version);
  if (version >= 6) writer.uvarint(0);
}

export interface OffsetFetchResponseGroup {
  groupId: string;
  topics: OffsetFetchResponseGroupTopic[];
  errorCode: number;
}

function decodeOffsetFetchResponseGroup(reader: Reader, version: number): OffsetFetchResponseGroup {
  const groupId = version >= 6 ? reader.compactString() : reader.string();
  const topicsLength = version >= 6 ? reader.compactListLength() : reader.listLength();
  const topics: OffsetFetchResponseGroupTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeOffsetFetchResponseGroupTopic(reader, version));
  const errorCode = reader.int16();
  if (version >= 6) reader.skipTaggedFields();
  return { groupId, topics, errorCode };
}

function encodeOffsetFetchResponseGroup(writer: Writer, message: OffsetFetchResponseGroup, version: number): void {
  if (version >= 6) writer.compactString(message.groupId); else writer.string(message.groupId);
  if (version >= 6) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeOffsetFetchResponseGroupTopic(writer, element, version);
  writer.int16(message.errorCode);
  if (version >= 6) writer.uvarint(0);
}

export interface OffsetFetchResponse {
  throttleTimeMs: number;
  topics: OffsetFetchResponseTopic[];
  errorCode: number;
  groups: OffsetFetchResponseGroup[];
}

function decodeOffsetFetchResponse(reader: Reader, version: number): OffsetFetchResponse {
  const throttleTimeMs = version >= 3 ? reader.int32() : 0;
  const topicsLength = version >= 8 ? 0 : version >= 6 ? reader.compactListLength() : reader.listLength();
  const topics: OffsetFetchResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeOffsetFetchResponseTopic(reader, version));
  const errorCode = version >= 8 ? 0 : version >= 2 ? reader.int16() : 0;
  const groupsLength = version >= 8 ? reader.compactListLength() : 0;
  const groups: OffsetFetchResponseGroup[] = [];
  for (let index = 0; index < groupsLength; index++) groups.push(decodeOffsetFetchResponseGroup(reader, version));
  if (version >= 6) reader.skipTaggedFields();
  return { throttleTimeMs, topics, errorCode, groups };
}

function encodeOffsetFetchResponse(writer: Writer, message: OffsetFetchResponse, version: number): void {
  if (version >= 3) writer.int32(message.throttleTimeMs);
  if (version >= 8) {} else if (version >= 6) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  if (version < 8) for (const element of message.topics) encodeOffsetFetchResponseTopic(writer, element, version);
  if (version >= 2 && version < 8) writer.int16(message.errorCode);
  if (version >= 8) writer.compactListLength(message.groups.length);
  if (version >= 8) for (const element of message.groups) encodeOffsetFetchResponseGroup(writer, element, version);
  if (version >= 6) writer.uvarint(0);
}

export const OffsetFetchApi: Api<OffsetFetchRequest, OffsetFetchResponse> = {
  key: 9,
  name: 'OffsetFetch',
  versions: [1, 10],
  flexibleFrom: 6,
  decodeRequest: decodeOffsetFetchRequest,
  encodeRequest: encodeOffsetFetchRequest,
  decodeResponse: decodeOffsetFetchResponse,
  encodeResponse: encodeOffsetFetchResponse,
};
