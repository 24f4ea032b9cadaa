// Generated from declarations/metadata.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import { type Reader, ZERO_UUID } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface MetadataRequestTopic {
  topicId: string;
  name: string | null;
}

function decodeMetadataRequestTopic(reader: Reader, version: number): MetadataRequestTopic {
  const topicId = version >= 10 ? reader.uuid() : ZERO_UUID;
  const name = version >= 10 ? reader.compactNullableString() : version >= 9 ? reader.compactString() : reader.string();
  if (version >= 9) reader.skipTaggedFields();
  return { topicId, name };
}

function encodeMetadataRequestTopic(writer: Writer, message: MetadataRequestTopic, version: number): void {
  if (version >= 10) writer.uuid(message.topicId);
  if (version >= 10) writer.compactNullableString(message.name); else if (version >= 9) writer.compactString(message.name ?? ''); else writer.string(message.name ?? '');
  if (version >= 9) writer.uvarint(0);
}

export interface MetadataRequest {
  topics: MetadataRequestTopic[] | null;
  allowAutoTopicCreation: boolean;
  includeClusterAuthorizedOperations: boolean;
  includeTopicAuthorizedOperations: boolean;
}

function decodeMetadataRequest(reader: Reader, version: number): MetadataRequest {
  const topicsLength = version >= 9 ? reader.compactNullableListLength() : version >= 1 ? reader.nullableListLength() : reader.listLength();
  let topics: MetadataRequestTopic[] | null = null;
  if (topicsLength >= 0) {
    topics = [];
    for (let index = 0; index < topicsLength; index++) topics.push(decodeMetadataRequestTopic(reader, version));
  }
  const allowAutoTopicCreation = version >= 4 ? reader.bool() : true;
  const includeClusterAuthorizedOperations = version >= 11 ? false : version >= 8 ? reader.bool() : false;
  const includeTopicAuthorizedOperations = version >= 8 ? reader.bool() : false;
  if (version >= 9) reader.skipTaggedFields();
  return { topics, allowAutoTopicCreation, includeClusterAuthorizedOperations, includeTopicAuthorizedOperations };
}

function encodeMetadataRequest(writer: Writer, message: MetadataRequest, version: number): void {
  if (version >= 9) writer.compactListLength(message.topics?.length ?? -1); else if (version >= 1) writer.listLength(message.topics?.length ?? -1); else writer.listLength(message.topics?.length ?? 0);
  for (const element of message.topics ?? []) encodeMetadataRequestTopic(writer, element, version);
  if (version >= 4) writer.bool(message.allowAutoTopicCreation);
  if (version >= 8 && version < 11) writer.bool(message.includeClusterAuthorizedOperations);
  if (version >= 8) writer.bool(message.includeTopicAuthorizedOperations);
  if (version >= 9) writer.uvarint(0);
}

export interface MetadataResponseBroker {
  nodeId: number;
  host: string;
  port: number;
  rack: string | null;
}

function decodeMetadataResponseBroker(reader: Reader, version: number): MetadataResponseBroker {
  const nodeId = reader.int32();
  const host = version >= 9 ? reader.compactString() : reader.string();
  const port = reader.int32();
  const rack = version >= 9 ? reader.compactNullableString() : version >= 1 ? reader.nullableString() : null;
  if (version >= 9) reader.skipTaggedFields();
  return { nodeId, host, port, rack };
}

function encodeMetadataResponseBroker(writer: Writer, message: MetadataResponseBroker, version: number): void {
  writer.int32(message.nodeId);
  if (version >= 9) writer.compactString(message.host); else writer.string(message.host);
  writer.int32(message.port);
  if (version >= 9) writer.compactNullableString(message.rack); else if (version >= 1) writer.nullableString(message.rack);
  if (version >= 9) writer.uvarint(0);
}

export interface MetadataResponsePartition {
  errorCode: number;
  partitionIndex: number;
  leaderId: number;
  leaderEpoch: number;
  replicaNodes: number[];
  isrNodes: number[];
  offlineReplicas: number[];
}

function decodeMetadataResponsePartition(reader: Reader, version: number): MetadataResponsePartition {
  const errorCode = reader.int16();
  const partitionIndex = reader.int32();
  const leaderId = reader.int32();
  const leaderEpoch = version >= 7 ? reader.int32() : -1;
  const replicaNodesLength = version >= 9 ? reader.compactListLength() : reader.listLength();
  const replicaNodes: number[] = [];
  for (let index = 0; index < replicaNodesLength; index++) replicaNodes.push(reader.int32());
  const isrNodesLength = version >= 9 ? reader.compactListLength() : reader.listLength();
  const isrNodes: number[] = [];
  for (let index = 0; index < isrNodesLength; index++) isrNodes.push(reader.int32());
  const offlineReplicasLength = version >= 9 ? reader.compactListLength() : version >= 5 ? reader.listLength() : 0;
  const offlineReplicas: number[] = [];
  for (let index = 0; index < offlineReplicasLength; index++) offlineReplicas.push(reader.int32());
  if (version >= 9) reader.skipTaggedFields();
  return { errorCode, partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes, offlineReplicas };
}

