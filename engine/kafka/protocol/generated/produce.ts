// Generated from declarations/produce.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import { type Reader, ZERO_UUID } from '../reader.ts';
import { Writer } from '../writer.ts';

export interface ProduceRequestPartition {
  index: number;
  records: Buffer | null;
}

function decodeProduceRequestPartition(reader: Reader, version: number): ProduceRequestPartition {
  const index = reader.int32();
  const records = version >= 9 ? reader.compactNullableBytes() : reader.nullableBytes();
  if (version >= 9) reader.skipTaggedFields();
  return { index, records };
}

function encodeProduceRequestPartition(writer: Writer, message: ProduceRequestPartition, version: number): void {
  writer.int32(message.index);
  if (version >= 9) writer.compactNullableBytes(message.records); else writer.nullableBytes(message.records);
  if (version >= 9) writer.uvarint(0);
}

export interface ProduceRequestTopic {
  name: string;
  topicId: string;
  partitions: ProduceRequestPartition[];
}

function decodeProduceRequestTopic(reader: Reader, version: number): ProduceRequestTopic {
  const name = version >= 13 ? '' : version >= 9 ? reader.compactString() : reader.string();
  const topicId = version >= 13 ? reader.uuid() : ZERO_UUID;
  const partitionsLength = version >= 9 ? reader.compactListLength() : reader.listLength();
  const partitions: ProduceRequestPartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeProduceRequestPartition(reader, version));
  if (version >= 9) reader.skipTaggedFields();
  return { name, topicId, partitions };
}

function encodeProduceRequestTopic(writer: Writer, message: ProduceRequestTopic, version: number): void {
  if (version >= 13) {} else if (version >= 9) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 13) writer.uuid(message.topicId);
  if (version >= 9) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeProduceRequestPartition(writer, element, version);
  if (version >= 9) writer.uvarint(0);
}

export interface ProduceRequest {
  transactionalId: string | null;
  acks: number;
  timeoutMs: number;
  topics: ProduceRequestTopic[];
}

function decodeProduceRequest(reader: Reader, version: number): ProduceRequest {
  const transactionalId = version >= 9 ? reader.compactNullableString() : reader.nullableString();
  const acks = reader.int16();
  const timeoutMs = reader.int32();
  const topicsLength = version >= 9 ? reader.compactListLength() : reader.listLength();
  const topics: ProduceRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeProduceRequestTopic(reader, version));
  if (version >= 9) reader.skipTaggedFields();
  return { transactionalId, acks, timeoutMs, topics };
}

function encodeProduceRequest(writer: Writer, message: ProduceRequest, version: number): void {
  if (version >= 9) writer.compactNullableString(message.transactionalId); else writer.nullableString(message.transactionalId);
  writer.int16(message.acks);
  writer.int32(message.timeoutMs);
  if (version >= 9) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeProduceRequestTopic(writer, element, version);
  if (version >= 9) writer.uvarint(0);
}

export interface ProduceResponseRecordError {
  batchIndex: number;
  message: string | null;
}

function decodeProduceResponseRecordError(reader: Reader, version: number): ProduceResponseRecordError {
  const batchIndex = reader.int32();
  const message = version >= 9 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 9) reader.skipTaggedFields();
  return { batchIndex, message };
}

function encodeProduceResponseRecordError(writer: Writer, message: ProduceResponseRecordError, version: number): void {
  writer.int32(message.batchIndex);
  if (version >= 9) writer.compactNullableString(message.message); else writer.nullableString(message.message);
  if (version >= 9) writer.uvarint(0);
}

export interface ProduceResponseCurrentLeader {
  leaderId: number;
  leaderEpoch: number;
}

function decodeProduceResponseCurrentLeader(reader: Reader, version: number): ProduceResponseCurrentLeader {
  const leaderId = reader.int32();
  const leaderEpoch = reader.int32();
  if (version >= 9) reader.skipTaggedFields();
  return { leaderId, leaderEpoch };
}

function encodeProduceResponseCurrentLeader(writer: Writer, message: ProduceResponseCurrentLeader, version: number): void {
  writer.int32(message.leaderId);
  writer.int32(message.leaderEpoch);
  if (version >= 9) writer.uvarint(0);
}

export interface ProduceResponsePartition {
  index: number;
  errorCode: number;
  baseOffset: number;
  logAppendTimeMs: number;
  logStartOffset: number;
  recordErrors: ProduceResponseRecordError[];
  errorMessage: string | null;
  currentLeader: ProduceResponseCurrentLeader | null;
}

function decodeProduceResponsePartition(reader: Reader, version: number): ProduceResponsePartition {
  const index = reader.int32();
  const errorCode = reader.int16();
  const baseOffset = reader.int64();
  const logAppendTimeMs = reader.int64();
  const logStartOffset = version >= 5 ? reader.int64() : -1;
  const recordErrorsLength = version >= 9 ? reader.compactListLength() : version >= 8 ? reader.listLength() : 0;
  const recordErrors: ProduceResponseRecordError[] = [];
  for (let index = 0; index < recordErrorsLength; index++) recordErrors.push(decodeProduceResponseRecordError(reader, version));
  const errorMessage = version >= 9 ? reader.compactNullableString() : version >= 8 ? reader.nullableString() : null;
  let currentLeader: ProduceResponseCurrentLeader | null = null;
  if (version >= 9) {
    for (let count = reader.uvarint(); count > 0; count--) {
      const tag = reader.uvarint();
      const size = reader.uvarint();
      const end = reader.position + size;
      if (tag === 0 && version >= 10) {
        currentLeader = decodeProduceResponseCurrentLeader(reader, version);
      } else {
        reader.skip(size);
      }
      reader.expectPosition(end);
    }
  }
  return { index, errorCode, baseOffset, logAppendTimeMs, logStartOffset, recordErrors, errorMessage, currentLeader };
}

