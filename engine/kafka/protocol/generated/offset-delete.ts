// Generated from declarations/offset-delete.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface OffsetDeleteRequestPartition {
  partitionIndex: number;
}

function decodeOffsetDeleteRequestPartition(reader: Reader, version: number): OffsetDeleteRequestPartition {
  const partitionIndex = reader.int32();
  return { partitionIndex };
}

function encodeOffsetDeleteRequestPartition(writer: Writer, message: OffsetDeleteRequestPartition, version: number): void {
  writer.int32(message.partitionIndex);
}

export interface OffsetDeleteRequestTopic {
  name: string;
  partitions: OffsetDeleteRequestPartition[];
}

function decodeOffsetDeleteRequestTopic(reader: Reader, version: number): OffsetDeleteRequestTopic {
  const name = reader.string();
  const partitionsLength = reader.listLength();
  const partitions: OffsetDeleteRequestPartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeOffsetDeleteRequestPartition(reader, version));
  return { name, partitions };
}

function encodeOffsetDeleteRequestTopic(writer: Writer, message: OffsetDeleteRequestTopic, version: number): void {
  writer.string(message.name);
  writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeOffsetDeleteRequestPartition(writer, element, version);
}

export interface OffsetDeleteRequest {
  groupId: string;
  topics: OffsetDeleteRequestTopic[];
}

function decodeOffsetDeleteRequest(reader: Reader, version: number): OffsetDeleteRequest {
  const groupId = reader.string();
  const topicsLength = reader.listLength();
  const topics: OffsetDeleteRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeOffsetDeleteRequestTopic(reader, version));
  return { groupId, topics };
}

function encodeOffsetDeleteRequest(writer: Writer, message: OffsetDeleteRequest, version: number): void {
  writer.string(message.groupId);
  writer.listLength(message.topics.length);
  for (const element of message.topics) encodeOffsetDeleteRequestTopic(writer, element, version);
}

export interface OffsetDeleteResponsePartition {
  partitionIndex: number;
  errorCode: number;
}

function decodeOffsetDeleteResponsePartition(reader: Reader, version: number): OffsetDeleteResponsePartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  return { partitionIndex, errorCode };
}

function encodeOffsetDeleteResponsePartition(writer: Writer, message: OffsetDeleteResponsePartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int16(message.errorCode);
}

export interface OffsetDeleteResponseTopic {
  name: string;
  partitions: OffsetDeleteResponsePartition[];
}

function decodeOffsetDeleteResponseTopic(reader: Reader, version: number): OffsetDeleteResponseTopic {
  const name = reader.string();
  const partitionsLength = reader.listLength();
  const partitions: OffsetDeleteResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeOffsetDeleteResponsePartition(reader, version));
  return { name, partitions };
}

function encodeOffsetDeleteResponseTopic(writer: Writer, message: OffsetDeleteResponseTopic, version: number): void {
  writer.string(message.name);
  writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeOffsetDeleteResponsePartition(writer, element, version);
}

export interface OffsetDeleteResponse {
  errorCode: number;
  throttleTimeMs: number;
  topics: OffsetDeleteResponseTopic[];
}

function decodeOffsetDeleteResponse(reader: Reader, version: number): OffsetDeleteResponse {
  const errorCode = reader.int16();
  const throttleTimeMs = reader.int32();
  const topicsLength = reader.listLength();
  const topics: OffsetDeleteResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeOffsetDeleteResponseTopic(reader, version));
  return { errorCode, throttleTimeMs, topics };
}

function encodeOffsetDeleteResponse(writer: Writer, message: OffsetDeleteResponse, version: number): void {
  writer.int16(message.errorCode);
  writer.int32(message.throttleTimeMs);
  writer.listLength(message.topics.length);
  for (const element of message.topics) encodeOffsetDeleteResponseTopic(writer, element, version);
}

export const OffsetDeleteApi: Api<OffsetDeleteRequest, OffsetDeleteResponse> = {
  key: 47,
  name: 'OffsetDelete',
  versions: [0, 0],
  flexibleFrom: Number.POSITIVE_INFINITY,
  decodeRequest: decodeOffsetDeleteRequest,
  encodeRequest: encodeOffsetDeleteRequest,
  decodeResponse: decodeOffsetDeleteResponse,
  encodeResponse: encodeOffsetDeleteResponse,
};
