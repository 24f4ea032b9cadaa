// Generated from declarations/delete-records.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface DeleteRecordsRequestPartition {
  partitionIndex: number;
  offset: number;
}

function decodeDeleteRecordsRequestPartition(reader: Reader, version: number): DeleteRecordsRequestPartition {
  const partitionIndex = reader.int32();
  const offset = reader.int64();
  if (version >= 2) reader.skipTaggedFields();
  return { partitionIndex, offset };
}

function encodeDeleteRecordsRequestPartition(writer: Writer, message: DeleteRecordsRequestPartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int64(message.offset);
  if (version >= 2) writer.uvarint(0);
}

export interface DeleteRecordsRequestTopic {
  name: string;
  partitions: DeleteRecordsRequestPartition[];
}

function decodeDeleteRecordsRequestTopic(reader: Reader, version: number): DeleteRecordsRequestTopic {
  const name = version >= 2 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const partitions: DeleteRecordsRequestPartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeDeleteRecordsRequestPartition(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { name, partitions };
}

function encodeDeleteRecordsRequestTopic(writer: Writer, message: DeleteRecordsRequestTopic, version: number): void {
  if (version >= 2) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 2) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeDeleteRecordsRequestPartition(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export interface DeleteRecordsRequest {
  topics: DeleteRecordsRequestTopic[];
  timeoutMs: number;
}

function decodeDeleteRecordsRequest(reader: Reader, version: number): DeleteRecordsRequest {
  const topicsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const topics: DeleteRecordsRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeDeleteRecordsRequestTopic(reader, version));
  const timeoutMs = reader.int32();
  if (version >= 2) reader.skipTaggedFields();
  return { topics, timeoutMs };
}

function encodeDeleteRecordsRequest(writer: Writer, message: DeleteRecordsRequest, version: number): void {
  if (version >= 2) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeDeleteRecordsRequestTopic(writer, element, version);
  writer.int32(message.timeoutMs);
  if (version >= 2) writer.uvarint(0);
}

export interface DeleteRecordsResponsePartition {
  partitionIndex: number;
  lowWatermark: number;
  errorCode: number;
}

function decodeDeleteRecordsResponsePartition(reader: Reader, version: number): DeleteRecordsResponsePartition {
  const partitionIndex = reader.int32();
  const lowWatermark = reader.int64();
  const errorCode = reader.int16();
  if (version >= 2) reader.skipTaggedFields();
  return { partitionIndex, lowWatermark, errorCode };
}

function encodeDeleteRecordsResponsePartition(writer: Writer, message: DeleteRecordsResponsePartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int64(message.lowWatermark);
  writer.int16(message.errorCode);
  if (version >= 2) writer.uvarint(0);
}

export interface DeleteRecordsResponseTopic {
  name: string;
  partitions: DeleteRecordsResponsePartition[];
}

function decodeDeleteRecordsResponseTopic(reader: Reader, version: number): DeleteRecordsResponseTopic {
  const name = version >= 2 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const partitions: DeleteRecordsResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeDeleteRecordsResponsePartition(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { name, partitions };
}

function encodeDeleteRecordsResponseTopic(writer: Writer, message: DeleteRecordsResponseTopic, version: number): void {
  if (version >= 2) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 2) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeDeleteRecordsResponsePartition(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export interface DeleteRecordsResponse {
  throttleTimeMs: number;
  topics: DeleteRecordsResponseTopic[];
}

function decodeDeleteRecordsResponse(reader: Reader, version: number): DeleteRecordsResponse {
  const throttleTimeMs = reader.int32();
  const topicsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const topics: DeleteRecordsResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeDeleteRecordsResponseTopic(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { throttleTimeMs, topics };
}

function encodeDeleteRecordsResponse(writer: Writer, message: DeleteRecordsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 2) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeDeleteRecordsResponseTopic(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export const DeleteRecordsApi: Api<DeleteRecordsRequest, DeleteRecordsResponse> = {
  key: 21,
  name: 'DeleteRecords',
  versions: [0, 2],
  flexibleFrom: 2,
  decodeRequest: decodeDeleteRecordsRequest,
  encodeRequest: encodeDeleteRecordsRequest,
  decodeResponse: decodeDeleteRecordsResponse,
  encodeResponse: encodeDeleteRecordsResponse,
};