function encodeProduceResponsePartition(writer: Writer, message: ProduceResponsePartition, version: number): void {
  writer.int32(message.index);
  writer.int16(message.errorCode);
  writer.int64(message.baseOffset);
  writer.int64(message.logAppendTimeMs);
  if (version >= 5) writer.int64(message.logStartOffset);
  if (version >= 9) writer.compactListLength(message.recordErrors.length); else if (version >= 8) writer.listLength(message.recordErrors.length);
  if (version >= 8) for (const element of message.recordErrors) encodeProduceResponseRecordError(writer, element, version);
  if (version >= 9) writer.compactNullableString(message.errorMessage); else if (version >= 8) writer.nullableString(message.errorMessage);
  if (version >= 9) {
    const hasCurrentLeader = version >= 10 && message.currentLeader !== null;
    writer.uvarint((hasCurrentLeader ? 1 : 0));
    if (hasCurrentLeader && message.currentLeader !== null) { const body = new Writer(); encodeProduceResponseCurrentLeader(body, message.currentLeader, version); writer.tagged(0, body); }
  }
}

export interface ProduceResponseTopic {
  name: string;
  topicId: string;
  partitions: ProduceResponsePartition[];
}

function decodeProduceResponseTopic(reader: Reader, version: number): ProduceResponseTopic {
  const name = version >= 13 ? '' : version >= 9 ? reader.compactString() : reader.string();
  const topicId = version >= 13 ? reader.uuid() : ZERO_UUID;
  const partitionsLength = version >= 9 ? reader.compactListLength() : reader.listLength();
  const partitions: ProduceResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeProduceResponsePartition(reader, version));
  if (version >= 9) reader.skipTaggedFields();
  return { name, topicId, partitions };
}

function encodeProduceResponseTopic(writer: Writer, message: ProduceResponseTopic, version: number): void {
  if (version >= 13) {} else if (version >= 9) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 13) writer.uuid(message.topicId);
  if (version >= 9) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeProduceResponsePartition(writer, element, version);
  if (version >= 9) writer.uvarint(0);
}

export interface ProduceResponseNodeEndpoint {
  nodeId: number;
  host: string;
  port: number;
  rack: string | null;
}

function decodeProduceResponseNodeEndpoint(reader: Reader, version: number): ProduceResponseNodeEndpoint {
  const nodeId = reader.int32();
  const host = version >= 9 ? reader.compactString() : reader.string();
  const port = reader.int32();
  const rack = version >= 9 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 9) reader.skipTaggedFields();
  return { nodeId, host, port, rack };
}

function encodeProduceResponseNodeEndpoint(writer: Writer, message: ProduceResponseNodeEndpoint, version: number): void {
  writer.int32(message.nodeId);
  if (version >= 9) writer.compactString(message.host); else writer.string(message.host);
  writer.int32(message.port);
  if (version >= 9) writer.compactNullableString(message.rack); else writer.nullableString(message.rack);
  if (version >= 9) writer.uvarint(0);
}

export interface ProduceResponse {
  topics: ProduceResponseTopic[];
  throttleTimeMs: number;
  nodeEndpoints: ProduceResponseNodeEndpoint[];
}

function decodeProduceResponse(reader: Reader, version: number): ProduceResponse {
  const topicsLength = version >= 9 ? reader.compactListLength() : reader.listLength();
  const topics: ProduceResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeProduceResponseTopic(reader, version));
  const throttleTimeMs = reader.int32();
  let nodeEndpoints: ProduceResponseNodeEndpoint[] = [];
  if (version >= 9) {
    for (let count = reader.uvarint(); count > 0; count--) {
      const tag = reader.uvarint();
      const size = reader.uvarint();
      const end = reader.position + size;
      if (tag === 0 && version >= 10) {
        const nodeEndpointsLength = reader.compactListLength();
        nodeEndpoints = [];
        for (let index = 0; index < nodeEndpointsLength; index++) nodeEndpoints.push(decodeProduceResponseNodeEndpoint(reader, version));
      } else {
        reader.skip(size);
      }
      reader.expectPosition(end);
    }
  }
  return { topics, throttleTimeMs, nodeEndpoints };
}

function encodeProduceResponse(writer: Writer, message: ProduceResponse, version: number): void {
  if (version >= 9) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeProduceResponseTopic(writer, element, version);
  writer.int32(message.throttleTimeMs);
  if (version >= 9) {
    const hasNodeEndpoints = version >= 10 && message.nodeEndpoints.length > 0;
    writer.uvarint((hasNodeEndpoints ? 1 : 0));
    if (hasNodeEndpoints) { const body = new Writer(); body.compactListLength(message.nodeEndpoints.length); for (const element of message.nodeEndpoints) encodeProduceResponseNodeEndpoint(body, element, version); writer.tagged(0, body); }
  }
}

export const ProduceApi: Api<ProduceRequest, ProduceResponse> = {
  key: 0,
  name: 'Produce',
  versions: [3, 13],
  flexibleFrom: 9,
  decodeRequest: decodeProduceRequest,
  encodeRequest: encodeProduceRequest,
  decodeResponse: decodeProduceResponse,
  encodeResponse: encodeProduceResponse,
};
