// Generated from declarations/offset-for-leader-epoch.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface OffsetForLeaderEpochRequestPartition {
  partition: number;
  currentLeaderEpoch: number;
  leaderEpoch: number;
}

function decodeOffsetForLeaderEpochRequestPartition(reader: Reader, version: number): OffsetForLeaderEpochRequestPartition {
  const partition = reader.int32();
  const currentLeaderEpoch = reader.int32();
  const leaderEpoch = reader.int32();
  if (version >= 4) reader.skipTaggedFields();
  return { partition, currentLeaderEpoch, leaderEpoch };
}

function encodeOffsetForLeaderEpochRequestPartition(writer: Writer, message: OffsetForLeaderEpochRequestPartition, version: number): void {
  writer.int32(message.partition);
  writer.int32(message.currentLeaderEpoch);
  writer.int32(message.leaderEpoch);
  if (version >= 4) writer.uvarint(0);
}

export interface OffsetForLeaderEpochRequestTopic {
  topic: string;
  partitions: OffsetForLeaderEpochRequestPartition[];
}

function decodeOffsetForLeaderEpochRequestTopic(reader: Reader, version: number): OffsetForLeaderEpochRequestTopic {
  const topic = version >= 4 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 4 ? reader.compactListLength() : reader.listLength();
  const partitions: OffsetForLeaderEpochRequestPartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeOffsetForLeaderEpochRequestPartition(reader, version));
  if (version >= 4) reader.skipTaggedFields();
  return { topic, partitions };
}

function encodeOffsetForLeaderEpochRequestTopic(writer: Writer, message: OffsetForLeaderEpochRequestTopic, version: number): void {
  if (version >= 4) writer.compactString(message.topic); else writer.string(message.topic);
  if (version >= 4) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeOffsetForLeaderEpochRequestPartition(writer, element, version);
  if (version >= 4) writer.uvarint(0);
}

export interface OffsetForLeaderEpochRequest {
  replicaId: number;
  topics: OffsetForLeaderEpochRequestTopic[];
}

function decodeOffsetForLeaderEpochRequest(reader: Reader, version: number): OffsetForLeaderEpochRequest {
  const replicaId = version >= 3 ? reader.int32() : -2;
  const topicsLength = version >= 4 ? reader.compactListLength() : reader.listLength();
  const topics: OffsetForLeaderEpochRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeOffsetForLeaderEpochRequestTopic(reader, version));
  if (version >= 4) reader.skipTaggedFields();
  return { replicaId, topics };
}

function encodeOffsetForLeaderEpochRequest(writer: Writer, message: OffsetForLeaderEpochRequest, version: number): void {
  if (version >= 3) writer.int32(message.replicaId);
  if (version >= 4) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeOffsetForLeaderEpochRequestTopic(writer, element, version);
  if (version >= 4) writer.uvarint(0);
}

export interface OffsetForLeaderEpochResponsePartition {
  errorCode: number;
  partition: number;
  leaderEpoch: number;
  endOffset: number;
}

function decodeOffsetForLeaderEpochResponsePartition(reader: Reader, version: number): OffsetForLeaderEpochResponsePartition {
  const errorCode = reader.int16();
  const partition = reader.int32();
  const leaderEpoch = reader.int32();
  const endOffset = reader.int64();
  if (version >= 4) reader.skipTaggedFields();
  return { errorCode, partition, leaderEpoch, endOffset };
}

function encodeOffsetForLeaderEpochResponsePartition(writer: Writer, message: OffsetForLeaderEpochResponsePartition, version: number): void {
  writer.int16(message.errorCode);
  writer.int32(message.partition);
  writer.int32(message.leaderEpoch);
  writer.int64(message.endOffset);
  if (version >= 4) writer.uvarint(0);
}

export interface OffsetForLeaderEpochResponseTopic {
  topic: string;
  partitions: OffsetForLeaderEpochResponsePartition[];
}

function decodeOffsetForLeaderEpochResponseTopic(reader: Reader, version: number): OffsetForLeaderEpochResponseTopic {
  const topic = version >= 4 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 4 ? reader.compactListLength() : reader.listLength();
  const partitions: OffsetForLeaderEpochResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeOffsetForLeaderEpochResponsePartition(reader, version));
  if (version >= 4) reader.skipTaggedFields();
  return { topic, partitions };
}

function encodeOffsetForLeaderEpochResponseTopic(writer: Writer, message: OffsetForLeaderEpochResponseTopic, version: number): void {
  if (version >= 4) writer.compactString(message.topic); else writer.string(message.topic);
  if (version >= 4) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeOffsetForLeaderEpochResponsePartition(writer, element, version);
  if (version >= 4) writer.uvarint(0);
}

export interface OffsetForLeaderEpochResponse {
  throttleTimeMs: number;
  topics: OffsetForLeaderEpochResponseTopic[];
}

function decodeOffsetForLeaderEpochResponse(reader: Reader, version: number): OffsetForLeaderEpochResponse {
  const throttleTimeMs = reader.int32();
  const topicsLength = version >= 4 ? reader.compactListLength() : reader.listLength();
  const topics: OffsetForLeaderEpochResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeOffsetForLeaderEpochResponseTopic(reader, version));
  if (version >= 4) reader.skipTaggedFields();
  return { throttleTimeMs, topics };
}

function encodeOffsetForLeaderEpochResponse(writer: Writer, message: OffsetForLeaderEpochResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 4) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeOffsetForLeaderEpochResponseTopic(writer, element, version);
  if (version >= 4) writer.uvarint(0);
}

export const OffsetForLeaderEpochApi: Api<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse> = {
  key: 23,
  name: 'OffsetForLeaderEpoch',
  versions: [2, 4],
  flexibleFrom: 4,
  decodeRequest: decodeOffsetForLeaderEpochRequest,
  encodeRequest: encodeOffsetForLeaderEpochRequest,
  decodeResponse: decodeOffsetForLeaderEpochResponse,
  encodeResponse: encodeOffsetForLeaderEpochResponse,
};
