// Generated from declarations/describe-log-dirs.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface DescribeLogDirsRequestTopic {
  topic: string;
  partitions: number[];
}

function decodeDescribeLogDirsRequestTopic(reader: Reader, version: number): DescribeLogDirsRequestTopic {
  const topic = version >= 2 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const partitions: number[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(reader.int32());
  if (version >= 2) reader.skipTaggedFields();
  return { topic, partitions };
}

function encodeDescribeLogDirsRequestTopic(writer: Writer, message: DescribeLogDirsRequestTopic, version: number): void {
  if (version >= 2) writer.compactString(message.topic); else writer.string(message.topic);
  if (version >= 2) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) writer.int32(element);
  if (version >= 2) writer.uvarint(0);
}

export interface DescribeLogDirsRequest {
  topics: DescribeLogDirsRequestTopic[] | null;
}

function decodeDescribeLogDirsRequest(reader: Reader, version: number): DescribeLogDirsRequest {
  const topicsLength = version >= 2 ? reader.compactNullableListLength() : reader.nullableListLength();
  let topics: DescribeLogDirsRequestTopic[] | null = null;
  if (topicsLength >= 0) {
    topics = [];
    for (let index = 0; index < topicsLength; index++) topics.push(decodeDescribeLogDirsRequestTopic(reader, version));
  }
  if (version >= 2) reader.skipTaggedFields();
  return { topics };
}

function encodeDescribeLogDirsRequest(writer: Writer, message: DescribeLogDirsRequest, version: number): void {
  if (version >= 2) writer.compactListLength(message.topics?.length ?? -1); else writer.listLength(message.topics?.length ?? -1);
  for (const element of message.topics ?? []) encodeDescribeLogDirsRequestTopic(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export interface DescribeLogDirsResponsePartition {
  partitionIndex: number;
  partitionSize: number;
  offsetLag: number;
  isFutureKey: boolean;
}

function decodeDescribeLogDirsResponsePartition(reader: Reader, version: number): DescribeLogDirsResponsePartition {
  const partitionIndex = reader.int32();
  const partitionSize = reader.int64();
  const offsetLag = reader.int64();
  const isFutureKey = reader.bool();
  if (version >= 2) reader.skipTaggedFields();
  return { partitionIndex, partitionSize, offsetLag, isFutureKey };
}

function encodeDescribeLogDirsResponsePartition(writer: Writer, message: DescribeLogDirsResponsePartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int64(message.partitionSize);
  writer.int64(message.offsetLag);
  writer.bool(message.isFutureKey);
  if (version >= 2) writer.uvarint(0);
}

export interface DescribeLogDirsResponseTopic {
  name: string;
  partitions: DescribeLogDirsResponsePartition[];
}

function decodeDescribeLogDirsResponseTopic(reader: Reader, version: number): DescribeLogDirsResponseTopic {
  const name = version >= 2 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const partitions: DescribeLogDirsResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeDescribeLogDirsResponsePartition(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { name, partitions };
}

function encodeDescribeLogDirsResponseTopic(writer: Writer, message: DescribeLogDirsResponseTopic, version: number): void {
  if (version >= 2) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 2) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeDescribeLogDirsResponsePartition(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export interface DescribeLogDirsResponseResult {
  errorCode: number;
  logDir: string;
  topics: DescribeLogDirsResponseTopic[];
  totalBytes: number;
  usableBytes: number;
}

function decodeDescribeLogDirsResponseResult(reader: Reader, version: number): DescribeLogDirsResponseResult {
  const errorCode = reader.int16();
  const logDir = version >= 2 ? reader.compactString() : reader.string();
  const topicsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const topics: DescribeLogDirsResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeDescribeLogDirsResponseTopic(reader, version));
  const totalBytes = version >= 4 ? reader.int64() : -1;
  const usableBytes = version >= 4 ? reader.int64() : -1;
  if (version >= 2) reader.skipTaggedFields();
  return { errorCode, logDir, topics, totalBytes, usableBytes };
}

function encodeDescribeLogDirsResponseResult(writer: Writer, message: DescribeLogDirsResponseResult, version: number): void {
  writer.int16(message.errorCode);
  if (version >= 2) writer.compactString(message.logDir); else writer.string(message.logDir);
  if (version >= 2) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeDescribeLogDirsResponseTopic(writer, element, version);
  if (version >= 4) writer.int64(message.totalBytes);
  if (version >= 4) writer.int64(message.usableBytes);
  if (version >= 2) writer.uvarint(0);
}

export interface DescribeLogDirsResponse {
  throttleTimeMs: number;
  errorCode: number;
  results: DescribeLogDirsResponseResult[];
}

function decodeDescribeLogDirsResponse(reader: Reader, version: number): DescribeLogDirsResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = version >= 3 ? reader.int16() : 0;
  const resultsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const results: DescribeLogDirsResponseResult[] = [];
  for (let index = 0; index < resultsLength; index++) results.push(decodeDescribeLogDirsResponseResult(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, results };
}

function encodeDescribeLogDirsResponse(writer: Writer, message: DescribeLogDirsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 3) writer.int16(message.errorCode);
  if (version >= 2) writer.compactListLength(message.results.length); else writer.listLength(message.results.length);
  for (const element of message.results) encodeDescribeLogDirsResponseResult(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export const DescribeLogDirsApi: Api<DescribeLogDirsRequest, DescribeLogDirsResponse> = {
  key: 35,
  name: 'DescribeLogDirs',
  versions: [1, 4],
  flexibleFrom: 2,
  decodeRequest: decodeDescribeLogDirsRequest,
  encodeRequest: encodeDescribeLogDirsRequest,
  decodeResponse: decodeDescribeLogDirsResponse,
  encodeResponse: encodeDescribeLogDirsResponse,
};
