// Generated from declarations/consumer-group-heartbeat.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface ConsumerGroupHeartbeatRequestTopicPartitions {
  topicId: string;
  partitions: number[];
}

function decodeConsumerGroupHeartbeatRequestTopicPartitions(reader: Reader, version: number): ConsumerGroupHeartbeatRequestTopicPartitions {
  const topicId = reader.uuid();
  const partitionsLength = reader.compactListLength();
  const partitions: number[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(reader.int32());
  reader.skipTaggedFields();
  return { topicId, partitions };
}

function encodeConsumerGroupHeartbeatRequestTopicPartitions(writer: Writer, message: ConsumerGroupHeartbeatRequestTopicPartitions, version: number): void {
  writer.uuid(message.topicId);
  writer.compactListLength(message.partitions.length);
  for (const element of message.partitions) writer.int32(element);
  writer.uvarint(0);
}

export interface ConsumerGroupHeartbeatRequest {
  groupId: string;
  memberId: string;
  memberEpoch: number;
  instanceId: string | null;
  rackId: string | null;
  rebalanceTimeoutMs: number;
  subscribedTopicNames: string[] | null;
  subscribedTopicRegex: string | null;
  serverAssignor: string | null;
  topicPartitions: ConsumerGroupHeartbeatRequestTopicPartitions[] | null;
}

function decodeConsumerGroupHeartbeatRequest(reader: Reader, version: number): ConsumerGroupHeartbeatRequest {
  const groupId = reader.compactString();
  const memberId = reader.compactString();
  const memberEpoch = reader.int32();
  const instanceId = reader.compactNullableString();
  const rackId = reader.compactNullableString();
  const rebalanceTimeoutMs = reader.int32();
  const subscribedTopicNamesLength = reader.compactNullableListLength();
  let subscribedTopicNames: string[] | null = null;
  if (subscribedTopicNamesLength >= 0) {
    subscribedTopicNames = [];
    for (let index = 0; index < subscribedTopicNamesLength; index++) subscribedTopicNames.push(reader.compactString());
  }
  const subscribedTopicRegex = version >= 1 ? reader.compactNullableString() : null;
  const serverAssignor = reader.compactNullableString();
  const topicPartitionsLength = reader.compactNullableListLength();
  let topicPartitions: ConsumerGroupHeartbeatRequestTopicPartitions[] | null = null;
  if (topicPartitionsLength >= 0) {
    topicPartitions = [];
    for (let index = 0; index < topicPartitionsLength; index++) topicPartitions.push(decodeConsumerGroupHeartbeatRequestTopicPartitions(reader, version));
  }
  reader.skipTaggedFields();
  return { groupId, memberId, memberEpoch, instanceId, rackId, rebalanceTimeoutMs, subscribedTopicNames, subscribedTopicRegex, serverAssignor, topicPartitions };
}

function encodeConsumerGroupHeartbeatRequest(writer: Writer, message: ConsumerGroupHeartbeatRequest, version: number): void {
  writer.compactString(message.groupId);
  writer.compactString(message.memberId);
  writer.int32(message.memberEpoch);
  writer.compactNullableString(message.instanceId);
  writer.compactNullableString(message.rackId);
  writer.int32(message.rebalanceTimeoutMs);
  writer.compactListLength(message.subscribedTopicNames?.length ?? -1);
  for (const element of message.subscribedTopicNames ?? []) writer.compactString(element);
  if (version >= 1) writer.compactNullableString(message.subscribedTopicRegex);
  writer.compactNullableString(message.serverAssignor);
  writer.compactListLength(message.topicPartitions?.length ?? -1);
  for (const element of message.topicPartitions ?? []) encodeConsumerGroupHeartbeatRequestTopicPartitions(writer, element, version);
  writer.uvarint(0);
}

export interface ConsumerGroupHeartbeatResponseTopicPartitions {
  topicId: string;
  partitions: number[];
}

function decodeConsumerGroupHeartbeatResponseTopicPartitions(reader: Reader, version: number): ConsumerGroupHeartbeatResponseTopicPartitions {
  const topicId = reader.uuid();
  const partitionsLength = reader.compactListLength();
  const partitions: number[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(reader.int32());
  reader.skipTaggedFields();
  return { topicId, partitions };
}

function encodeConsumerGroupHeartbeatResponseTopicPartitions(writer: Writer, message: ConsumerGroupHeartbeatResponseTopicPartitions, version: number): void {
  writer.uuid(message.topicId);
  writer.compactListLength(message.partitions.length);
  for (const element of message.partitions) writer.int32(element);
  writer.uvarint(0);
}

export interface ConsumerGroupHeartbeatResponseAssignment {
  topicPartitions: ConsumerGroupHeartbeatResponseTopicPartitions[];
}

function decodeConsumerGroupHeartbeatResponseAssignment(reader: Reader, version: number): ConsumerGroupHeartbeatResponseAssignment {
  const topicPartitionsLength = reader.compactListLength();
  const topicPartitions: ConsumerGroupHeartbeatResponseTopicPartitions[] = [];
  for (let index = 0; index < topicPartitionsLength; index++) topicPartitions.push(decodeConsumerGroupHeartbeatResponseTopicPartitions(reader, version));
  reader.skipTaggedFields();
  return { topicPartitions };
}

function encodeConsumerGroupHeartbeatResponseAssignment(writer: Writer, message: ConsumerGroupHeartbeatResponseAssignment, version: number): void {
  writer.compactListLength(message.topicPartitions.length);
  for (const element of message.topicPartitions) encodeConsumerGroupHeartbeatResponseTopicPartitions(writer, element, version);
  writer.uvarint(0);
}

export interface ConsumerGroupHeartbeatResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  memberId: string | null;
  memberEpoch: number;
  heartbeatIntervalMs: number;
  assignment: ConsumerGroupHeartbeatResponseAssignment | null;
}

function decodeConsumerGroupHeartbeatResponse(reader: Reader, version: number): ConsumerGroupHeartbeatResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = reader.compactNullableString();
  const memberId = reader.compactNullableString();
  const memberEpoch = reader.int32();
  const heartbeatIntervalMs = reader.int32();
  const assignment = (reader.int8() < 0 ? null : decodeConsumerGroupHeartbeatResponseAssignment(reader, version));
  reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, errorMessage, memberId, memberEpoch, heartbeatIntervalMs, assignment };
}

function encodeConsumerGroupHeartbeatResponse(writer: Writer, message: ConsumerGroupHeartbeatResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  writer.compactNullableString(message.errorMessage);
  writer.compactNullableString(message.memberId);
  writer.int32(message.memberEpoch);
  writer.int32(message.heartbeatIntervalMs);
  { if (message.assignment === null) writer.int8(-1); else { writer.int8(1); encodeConsumerGroupHeartbeatResponseAssignment(writer, message.assignment, version); } }
  writer.uvarint(0);
}

export const ConsumerGroupHeartbeatApi: Api<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse> = {
  key: 68,
  name: 'ConsumerGroupHeartbeat',
  versions: [0, 1],
  flexibleFrom: 0,
  decodeRequest: decodeConsumerGroupHeartbeatRequest,
  encodeRequest: encodeConsumerGroupHeartbeatRequest,
  decodeResponse: decodeConsumerGroupHeartbeatResponse,
  encodeResponse: encodeConsumerGroupHeartbeatResponse,
};
