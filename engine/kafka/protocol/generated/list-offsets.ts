// Generated from declarations/list-offsets.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface ListOffsetsRequestPartition {
  partitionIndex: number;
  currentLeaderEpoch: number;
  timestamp: number;
}

function decodeListOffsetsRequestPartition(reader: Reader, version: number): ListOffsetsRequestPartition {
  const partitionIndex = reader.int32();
  const currentLeaderEpoch = version >= 4 ? reader.int32() : -1;
  const timestamp = reader.int64();
  if (version >= 6) reader.skipTaggedFields();
  return { partitionIndex, currentLeaderEpoch, timestamp };
}

function encodeListOffsetsRequestPartition(writer: Writer, message: ListOffsetsRequestPartition, version: number): void {
  writer.int32(message.partitionIndex);
  if (version >= 4) writer.int32(message.currentLeaderEpoch);
  writer.int64(message.timestamp);
  if (version >= 6) writer.uvarint(0);
}

export interface ListOffsetsRequestTopic {
  name: string;
  partitions: ListOffsetsRequestPartition[];
}

function decodeListOffsetsRequestTopic(reader: Reader, version: number): ListOffsetsRequestTopic {
  const name = version >= 6 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 6 ? reader.compactListLength() : reader.listLength();
  const partitions: ListOffsetsRequestPartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeListOffsetsRequestPartition(reader, version));
  if (version >= 6) reader.skipTaggedFields();
  return { name, partitions };
}

function encodeListOffsetsRequestTopic(writer: Writer, message: ListOffsetsRequestTopic, version: number): void {
  if (version >= 6) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 6) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeListOffsetsRequestPartition(writer, element, version);
  if (version >= 6) writer.uvarint(0);
}

export interface ListOffsetsRequest {
  replicaId: number;
  isolationLevel: number;
  topics: ListOffsetsRequestTopic[];
  timeoutMs: number;
}

function decodeListOffsetsRequest(reader: Reader, version: number): ListOffsetsRequest {
  const replicaId = reader.int32();
  const isolationLevel = version >= 2 ? reader.int8() : 0;
  const topicsLength = version >= 6 ? reader.compactListLength() : reader.listLength();
  const topics: ListOffsetsRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeListOffsetsRequestTopic(reader, version));
  const timeoutMs = version >= 10 ? reader.int32() : 0;
  if (version >= 6) reader.skipTaggedFields();
  return { replicaId, isolationLevel, topics, timeoutMs };
}

function encodeListOffsetsRequest(writer: Writer, message: ListOffsetsRequest, version: number): void {
  writer.int32(message.replicaId);
  if (version >= 2) writer.int8(message.isolationLevel);
  if (version >= 6) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeListOffsetsRequestTopic(writer, element, version);
  if (version >= 10) writer.int32(message.timeoutMs);
  if (version >= 6) writer.uvarint(0);
}

export interface ListOffsetsResponsePartition {
  partitionIndex: number;
  errorCode: number;
  timestamp: number;
  offset: number;
  leaderEpoch: number;
}

function decodeListOffsetsResponsePartition(reader: Reader, version: number): ListOffsetsResponsePartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  const timestamp = reader.int64();
  const offset = reader.int64();
  const leaderEpoch = version >= 4 ? reader.int32() : -1;
  if (version >= 6) reader.skipTaggedFields();
  return { partitionIndex, errorCode, timestamp, offset, leaderEpoch };
}

function encodeListOffsetsResponsePartition(writer: Writer, message: ListOffsetsResponsePartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int16(message.errorCode);
  writer.int64(message.timestamp);
  writer.int64(message.offset);
  if (version >= 4) writer.int32(message.leaderEpoch);
  if (version >= 6) writer.uvarint(0);
}

export interface ListOffsetsResponseTopic {
  name: string;
  partitions: ListOffsetsResponsePartition[];
}

function decodeListOffsetsResponseTopic(reader: Reader, version: number): ListOffsetsResponseTopic {
  const name = version >= 6 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 6 ? reader.compactListLength() : reader.listLength();
  const partitions: ListOffsetsResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeListOffsetsResponsePartition(reader, version));
  if (version >= 6) reader.skipTaggedFields();
  return { name, partitions };
}

function encodeListOffsetsResponseTopic(writer: Writer, message: ListOffsetsResponseTopic, version: number): void {
  if (version >= 6) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 6) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeListOffsetsResponsePartition(writer, element, version);
  if (version >= 6) writer.uvarint(0);
}

export interface ListOffsetsResponse {
  throttleTimeMs: number;
  topics: ListOffsetsResponseTopic[];
}

function decodeListOffsetsResponse(reader: Reader, version: number): ListOffsetsResponse {
  const throttleTimeMs = version >= 2 ? reader.int32() : 0;
  const topicsLength = version >= 6 ? reader.compactListLength() : reader.listLength();
  const topics: ListOffsetsResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeListOffsetsResponseTopic(reader, version));
  if (version >= 6) reader.skipTaggedFields();
  return { throttleTimeMs, topics };
}

function encodeListOffsetsResponse(writer: Writer, message: ListOffsetsResponse, version: number): void {
  if (version >= 2) writer.int32(message.throttleTimeMs);
  if (version >= 6) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeListOffsetsResponseTopic(writer, element, version);
  if (version >= 6) writer.uvarint(0);
}

export const ListOffsetsApi: Api<ListOffsetsRequest, ListOffsetsResponse> = {
  key: 2,
  name: 'ListOffsets',
  versions: [1, 11],
  flexibleFrom: 6,
  decodeRequest: decodeListOffsetsRequest,
  encodeRequest: encodeListOffsetsRequest,
  decodeResponse: decodeListOffsetsResponse,
  encodeResponse: encodeListOffsetsResponse,
};
