// Generated from declarations/describe-topic-partitions.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface DescribeTopicPartitionsRequestTopic {
  name: string;
}

function decodeDescribeTopicPartitionsRequestTopic(reader: Reader, version: number): DescribeTopicPartitionsRequestTopic {
  const name = reader.compactString();
  reader.skipTaggedFields();
  return { name };
}

function encodeDescribeTopicPartitionsRequestTopic(writer: Writer, message: DescribeTopicPartitionsRequestTopic, version: number): void {
  writer.compactString(message.name);
  writer.uvarint(0);
}

export interface DescribeTopicPartitionsRequestCursor {
  topicName: string;
  partitionIndex: number;
}

function decodeDescribeTopicPartitionsRequestCursor(reader: Reader, version: number): DescribeTopicPartitionsRequestCursor {
  const topicName = reader.compactString();
  const partitionIndex = reader.int32();
  reader.skipTaggedFields();
  return { topicName, partitionIndex };
}

function encodeDescribeTopicPartitionsRequestCursor(writer: Writer, message: DescribeTopicPartitionsRequestCursor, version: number): void {
  writer.compactString(message.topicName);
  writer.int32(message.partitionIndex);
  writer.uvarint(0);
}

export interface DescribeTopicPartitionsRequest {
  topics: DescribeTopicPartitionsRequestTopic[];
  responsePartitionLimit: number;
  cursor: DescribeTopicPartitionsRequestCursor | null;
}

function decodeDescribeTopicPartitionsRequest(reader: Reader, version: number): DescribeTopicPartitionsRequest {
  const topicsLength = reader.compactListLength();
  const topics: DescribeTopicPartitionsRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeDescribeTopicPartitionsRequestTopic(reader, version));
  const responsePartitionLimit = reader.int32();
  const cursor = (reader.int8() < 0 ? null : decodeDescribeTopicPartitionsRequestCursor(reader, version));
  reader.skipTaggedFields();
  return { topics, responsePartitionLimit, cursor };
}

function encodeDescribeTopicPartitionsRequest(writer: Writer, message: DescribeTopicPartitionsRequest, version: number): void {
  writer.compactListLength(message.topics.length);
  for (const element of message.topics) encodeDescribeTopicPartitionsRequestTopic(writer, element, version);
  writer.int32(message.responsePartitionLimit);
  { if (message.cursor === null) writer.int8(-1); else { writer.int8(1); encodeDescribeTopicPartitionsRequestCursor(writer, message.cursor, version); } }
  writer.uvarint(0);
}

export interface DescribeTopicPartitionsResponsePartition {
  errorCode: number;
  partitionIndex: number;
  leaderId: number;
  leaderEpoch: number;
  replicaNodes: number[];
  isrNodes: number[];
  eligibleLeaderReplicas: number[] | null;
  lastKnownElr: number[] | null;
  offlineReplicas: number[];
}

function decodeDescribeTopicPartitionsResponsePartition(reader: Reader, version: number): DescribeTopicPartitionsResponsePartition {
  const errorCode = reader.int16();
  const partitionIndex = reader.int32();
  const leaderId = reader.int32();
  const leaderEpoch = reader.int32();
  const replicaNodesLength = reader.compactListLength();
  const replicaNodes: number[] = [];
  for (let index = 0; index < replicaNodesLength; index++) replicaNodes.push(reader.int32());
  const isrNodesLength = reader.compactListLength();
  const isrNodes: number[] = [];
  for (let index = 0; index < isrNodesLength; index++) isrNodes.push(reader.int32());
  const eligibleLeaderReplicasLength = reader.compactNullableListLength();
  let eligibleLeaderReplicas: number[] | null = null;
  if (eligibleLeaderReplicasLength >= 0) {
    eligibleLeaderReplicas = [];
    for (let index = 0; index < eligibleLeaderReplicasLength; index++) eligibleLeaderReplicas.push(reader.int32());
  }
  const lastKnownElrLength = reader.compactNullableListLength();
  let lastKnownElr: number[] | null = null;
  if (lastKnownElrLength >= 0) {
    lastKnownElr = [];
    for (let index = 0; index < lastKnownElrLength; index++) lastKnownElr.push(reader.int32());
  }
  const offlineReplicasLength = reader.compactListLength();
  const offlineReplicas: number[] = [];
  for (let index = 0; index < offlineReplicasLength; index++) offlineReplicas.push(reader.int32());
  reader.skipTaggedFields();
  return { errorCode, partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes, eligibleLeaderReplicas, lastKnownElr, offlineReplicas };
}

