// Generated from declarations/consumer-group-describe.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface ConsumerGroupDescribeRequest {
  groupIds: string[];
  includeAuthorizedOperations: boolean;
}

function decodeConsumerGroupDescribeRequest(reader: Reader, version: number): ConsumerGroupDescribeRequest {
  const groupIdsLength = reader.compactListLength();
  const groupIds: string[] = [];
  for (let index = 0; index < groupIdsLength; index++) groupIds.push(reader.compactString());
  const includeAuthorizedOperations = reader.bool();
  reader.skipTaggedFields();
  return { groupIds, includeAuthorizedOperations };
}

function encodeConsumerGroupDescribeRequest(writer: Writer, message: ConsumerGroupDescribeRequest, version: number): void {
  writer.compactListLength(message.groupIds.length);
  for (const element of message.groupIds) writer.compactString(element);
  writer.bool(message.includeAuthorizedOperations);
  writer.uvarint(0);
}

export interface ConsumerGroupDescribeResponseTopicPartitions {
  topicId: string;
  topicName: string;
  partitions: number[];
}

function decodeConsumerGroupDescribeResponseTopicPartitions(reader: Reader, version: number): ConsumerGroupDescribeResponseTopicPartitions {
  const topicId = reader.uuid();
  const topicName = reader.compactString();
  const partitionsLength = reader.compactListLength();
  const partitions: number[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(reader.int32());
  reader.skipTaggedFields();
  return { topicId, topicName, partitions };
}

function encodeConsumerGroupDescribeResponseTopicPartitions(writer: Writer, message: ConsumerGroupDescribeResponseTopicPartitions, version: number): void {
  writer.uuid(message.topicId);
  writer.compactString(message.topicName);
  writer.compactListLength(message.partitions.length);
  for (const element of message.partitions) writer.int32(element);
  writer.uvarint(0);
}

export interface ConsumerGroupDescribeResponseAssignment {
  topicPartitions: ConsumerGroupDescribeResponseTopicPartitions[];
}

function decodeConsumerGroupDescribeResponseAssignment(reader: Reader, version: number): ConsumerGroupDescribeResponseAssignment {
  const topicPartitionsLength = reader.compactListLength();
  const topicPartitions: ConsumerGroupDescribeResponseTopicPartitions[] = [];
  for (let index = 0; index < topicPartitionsLength; index++) topicPartitions.push(decodeConsumerGroupDescribeResponseTopicPartitions(reader, version));
  reader.skipTaggedFields();
  return { topicPartitions };
}

function encodeConsumerGroupDescribeResponseAssignment(writer: Writer, message: ConsumerGroupDescribeResponseAssignment, version: number): void {
  writer.compactListLength(message.topicPartitions.length);
  for (const element of message.topicPartitions) encodeConsumerGroupDescribeResponseTopicPartitions(writer, element, version);
  writer.uvarint(0);
}

export interface ConsumerGroupDescribeResponseTargetPartitions {
  topicId: string;
  topicName: string;
  partitions: number[];
}

function decodeConsumerGroupDescribeResponseTargetPartitions(reader: Reader, version: number): ConsumerGroupDescribeResponseTargetPartitions {
  const topicId = reader.uuid();
  const topicName = reader.compactString();
  const partitionsLength = reader.compactListLength();
  const partitions: number[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(reader.int32());
  reader.skipTaggedFields();
  return { topicId, topicName, partitions };
}

function encodeConsumerGroupDescribeResponseTargetPartitions(writer: Writer, message: ConsumerGroupDescribeResponseTargetPartitions, version: number): void {
  writer.uuid(message.topicId);
  writer.compactString(message.topicName);
  writer.compactListLength(message.partitions.length);
  for (const element of message.partitions) writer.int32(element);
  writer.uvarint(0);
}

export interface ConsumerGroupDescribeResponseTargetAssignment {
  topicPartitions: ConsumerGroupDescribeResponseTargetPartitions[];
}

function decodeConsumerGroupDescribeResponseTargetAssignment(reader: Reader, version: number): ConsumerGroupDescribeResponseTargetAssignment {
  const topicPartitionsLength = reader.compactListLength();
  const topicPartitions: ConsumerGroupDescribeResponseTargetPartitions[] = [];
  for (let index = 0; index < topicPartitionsLength; index++) topicPartitions.push(decodeConsumerGroupDescribeResponseTargetPartitions(reader, version));
  reader.skipTaggedFields();
  return { topicPartitions };
}

function encodeConsumerGroupDescribeResponseTargetAssignment(writer: Writer, message: ConsumerGroupDescribeResponseTargetAssignment, version: number): void {
  writer.compactListLength(message.topicPartitions.length);
  for (const element of message.topicPartitions) encodeConsumerGroupDescribeResponseTargetPartitions(writer, element, version);
  writer.uvarint(0);
}

export interface ConsumerGroupDescribeResponseMember {
  memberId: string;
  instanceId: string | null;
  rackId: string | null;
  memberEpoch: number;
  clientId: string;
  clientHost: string;
  subscribedTopicNames: string[];
  subscribedTopicRegex: string | null;
  assignment: ConsumerGroupDescribeResponseAssignment;
  targetAssignment: ConsumerGroupDescribeResponseTargetAssignment;
  memberType: number;
}

function decodeConsumerGroupDescribeResponseMember(reader: Reader, version: number): ConsumerGroupDescribeResponseMember {
  const memberId = reader.compactString();
  const instanceId = reader.compactNullableString();
  const rackId = reader.compactNullableString();
  const memberEpoch = reader.int32();
  const clientId = reader.compactString();
  const clientHost = reader.compactString();
  const subscribedTopicNamesLength = reader.compactListLength();
  const subscribedTopicNames: string[] = [];
  for (let index = 0; index < subscribedTopicNamesLength; index++) subscribedTopicNames.push(reader.compactString());
  const subscribedTopicRegex = reader.compactNullableString();
  const assignment = decodeConsumerGroupDescribeResponseAssignment(reader, version);
  const targetAssignment = decodeConsumerGroupDescribeResponseTargetAssignment(reader, version);
  const memberType = version >= 1 ? reader.int8() : -1;
  reader.skipTaggedFields();
  return { memberId, instanceId, rackId, memberEpoch, clientId, clientHost, subscribedTopicNames, subscribedTopicRegex, assignment, targetAssignment, memberType };
}

function encodeConsumerGroupDescribeResponseMember(writer: Writer, message: ConsumerGroupDescribeResponseMember, version: number): void {
  writer.compactString(message.memberId);
  writer.compactNullableString(message.instanceId);
  writer.compactNullableString(message.rackId);
  writer.int32(message.memberEpoch);
  writer.compactString(message.clientId);
  writer.compactString(message.clientHost);
  writer.compactListLength(message.subscribedTopicNames.length);
  for (const element of message.subscribedTopicNames) writer.compactString(element);
  writer.compactNullableString(message.subscribedTopicRegex);
  encodeConsumerGroupDescribeResponseAssignment(writer, message.assignment, version);
  encodeConsumerGroupDescribeResponseTargetAssignment(writer, message.targetAssignment, version);
  if (version >= 1) writer.int8(message.memberType);
  writer.uvarint(0);
}

export interface ConsumerGroupDescribeResponseGroup {
  errorCode: number;
  errorMessage: string | null;
  groupId: string;
  groupState: string;
  groupEpoch: number;
  assignmentEpoch: number;
  assignorName: string;
  members: ConsumerGroupDescribeResponseMember[];
  authorizedOperations: number;
}

function decodeConsumerGroupDescribeResponseGroup(reader: Reader, version: number): ConsumerGroupDescribeResponseGroup {
  const errorCode = reader.int16();
  const errorMessage = reader.compactNullableString();
  const groupId = reader.compactString();
  const groupState = reader.compactString();
  const groupEpoch = reader.int32();
  const assignmentEpoch = reader.int32();
  const assignorName = reader.compactString();
  const membersLength = reader.compactListLength();
  const members: ConsumerGroupDescribeResponseMember[] = [];
  for (let index = 0; index < membersLength; index++) members.push(decodeConsumerGroupDescribeResponseMember(reader, version));
  const authorizedOperations = reader.int32();
  reader.skipTaggedFields();
  return { errorCode, errorMessage, groupId, groupState, groupEpoch, assignmentEpoch, assignorName, members, authorizedOperations };
}

function encodeConsumerGroupDescribeResponseGroup(writer: Writer, message: ConsumerGroupDescribeResponseGroup, version: number): void {
  writer.int16(message.errorCode);
  writer.compactNullableString(message.errorMessage);
  writer.compactString(message.groupId);
  writer.compactString(message.groupState);
  writer.int32(message.groupEpoch);
  writer.int32(message.assignmentEpoch);
  writer.compactString(message.assignorName);
  writer.compactListLength(message.members.length);
  for (const element of message.members) encodeConsumerGroupDescribeResponseMember(writer, element, version);
  writer.int32(message.authorizedOperations);
  writer.uvarint(0);
}

export interface ConsumerGroupDescribeResponse {
  throttleTimeMs: number;
  groups: ConsumerGroupDescribeResponseGroup[];
}

function decodeConsumerGroupDescribeResponse(reader: Reader, version: number): ConsumerGroupDescribeResponse {
  const throttleTimeMs = reader.int32();
  const groupsLength = reader.compactListLength();
  const groups: ConsumerGroupDescribeResponseGroup[] = [];
  for (let index = 0; index < groupsLength; index++) groups.push(decodeConsumerGroupDescribeResponseGroup(reader, version));
  reader.skipTaggedFields();
  return { throttleTimeMs, groups };
}

function encodeConsumerGroupDescribeResponse(writer: Writer, message: ConsumerGroupDescribeResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.compactListLength(message.groups.length);
  for (const element of message.groups) encodeConsumerGroupDescribeResponseGroup(writer, element, version);
  writer.uvarint(0);
}

export const ConsumerGroupDescribeApi: Api<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse> = {
  key: 69,
  name: 'ConsumerGroupDescribe',
  versions: [0, 1],
  flexibleFrom: 0,
  decodeRequest: decodeConsumerGroupDescribeRequest,
  encodeRequest: encodeConsumerGroupDescribeRequest,
  decodeResponse: decodeConsumerGroupDescribeResponse,
  encodeResponse: encodeConsumerGroupDescribeResponse,
};
