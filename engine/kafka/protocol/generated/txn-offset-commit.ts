// Generated from declarations/txn-offset-commit.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface TxnOffsetCommitRequestPartition {
  partitionIndex: number;
  committedOffset: number;
  committedLeaderEpoch: number;
  committedMetadata: string | null;
}

function decodeTxnOffsetCommitRequestPartition(reader: Reader, version: number): TxnOffsetCommitRequestPartition {
  const partitionIndex = reader.int32();
  const committedOffset = reader.int64();
  const committedLeaderEpoch = version >= 2 ? reader.int32() : -1;
  const committedMetadata = version >= 3 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 3) reader.skipTaggedFields();
  return { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata };
}

function encodeTxnOffsetCommitRequestPartition(writer: Writer, message: TxnOffsetCommitRequestPartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int64(message.committedOffset);
  if (version >= 2) writer.int32(message.committedLeaderEpoch);
  if (version >= 3) writer.compactNullableString(message.committedMetadata); else writer.nullableString(message.committedMetadata);
  if (version >= 3) writer.uvarint(0);
}

export interface TxnOffsetCommitRequestTopic {
  name: string;
  partitions: TxnOffsetCommitRequestPartition[];
}

function decodeTxnOffsetCommitRequestTopic(reader: Reader, version: number): TxnOffsetCommitRequestTopic {
  const name = version >= 3 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 3 ? reader.compactListLength() : reader.listLength();
  const partitions: TxnOffsetCommitRequestPartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeTxnOffsetCommitRequestPartition(reader, version));
  if (version >= 3) reader.skipTaggedFields();
  return { name, partitions };
}

function encodeTxnOffsetCommitRequestTopic(writer: Writer, message: TxnOffsetCommitRequestTopic, version: number): void {
  if (version >= 3) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 3) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeTxnOffsetCommitRequestPartition(writer, element, version);
  if (version >= 3) writer.uvarint(0);
}

export interface TxnOffsetCommitRequest {
  transactionalId: string;
  groupId: string;
  producerId: number;
  producerEpoch: number;
  generationId: number;
  memberId: string;
  groupInstanceId: string | null;
  topics: TxnOffsetCommitRequestTopic[];
}

function decodeTxnOffsetCommitRequest(reader: Reader, version: number): TxnOffsetCommitRequest {
  const transactionalId = version >= 3 ? reader.compactString() : reader.string();
  const groupId = version >= 3 ? reader.compactString() : reader.string();
  const producerId = reader.int64();
  const producerEpoch = reader.int16();
  const generationId = version >= 3 ? reader.int32() : -1;
  const memberId = version >= 3 ? reader.compactString() : '';
  const groupInstanceId = version >= 3 ? reader.compactNullableString() : null;
  const topicsLength = version >= 3 ? reader.compactListLength() : reader.listLength();
  const topics: TxnOffsetCommitRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeTxnOffsetCommitRequestTopic(reader, version));
  if (version >= 3) reader.skipTaggedFields();
  return { transactionalId, groupId, producerId, producerEpoch, generationId, memberId, groupInstanceId, topics };
}

function encodeTxnOffsetCommitRequest(writer: Writer, message: TxnOffsetCommitRequest, version: number): void {
  if (version >= 3) writer.compactString(message.transactionalId); else writer.string(message.transactionalId);
  if (version >= 3) writer.compactString(message.groupId); else writer.string(message.groupId);
  writer.int64(message.producerId);
  writer.int16(message.producerEpoch);
  if (version >= 3) writer.int32(message.generationId);
  if (version >= 3) writer.compactString(message.memberId);
  if (version >= 3) writer.compactNullableString(message.groupInstanceId);
  if (version >= 3) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeTxnOffsetCommitRequestTopic(writer, element, version);
  if (version >= 3) writer.uvarint(0);
}

export interface TxnOffsetCommitResponsePartition {
  partitionIndex: number;
  errorCode: number;
}

function decodeTxnOffsetCommitResponsePartition(reader: Reader, version: number): TxnOffsetCommitResponsePartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  if (version >= 3) reader.skipTaggedFields();
  return { partitionIndex, errorCode };
}

function encodeTxnOffsetCommitResponsePartition(writer: Writer, message: TxnOffsetCommitResponsePartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int16(message.errorCode);
  if (version >= 3) writer.uvarint(0);
}

export interface TxnOffsetCommitResponseTopic {
  name: string;
  partitions: TxnOffsetCommitResponsePartition[];
}

function decodeTxnOffsetCommitResponseTopic(reader: Reader, version: number): TxnOffsetCommitResponseTopic {
  const name = version >= 3 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 3 ? reader.compactListLength() : reader.listLength();
  const partitions: TxnOffsetCommitResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeTxnOffsetCommitResponsePartition(reader, version));
  if (version >= 3) reader.skipTaggedFields();
  return { name, partitions };
}

function encodeTxnOffsetCommitResponseTopic(writer: Writer, message: TxnOffsetCommitResponseTopic, version: number): void {
  if (version >= 3) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 3) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeTxnOffsetCommitResponsePartition(writer, element, version);
  if (version >= 3) writer.uvarint(0);
}

export interface TxnOffsetCommitResponse {
  throttleTimeMs: number;
  topics: TxnOffsetCommitResponseTopic[];
}

function decodeTxnOffsetCommitResponse(reader: Reader, version: number): TxnOffsetCommitResponse {
  const throttleTimeMs = reader.int32();
  const topicsLength = version >= 3 ? reader.compactListLength() : reader.listLength();
  const topics: TxnOffsetCommitResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeTxnOffsetCommitResponseTopic(reader, version));
  if (version >= 3) reader.skipTaggedFields();
  return { throttleTimeMs, topics };
}

function encodeTxnOffsetCommitResponse(writer: Writer, message: TxnOffsetCommitResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 3) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeTxnOffsetCommitResponseTopic(writer, element, version);
  if (version >= 3) writer.uvarint(0);
}

export const TxnOffsetCommitApi: Api<TxnOffsetCommitRequest, TxnOffsetCommitResponse> = {
  key: 28,
  name: 'TxnOffsetCommit',
  versions: [0, 5],
  flexibleFrom: 3,
  decodeRequest: decodeTxnOffsetCommitRequest,
  encodeRequest: encodeTxnOffsetCommitRequest,
  decodeResponse: decodeTxnOffsetCommitResponse,
  encodeResponse: encodeTxnOffsetCommitResponse,
};
