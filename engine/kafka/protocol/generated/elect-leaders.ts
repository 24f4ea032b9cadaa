// Generated from declarations/elect-leaders.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface ElectLeadersRequestTopic {
  topic: string;
  partitions: number[];
}

function decodeElectLeadersRequestTopic(reader: Reader, version: number): ElectLeadersRequestTopic {
  const topic = version >= 2 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const partitions: number[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(reader.int32());
  if (version >= 2) reader.skipTaggedFields();
  return { topic, partitions };
}

function encodeElectLeadersRequestTopic(writer: Writer, message: ElectLeadersRequestTopic, version: number): void {
  if (version >= 2) writer.compactString(message.topic); else writer.string(message.topic);
  if (version >= 2) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) writer.int32(element);
  if (version >= 2) writer.uvarint(0);
}

export interface ElectLeadersRequest {
  electionType: number;
  topicPartitions: ElectLeadersRequestTopic[] | null;
  timeoutMs: number;
}

function decodeElectLeadersRequest(reader: Reader, version: number): ElectLeadersRequest {
  const electionType = version >= 1 ? reader.int8() : 0;
  const topicPartitionsLength = version >= 2 ? reader.compactNullableListLength() : reader.nullableListLength();
  let topicPartitions: ElectLeadersRequestTopic[] | null = null;
  if (topicPartitionsLength >= 0) {
    topicPartitions = [];
    for (let index = 0; index < topicPartitionsLength; index++) topicPartitions.push(decodeElectLeadersRequestTopic(reader, version));
  }
  const timeoutMs = reader.int32();
  if (version >= 2) reader.skipTaggedFields();
  return { electionType, topicPartitions, timeoutMs };
}

function encodeElectLeadersRequest(writer: Writer, message: ElectLeadersRequest, version: number): void {
  if (version >= 1) writer.int8(message.electionType);
  if (version >= 2) writer.compactListLength(message.topicPartitions?.length ?? -1); else writer.listLength(message.topicPartitions?.length ?? -1);
  for (const element of message.topicPartitions ?? []) encodeElectLeadersRequestTopic(writer, element, version);
  writer.int32(message.timeoutMs);
  if (version >= 2) writer.uvarint(0);
}

export interface ElectLeadersResponsePartition {
  partitionId: number;
  errorCode: number;
  errorMessage: string | null;
}

function decodeElectLeadersResponsePartition(reader: Reader, version: number): ElectLeadersResponsePartition {
  const partitionId = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = version >= 2 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 2) reader.skipTaggedFields();
  return { partitionId, errorCode, errorMessage };
}

function encodeElectLeadersResponsePartition(writer: Writer, message: ElectLeadersResponsePartition, version: number): void {
  writer.int32(message.partitionId);
  writer.int16(message.errorCode);
  if (version >= 2) writer.compactNullableString(message.errorMessage); else writer.nullableString(message.errorMessage);
  if (version >= 2) writer.uvarint(0);
}

export interface ElectLeadersResponseResult {
  topic: string;
  partitionResult: ElectLeadersResponsePartition[];
}

function decodeElectLeadersResponseResult(reader: Reader, version: number): ElectLeadersResponseResult {
  const topic = version >= 2 ? reader.compactString() : reader.string();
  const partitionResultLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const partitionResult: ElectLeadersResponsePartition[] = [];
  for (let index = 0; index < partitionResultLength; index++) partitionResult.push(decodeElectLeadersResponsePartition(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { topic, partitionResult };
}

function encodeElectLeadersResponseResult(writer: Writer, message: ElectLeadersResponseResult, version: number): void {
  if (version >= 2) writer.compactString(message.topic); else writer.string(message.topic);
  if (version >= 2) writer.compactListLength(message.partitionResult.length); else writer.listLength(message.partitionResult.length);
  for (const element of message.partitionResult) encodeElectLeadersResponsePartition(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export interface ElectLeadersResponse {
  throttleTimeMs: number;
  errorCode: number;
  replicaElectionResults: ElectLeadersResponseResult[];
}

function decodeElectLeadersResponse(reader: Reader, version: number): ElectLeadersResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = version >= 1 ? reader.int16() : 0;
  const replicaElectionResultsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const replicaElectionResults: ElectLeadersResponseResult[] = [];
  for (let index = 0; index < replicaElectionResultsLength; index++) replicaElectionResults.push(decodeElectLeadersResponseResult(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, replicaElectionResults };
}

function encodeElectLeadersResponse(writer: Writer, message: ElectLeadersResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 1) writer.int16(message.errorCode);
  if (version >= 2) writer.compactListLength(message.replicaElectionResults.length); else writer.listLength(message.replicaElectionResults.length);
  for (const element of message.replicaElectionResults) encodeElectLeadersResponseResult(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export const ElectLeadersApi: Api<ElectLeadersRequest, ElectLeadersResponse> = {
  key: 43,
  name: 'ElectLeaders',
  versions: [0, 2],
  flexibleFrom: 2,
  decodeRequest: decodeElectLeadersRequest,
  encodeRequest: encodeElectLeadersRequest,
  decodeResponse: decodeElectLeadersResponse,
  encodeResponse: encodeElectLeadersResponse,
};
