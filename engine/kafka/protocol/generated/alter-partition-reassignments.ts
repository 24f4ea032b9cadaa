// Generated from declarations/alter-partition-reassignments.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface AlterPartitionReassignmentsRequestPartition {
  partitionIndex: number;
  replicas: number[] | null;
}

function decodeAlterPartitionReassignmentsRequestPartition(reader: Reader, version: number): AlterPartitionReassignmentsRequestPartition {
  const partitionIndex = reader.int32();
  const replicasLength = reader.compactNullableListLength();
  let replicas: number[] | null = null;
  if (replicasLength >= 0) {
    replicas = [];
    for (let index = 0; index < replicasLength; index++) replicas.push(reader.int32());
  }
  reader.skipTaggedFields();
  return { partitionIndex, replicas };
}

function encodeAlterPartitionReassignmentsRequestPartition(writer: Writer, message: AlterPartitionReassignmentsRequestPartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.compactListLength(message.replicas?.length ?? -1);
  for (const element of message.replicas ?? []) writer.int32(element);
  writer.uvarint(0);
}

export interface AlterPartitionReassignmentsRequestTopic {
  name: string;
  partitions: AlterPartitionReassignmentsRequestPartition[];
}

function decodeAlterPartitionReassignmentsRequestTopic(reader: Reader, version: number): AlterPartitionReassignmentsRequestTopic {
  const name = reader.compactString();
  const partitionsLength = reader.compactListLength();
  const partitions: AlterPartitionReassignmentsRequestPartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeAlterPartitionReassignmentsRequestPartition(reader, version));
  reader.skipTaggedFields();
  return { name, partitions };
}

function encodeAlterPartitionReassignmentsRequestTopic(writer: Writer, message: AlterPartitionReassignmentsRequestTopic, version: number): void {
  writer.compactString(message.name);
  writer.compactListLength(message.partitions.length);
  for (const element of message.partitions) encodeAlterPartitionReassignmentsRequestPartition(writer, element, version);
  writer.uvarint(0);
}

export interface AlterPartitionReassignmentsRequest {
  timeoutMs: number;
  allowReplicationFactorChange: boolean;
  topics: AlterPartitionReassignmentsRequestTopic[];
}

function decodeAlterPartitionReassignmentsRequest(reader: Reader, version: number): AlterPartitionReassignmentsRequest {
  const timeoutMs = reader.int32();
  const allowReplicationFactorChange = version >= 1 ? reader.bool() : true;
  const topicsLength = reader.compactListLength();
  const topics: AlterPartitionReassignmentsRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeAlterPartitionReassignmentsRequestTopic(reader, version));
  reader.skipTaggedFields();
  return { timeoutMs, allowReplicationFactorChange, topics };
}

function encodeAlterPartitionReassignmentsRequest(writer: Writer, message: AlterPartitionReassignmentsRequest, version: number): void {
  writer.int32(message.timeoutMs);
  if (version >= 1) writer.bool(message.allowReplicationFactorChange);
  writer.compactListLength(message.topics.length);
  for (const element of message.topics) encodeAlterPartitionReassignmentsRequestTopic(writer, element, version);
  writer.uvarint(0);
}

export interface AlterPartitionReassignmentsResponsePartition {
  partitionIndex: number;
  errorCode: number;
  errorMessage: string | null;
}

function decodeAlterPartitionReassignmentsResponsePartition(reader: Reader, version: number): AlterPartitionReassignmentsResponsePartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = reader.compactNullableString();
  reader.skipTaggedFields();
  return { partitionIndex, errorCode, errorMessage };
}

function encodeAlterPartitionReassignmentsResponsePartition(writer: Writer, message: AlterPartitionReassignmentsResponsePartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int16(message.errorCode);
  writer.compactNullableString(message.errorMessage);
  writer.uvarint(0);
}

export interface AlterPartitionReassignmentsResponseTopic {
  name: string;
  partitions: AlterPartitionReassignmentsResponsePartition[];
}

function decodeAlterPartitionReassignmentsResponseTopic(reader: Reader, version: number): AlterPartitionReassignmentsResponseTopic {
  const name = reader.compactString();
  const partitionsLength = reader.compactListLength();
  const partitions: AlterPartitionReassignmentsResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeAlterPartitionReassignmentsResponsePartition(reader, version));
  reader.skipTaggedFields();
  return { name, partitions };
}

function encodeAlterPartitionReassignmentsResponseTopic(writer: Writer, message: AlterPartitionReassignmentsResponseTopic, version: number): void {
  writer.compactString(message.name);
  writer.compactListLength(message.partitions.length);
  for (const element of message.partitions) encodeAlterPartitionReassignmentsResponsePartition(writer, element, version);
  writer.uvarint(0);
}

export interface AlterPartitionReassignmentsResponse {
  throttleTimeMs: number;
  allowReplicationFactorChange: boolean;
  errorCode: number;
  errorMessage: string | null;
  responses: AlterPartitionReassignmentsResponseTopic[];
}

function decodeAlterPartitionReassignmentsResponse(reader: Reader, version: number): AlterPartitionReassignmentsResponse {
  const throttleTimeMs = reader.int32();
  const allowReplicationFactorChange = version >= 1 ? reader.bool() : true;
  const errorCode = reader.int16();
  const errorMessage = reader.compactNullableString();
  const responsesLength = reader.compactListLength();
  const responses: AlterPartitionReassignmentsResponseTopic[] = [];
  for (let index = 0; index < responsesLength; index++) responses.push(decodeAlterPartitionReassignmentsResponseTopic(reader, version));
  reader.skipTaggedFields();
  return { throttleTimeMs, allowReplicationFactorChange, errorCode, errorMessage, responses };
}

function encodeAlterPartitionReassignmentsResponse(writer: Writer, message: AlterPartitionReassignmentsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 1) writer.bool(message.allowReplicationFactorChange);
  writer.int16(message.errorCode);
  writer.compactNullableString(message.errorMessage);
  writer.compactListLength(message.responses.length);
  for (const element of message.responses) encodeAlterPartitionReassignmentsResponseTopic(writer, element, version);
  writer.uvarint(0);
}

export const AlterPartitionReassignmentsApi: Api<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse> = {
  key: 45,
  name: 'AlterPartitionReassignments',
  versions: [0, 1],
  flexibleFrom: 0,
  decodeRequest: decodeAlterPartitionReassignmentsRequest,
  encodeRequest: encodeAlterPartitionReassignmentsRequest,
  decodeResponse: decodeAlterPartitionReassignmentsResponse,
  encodeResponse: encodeAlterPartitionReassignmentsResponse,
};
