// Generated from declarations/create-topics.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import { type Reader, ZERO_UUID } from '../reader.ts';
import { Writer } from '../writer.ts';

export interface CreateTopicsRequestAssignment {
  partitionIndex: number;
  brokerIds: number[];
}

function decodeCreateTopicsRequestAssignment(reader: Reader, version: number): CreateTopicsRequestAssignment {
  const partitionIndex = reader.int32();
  const brokerIdsLength = version >= 5 ? reader.compactListLength() : reader.listLength();
  const brokerIds: number[] = [];
  for (let index = 0; index < brokerIdsLength; index++) brokerIds.push(reader.int32());
  if (version >= 5) reader.skipTaggedFields();
  return { partitionIndex, brokerIds };
}

function encodeCreateTopicsRequestAssignment(writer: Writer, message: CreateTopicsRequestAssignment, version: number): void {
  writer.int32(message.partitionIndex);
  if (version >= 5) writer.compactListLength(message.brokerIds.length); else writer.listLength(message.brokerIds.length);
  for (const element of message.brokerIds) writer.int32(element);
  if (version >= 5) writer.uvarint(0);
}

export interface CreateTopicsRequestConfig {
  name: string;
  value: string | null;
}

function decodeCreateTopicsRequestConfig(reader: Reader, version: number): CreateTopicsRequestConfig {
  const name = version >= 5 ? reader.compactString() : reader.string();
  const value = version >= 5 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 5) reader.skipTaggedFields();
  return { name, value };
}

function encodeCreateTopicsRequestConfig(writer: Writer, message: CreateTopicsRequestConfig, version: number): void {
  if (version >= 5) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 5) writer.compactNullableString(message.value); else writer.nullableString(message.value);
  if (version >= 5) writer.uvarint(0);
}

export interface CreateTopicsRequestTopic {
  name: string;
  numPartitions: number;
  replicationFactor: number;
  assignments: CreateTopicsRequestAssignment[];
  configs: CreateTopicsRequestConfig[];
}

function decodeCreateTopicsRequestTopic(reader: Reader, version: number): CreateTopicsRequestTopic {
  const name = version >= 5 ? reader.compactString() : reader.string();
  const numPartitions = reader.int32();
  const replicationFactor = reader.int16();
  const assignmentsLength = version >= 5 ? reader.compactListLength() : reader.listLength();
  const assignments: CreateTopicsRequestAssignment[] = [];
  for (let index = 0; index < assignmentsLength; index++) assignments.push(decodeCreateTopicsRequestAssignment(reader, version));
  const configsLength = version >= 5 ? reader.compactListLength() : reader.listLength();
  const configs: CreateTopicsRequestConfig[] = [];
  for (let index = 0; index < configsLength; index++) configs.push(decodeCreateTopicsRequestConfig(reader, version));
  if (version >= 5) reader.skipTaggedFields();
  return { name, numPartitions, replicationFactor, assignments, configs };
}

function encodeCreateTopicsRequestTopic(writer: Writer, message: CreateTopicsRequestTopic, version: number): void {
  if (version >= 5) writer.compactString(message.name); else writer.string(message.name);
  writer.int32(message.numPartitions);
  writer.int16(message.replicationFactor);
  if (version >= 5) writer.compactListLength(message.assignments.length); else writer.listLength(message.assignments.length);
  for (const element of message.assignments) encodeCreateTopicsRequestAssignment(writer, element, version);
  if (version >= 5) writer.compactListLength(message.configs.length); else writer.listLength(message.configs.length);
  for (const element of message.configs) encodeCreateTopicsRequestConfig(writer, element, version);
  if (version >= 5) writer.uvarint(0);
}

export interface CreateTopicsRequest {
  topics: CreateTopicsRequestTopic[];
  timeoutMs: number;
  validateOnly: boolean;
}

function decodeCreateTopicsRequest(reader: Reader, version: number): CreateTopicsRequest {
  const topicsLength = version >= 5 ? reader.compactListLength() : reader.listLength();
  const topics: CreateTopicsRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeCreateTopicsRequestTopic(reader, version));
  const timeoutMs = reader.int32();
  const validateOnly = reader.bool();
  if (version >= 5) reader.skipTaggedFields();
  return { topics, timeoutMs, validateOnly };
}

function encodeCreateTopicsRequest(writer: Writer, message: CreateTopicsRequest, version: number): void {
  if (version >= 5) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeCreateTopicsRequestTopic(writer, element, version);
  writer.int32(message.timeoutMs);
  writer.bool(message.validateOnly);
  if (version >= 5) writer.uvarint(0);
}

export interface CreateTopicsResponseConfig {
  name: string;
  value: string | null;
  readOnly: boolean;
  configSource: number;
  isSensitive: boolean;
}