function encodeDescribeTopicPartitionsResponsePartition(writer: Writer, message: DescribeTopicPartitionsResponsePartition, version: number): void {
  writer.int16(message.errorCode);
  writer.int32(message.partitionIndex);
  writer.int32(message.leaderId);
  writer.int32(message.leaderEpoch);
  writer.compactListLength(message.replicaNodes.length);
  for (const element of message.replicaNodes) writer.int32(element);
  writer.compactListLength(message.isrNodes.length);
  for (const element of message.isrNodes) writer.int32(element);
  writer.compactListLength(message.eligibleLeaderReplicas?.length ?? -1);
  for (const element of message.eligibleLeaderReplicas ?? []) writer.int32(element);
  writer.compactListLength(message.lastKnownElr?.length ?? -1);
  for (const element of message.lastKnownElr ?? []) writer.int32(element);
  writer.compactListLength(message.offlineReplicas.length);
  for (const element of message.offlineReplicas) writer.int32(element);
  writer.uvarint(0);
}

export interface DescribeTopicPartitionsResponseTopic {
  errorCode: number;
  name: string | null;
  topicId: string;
  isInternal: boolean;
  partitions: DescribeTopicPartitionsResponsePartition[];
  topicAuthorizedOperations: number;
}

function decodeDescribeTopicPartitionsResponseTopic(reader: Reader, version: number): DescribeTopicPartitionsResponseTopic {
  const errorCode = reader.int16();
  const name = reader.compactNullableString();
  const topicId = reader.uuid();
  const isInternal = reader.bool();
  const partitionsLength = reader.compactListLength();
  const partitions: DescribeTopicPartitionsResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeDescribeTopicPartitionsResponsePartition(reader, version));
  const topicAuthorizedOperations = reader.int32();
  reader.skipTaggedFields();
  return { errorCode, name, topicId, isInternal, partitions, topicAuthorizedOperations };
}

function encodeDescribeTopicPartitionsResponseTopic(writer: Writer, message: DescribeTopicPartitionsResponseTopic, version: number): void {
  writer.int16(message.errorCode);
  writer.compactNullableString(message.name);
  writer.uuid(message.topicId);
  writer.bool(message.isInternal);
  writer.compactListLength(message.partitions.length);
  for (const element of message.partitions) encodeDescribeTopicPartitionsResponsePartition(writer, element, version);
  writer.int32(message.topicAuthorizedOperations);
  writer.uvarint(0);
}

export interface DescribeTopicPartitionsResponseNextCursor {
  topicName: string;
  partitionIndex: number;
}

function decodeDescribeTopicPartitionsResponseNextCursor(reader: Reader, version: number): DescribeTopicPartitionsResponseNextCursor {
  const topicName = reader.compactString();
  const partitionIndex = reader.int32();
  reader.skipTaggedFields();
  return { topicName, partitionIndex };
}

function encodeDescribeTopicPartitionsResponseNextCursor(writer: Writer, message: DescribeTopicPartitionsResponseNextCursor, version: number): void {
  writer.compactString(message.topicName);
  writer.int32(message.partitionIndex);
  writer.uvarint(0);
}

export interface DescribeTopicPartitionsResponse {
  throttleTimeMs: number;
  topics: DescribeTopicPartitionsResponseTopic[];
  nextCursor: DescribeTopicPartitionsResponseNextCursor | null;
}

function decodeDescribeTopicPartitionsResponse(reader: Reader, version: number): DescribeTopicPartitionsResponse {
  const throttleTimeMs = reader.int32();
  const topicsLength = reader.compactListLength();
  const topics: DescribeTopicPartitionsResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeDescribeTopicPartitionsResponseTopic(reader, version));
  const nextCursor = (reader.int8() < 0 ? null : decodeDescribeTopicPartitionsResponseNextCursor(reader, version));
  reader.skipTaggedFields();
  return { throttleTimeMs, topics, nextCursor };
}

function encodeDescribeTopicPartitionsResponse(writer: Writer, message: DescribeTopicPartitionsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.compactListLength(message.topics.length);
  for (const element of message.topics) encodeDescribeTopicPartitionsResponseTopic(writer, element, version);
  { if (message.nextCursor === null) writer.int8(-1); else { writer.int8(1); encodeDescribeTopicPartitionsResponseNextCursor(writer, message.nextCursor, version); } }
  writer.uvarint(0);
}

export const DescribeTopicPartitionsApi: Api<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse> = {
  key: 75,
  name: 'DescribeTopicPartitions',
  versions: [0, 0],
  flexibleFrom: 0,
  decodeRequest: decodeDescribeTopicPartitionsRequest,
  encodeRequest: encodeDescribeTopicPartitionsRequest,
  decodeResponse: decodeDescribeTopicPartitionsResponse,
  encodeResponse: encodeDescribeTopicPartitionsResponse,
};