function encodeMetadataResponsePartition(writer: Writer, message: MetadataResponsePartition, version: number): void {
  writer.int16(message.errorCode);
  writer.int32(message.partitionIndex);
  writer.int32(message.leaderId);
  if (version >= 7) writer.int32(message.leaderEpoch);
  if (version >= 9) writer.compactListLength(message.replicaNodes.length); else writer.listLength(message.replicaNodes.length);
  for (const element of message.replicaNodes) writer.int32(element);
  if (version >= 9) writer.compactListLength(message.isrNodes.length); else writer.listLength(message.isrNodes.length);
  for (const element of message.isrNodes) writer.int32(element);
  if (version >= 9) writer.compactListLength(message.offlineReplicas.length); else if (version >= 5) writer.listLength(message.offlineReplicas.length);
  if (version >= 5) for (const element of message.offlineReplicas) writer.int32(element);
  if (version >= 9) writer.uvarint(0);
}

export interface MetadataResponseTopic {
  errorCode: number;
  name: string | null;
  topicId: string;
  isInternal: boolean;
  partitions: MetadataResponsePartition[];
  topicAuthorizedOperations: number;
}

function decodeMetadataResponseTopic(reader: Reader, version: number): MetadataResponseTopic {
  const errorCode = reader.int16();
  const name = version >= 12 ? reader.compactNullableString() : version >= 9 ? reader.compactString() : reader.string();
  const topicId = version >= 10 ? reader.uuid() : ZERO_UUID;
  const isInternal = version >= 1 ? reader.bool() : false;
  const partitionsLength = version >= 9 ? reader.compactListLength() : reader.listLength();
  const partitions: MetadataResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeMetadataResponsePartition(reader, version));
  const topicAuthorizedOperations = version >= 8 ? reader.int32() : -2147483648;
  if (version >= 9) reader.skipTaggedFields();
  return { errorCode, name, topicId, isInternal, partitions, topicAuthorizedOperations };
}

function encodeMetadataResponseTopic(writer: Writer, message: MetadataResponseTopic, version: number): void {
  writer.int16(message.errorCode);
  if (version >= 12) writer.compactNullableString(message.name); else if (version >= 9) writer.compactString(message.name ?? ''); else writer.string(message.name ?? '');
  if (version >= 10) writer.uuid(message.topicId);
  if (version >= 1) writer.bool(message.isInternal);
  if (version >= 9) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeMetadataResponsePartition(writer, element, version);
  if (version >= 8) writer.int32(message.topicAuthorizedOperations);
  if (version >= 9) writer.uvarint(0);
}

export interface MetadataResponse {
  throttleTimeMs: number;
  brokers: MetadataResponseBroker[];
  clusterId: string | null;
  controllerId: number;
  topics: MetadataResponseTopic[];
  clusterAuthorizedOperations: number;
  errorCode: number;
}

function decodeMetadataResponse(reader: Reader, version: number): MetadataResponse {
  const throttleTimeMs = version >= 3 ? reader.int32() : 0;
  const brokersLength = version >= 9 ? reader.compactListLength() : reader.listLength();
  const brokers: MetadataResponseBroker[] = [];
  for (let index = 0; index < brokersLength; index++) brokers.push(decodeMetadataResponseBroker(reader, version));
  const clusterId = version >= 9 ? reader.compactNullableString() : version >= 2 ? reader.nullableString() : null;
  const controllerId = version >= 1 ? reader.int32() : -1;
  const topicsLength = version >= 9 ? reader.compactListLength() : reader.listLength();
  const topics: MetadataResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeMetadataResponseTopic(reader, version));
  const clusterAuthorizedOperations = version >= 11 ? -2147483648 : version >= 8 ? reader.int32() : -2147483648;
  const errorCode = version >= 13 ? reader.int16() : 0;
  if (version >= 9) reader.skipTaggedFields();
  return { throttleTimeMs, brokers, clusterId, controllerId, topics, clusterAuthorizedOperations, errorCode };
}

function encodeMetadataResponse(writer: Writer, message: MetadataResponse, version: number): void {
  if (version >= 3) writer.int32(message.throttleTimeMs);
  if (version >= 9) writer.compactListLength(message.brokers.length); else writer.listLength(message.brokers.length);
  for (const element of message.brokers) encodeMetadataResponseBroker(writer, element, version);
  if (version >= 9) writer.compactNullableString(message.clusterId); else if (version >= 2) writer.nullableString(message.clusterId);
  if (version >= 1) writer.int32(message.controllerId);
  if (version >= 9) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeMetadataResponseTopic(writer, element, version);
  if (version >= 8 && version < 11) writer.int32(message.clusterAuthorizedOperations);
  if (version >= 13) writer.int16(message.errorCode);
  if (version >= 9) writer.uvarint(0);
}

export const MetadataApi: Api<MetadataRequest, MetadataResponse> = {
  key: 3,
  name: 'Metadata',
  versions: [0, 13],
  flexibleFrom: 9,
  decodeRequest: decodeMetadataRequest,
  encodeRequest: encodeMetadataRequest,
  decodeResponse: decodeMetadataResponse,
  encodeResponse: encodeMetadataResponse,
};