function decodeCreateTopicsResponseConfig(reader: Reader, version: number): CreateTopicsResponseConfig {
  const name = version >= 5 ? reader.compactString() : reader.string();
  const value = version >= 5 ? reader.compactNullableString() : reader.nullableString();
  const readOnly = reader.bool();
  const configSource = reader.int8();
  const isSensitive = reader.bool();
  if (version >= 5) reader.skipTaggedFields();
  return { name, value, readOnly, configSource, isSensitive };
}

function encodeCreateTopicsResponseConfig(writer: Writer, message: CreateTopicsResponseConfig, version: number): void {
  if (version >= 5) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 5) writer.compactNullableString(message.value); else writer.nullableString(message.value);
  writer.bool(message.readOnly);
  writer.int8(message.configSource);
  writer.bool(message.isSensitive);
  if (version >= 5) writer.uvarint(0);
}

export interface CreateTopicsResponseTopic {
  name: string;
  topicId: string;
  errorCode: number;
  errorMessage: string | null;
  topicConfigErrorCode: number;
  numPartitions: number;
  replicationFactor: number;
  configs: CreateTopicsResponseConfig[] | null;
}

function decodeCreateTopicsResponseTopic(reader: Reader, version: number): CreateTopicsResponseTopic {
  const name = version >= 5 ? reader.compactString() : reader.string();
  const topicId = version >= 7 ? reader.uuid() : ZERO_UUID;
  const errorCode = reader.int16();
  const errorMessage = version >= 5 ? reader.compactNullableString() : reader.nullableString();
  const numPartitions = version >= 5 ? reader.int32() : -1;
  const replicationFactor = version >= 5 ? reader.int16() : -1;
  const configsLength = version >= 5 ? reader.compactNullableListLength() : -1;
  let configs: CreateTopicsResponseConfig[] | null = null;
  if (configsLength >= 0) {
    configs = [];
    for (let index = 0; index < configsLength; index++) configs.push(decodeCreateTopicsResponseConfig(reader, version));
  }
  let topicConfigErrorCode: number = 0;
  if (version >= 5) {
    for (let count = reader.uvarint(); count > 0; count--) {
      const tag = reader.uvarint();
      const size = reader.uvarint();
      const end = reader.position + size;
      if (tag === 0) {
        topicConfigErrorCode = reader.int16();
      } else {
        reader.skip(size);
      }
      reader.expectPosition(end);
    }
  }
  return { name, topicId, errorCode, errorMessage, topicConfigErrorCode, numPartitions, replicationFactor, configs };
}

function encodeCreateTopicsResponseTopic(writer: Writer, message: CreateTopicsResponseTopic, version: number): void {
  if (version >= 5) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 7) writer.uuid(message.topicId);
  writer.int16(message.errorCode);
  if (version >= 5) writer.compactNullableString(message.errorMessage); else writer.nullableString(message.errorMessage);
  if (version >= 5) writer.int32(message.numPartitions);
  if (version >= 5) writer.int16(message.replicationFactor);
  if (version >= 5) writer.compactListLength(message.configs?.length ?? -1);
  if (version >= 5) for (const element of message.configs ?? []) encodeCreateTopicsResponseConfig(writer, element, version);
  if (version >= 5) {
    const hasTopicConfigErrorCode = message.topicConfigErrorCode !== 0;
    writer.uvarint((hasTopicConfigErrorCode ? 1 : 0));
    if (hasTopicConfigErrorCode) { const body = new Writer(); body.int16(message.topicConfigErrorCode); writer.tagged(0, body); }
  }
}

export interface CreateTopicsResponse {
  throttleTimeMs: number;
  topics: CreateTopicsResponseTopic[];
}

function decodeCreateTopicsResponse(reader: Reader, version: number): CreateTopicsResponse {
  const throttleTimeMs = reader.int32();
  const topicsLength = version >= 5 ? reader.compactListLength() : reader.listLength();
  const topics: CreateTopicsResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeCreateTopicsResponseTopic(reader, version));
  if (version >= 5) reader.skipTaggedFields();
  return { throttleTimeMs, topics };
}

function encodeCreateTopicsResponse(writer: Writer, message: CreateTopicsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 5) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeCreateTopicsResponseTopic(writer, element, version);
  if (version >= 5) writer.uvarint(0);
}

export const CreateTopicsApi: Api<CreateTopicsRequest, CreateTopicsResponse> = {
  key: 19,
  name: 'CreateTopics',
  versions: [2, 7],
  flexibleFrom: 5,
  decodeRequest: decodeCreateTopicsRequest,
  encodeRequest: encodeCreateTopicsRequest,
  decodeResponse: decodeCreateTopicsResponse,
  encodeResponse: encodeCreateTopicsResponse,
};
