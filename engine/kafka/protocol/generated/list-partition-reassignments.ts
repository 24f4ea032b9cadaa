// Generated from declarations/list-partition-reassignments.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface ListPartitionReassignmentsRequestTopic {
  name: string;
  partitionIndexes: number[];
}

function decodeListPartitionReassignmentsRequestTopic(reader: Reader, version: number): ListPartitionReassignmentsRequestTopic {
  const name = reader.compactString();
  const partitionIndexesLength = reader.compactListLength();
  const partitionIndexes: number[] = [];
  for (let index = 0; index < partitionIndexesLength; index++) partitionIndexes.push(reader.int32());
  reader.skipTaggedFields();
  return { name, partitionIndexes };
}

function encodeListPartitionReassignmentsRequestTopic(writer: Writer, message: ListPartitionReassignmentsRequestTopic, version: number): void {
  writer.compactString(message.name);
  writer.compactListLength(message.partitionIndexes.length);
  for (const element of message.partitionIndexes) writer.int32(element);
  writer.uvarint(0);
}

export interface ListPartitionReassignmentsRequest {
  timeoutMs: number;
  topics: ListPartitionReassignmentsRequestTopic[] | null;
}

function decodeListPartitionReassignmentsRequest(reader: Reader, version: number): ListPartitionReassignmentsRequest {
  const timeoutMs = reader.int32();
  const topicsLength = reader.compactNullableListLength();
  let topics: ListPartitionReassignmentsRequestTopic[] | null = null;
  if (topicsLength >= 0) {
    topics = [];
    for (let index = 0; index < topicsLength; index++) topics.push(decodeListPartitionReassignmentsRequestTopic(reader, version));
  }
  reader.skipTaggedFields();
  return { timeoutMs, topics };
}

function encodeListPartitionReassignmentsRequest(writer: Writer, message: ListPartitionReassignmentsRequest, version: number): void {
  writer.int32(message.timeoutMs);
  writer.compactListLength(message.topics?.length ?? -1);
  for (const element of message.topics ?? []) encodeListPartitionReassignmentsRequestTopic(writer, element, version);
  writer.uvarint(0);
}

export interface ListPartitionReassignmentsResponsePartition {
  partitionIndex: number;
  replicas: number[];
  addingReplicas: number[];
  removingReplicas: number[];
}

function decodeListPartitionReassignmentsResponsePartition(reader: Reader, version: number): ListPartitionReassignmentsResponsePartition {
  const partitionIndex = reader.int32();
  const replicasLength = reader.compactListLength();
  const replicas: number[] = [];
  for (let index = 0; index < replicasLength; index++) replicas.push(reader.int32());
  const addingReplicasLength = reader.compactListLength();
  const addingReplicas: number[] = [];
  for (let index = 0; index < addingReplicasLength; index++) addingReplicas.push(reader.int32());
  const removingReplicasLength = reader.compactListLength();
  const removingReplicas: number[] = [];
  for (let index = 0; index < removingReplicasLength; index++) removingReplicas.push(reader.int32());
  reader.skipTaggedFields();
  return { partitionIndex, replicas, addingReplicas, removingReplicas };
}

function encodeListPartitionReassignmentsResponsePartition(writer: Writer, message: ListPartitionReassignmentsResponsePartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.compactListLength(message.replicas.length);
  for (const element of message.replicas) writer.int32(element);
  writer.compactListLength(message.addingReplicas.length);
  for (const element of message.addingReplicas) writer.int32(element);
  writer.compactListLength(message.removingReplicas.length);
  for (const element of message.removingReplicas) writer.int32(element);
  writer.uvarint(0);
}

export interface ListPartitionReassignmentsResponseTopic {
  name: string;
  partitions: ListPartitionReassignmentsResponsePartition[];
}

function decodeListPartitionReassignmentsResponseTopic(reader: Reader, version: number): ListPartitionReassignmentsResponseTopic {
  const name = reader.compactString();
  const partitionsLength = reader.compactListLength();
  const partitions: ListPartitionReassignmentsResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeListPartitionReassignmentsResponsePartition(reader, version));
  reader.skipTaggedFields();
  return { name, partitions };
}

function encodeListPartitionReassignmentsResponseTopic(writer: Writer, message: ListPartitionReassignmentsResponseTopic, version: number): void {
  writer.compactString(message.name);
  writer.compactListLength(message.partitions.length);
  for (const element of message.partitions) encodeListPartitionReassignmentsResponsePartition(writer, element, version);
  writer.uvarint(0);
}

export interface ListPartitionReassignmentsResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  topics: ListPartitionReassignmentsResponseTopic[];
}

function decodeListPartitionReassignmentsResponse(reader: Reader, version: number): ListPartitionReassignmentsResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = reader.compactNullableString();
  const topicsLength = reader.compactListLength();
  const topics: ListPartitionReassignmentsResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeListPartitionReassignmentsResponseTopic(reader, version));
  reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, errorMessage, topics };
}

function encodeListPartitionReassignmentsResponse(writer: Writer, message: ListPartitionReassignmentsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  writer.compactNullableString(message.errorMessage);
  writer.compactListLength(message.topics.length);
  for (const element of message.topics) encodeListPartitionReassignmentsResponseTopic(writer, element, version);
  writer.uvarint(0);
}

export const ListPartitionReassignmentsApi: Api<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse> = {
  key: 46,
  name: 'ListPartitionReassignments',
  versions: [0, 0],
  flexibleFrom: 0,
  decodeRequest: decodeListPartitionReassignmentsRequest,
  encodeRequest: encodeListPartitionReassignmentsRequest,
  decodeResponse: decodeListPartitionReassignmentsResponse,
  encodeResponse: encodeListPartitionReassignmentsResponse,
};
