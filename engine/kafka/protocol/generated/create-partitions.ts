// Generated from declarations/create-partitions.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface CreatePartitionsRequestAssignment {
  brokerIds: number[];
}

function decodeCreatePartitionsRequestAssignment(reader: Reader, version: number): CreatePartitionsRequestAssignment {
  const brokerIdsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const brokerIds: number[] = [];
  for (let index = 0; index < brokerIdsLength; index++) brokerIds.push(reader.int32());
  if (version >= 2) reader.skipTaggedFields();
  return { brokerIds };
}

function encodeCreatePartitionsRequestAssignment(writer: Writer, message: CreatePartitionsRequestAssignment, version: number): void {
  if (version >= 2) writer.compactListLength(message.brokerIds.length); else writer.listLength(message.brokerIds.length);
  for (const element of message.brokerIds) writer.int32(element);
  if (version >= 2) writer.uvarint(0);
}

export interface CreatePartitionsRequestTopic {
  name: string;
  count: number;
  assignments: CreatePartitionsRequestAssignment[] | null;
}

function decodeCreatePartitionsRequestTopic(reader: Reader, version: number): CreatePartitionsRequestTopic {
  const name = version >= 2 ? reader.compactString() : reader.string();
  const count = reader.int32();
  const assignmentsLength = version >= 2 ? reader.compactNullableListLength() : reader.nullableListLength();
  let assignments: CreatePartitionsRequestAssignment[] | null = null;
  if (assignmentsLength >= 0) {
    assignments = [];
    for (let index = 0; index < assignmentsLength; index++) assignments.push(decodeCreatePartitionsRequestAssignment(reader, version));
  }
  if (version >= 2) reader.skipTaggedFields();
  return { name, count, assignments };
}

function encodeCreatePartitionsRequestTopic(writer: Writer, message: CreatePartitionsRequestTopic, version: number): void {
  if (version >= 2) writer.compactString(message.name); else writer.string(message.name);
  writer.int32(message.count);
  if (version >= 2) writer.compactListLength(message.assignments?.length ?? -1); else writer.listLength(message.assignments?.length ?? -1);
  for (const element of message.assignments ?? []) encodeCreatePartitionsRequestAssignment(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export interface CreatePartitionsRequest {
  topics: CreatePartitionsRequestTopic[];
  timeoutMs: number;
  validateOnly: boolean;
}

function decodeCreatePartitionsRequest(reader: Reader, version: number): CreatePartitionsRequest {
  const topicsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const topics: CreatePartitionsRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeCreatePartitionsRequestTopic(reader, version));
  const timeoutMs = reader.int32();
  const validateOnly = reader.bool();
  if (version >= 2) reader.skipTaggedFields();
  return { topics, timeoutMs, validateOnly };
}

function encodeCreatePartitionsRequest(writer: Writer, message: CreatePartitionsRequest, version: number): void {
  if (version >= 2) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeCreatePartitionsRequestTopic(writer, element, version);
  writer.int32(message.timeoutMs);
  writer.bool(message.validateOnly);
  if (version >= 2) writer.uvarint(0);
}

export interface CreatePartitionsResponseResult {
  name: string;
  errorCode: number;
  errorMessage: string | null;
}

function decodeCreatePartitionsResponseResult(reader: Reader, version: number): CreatePartitionsResponseResult {
  const name = version >= 2 ? reader.compactString() : reader.string();
  const errorCode = reader.int16();
  const errorMessage = version >= 2 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 2) reader.skipTaggedFields();
  return { name, errorCode, errorMessage };
}

function encodeCreatePartitionsResponseResult(writer: Writer, message: CreatePartitionsResponseResult, version: number): void {
  if (version >= 2) writer.compactString(message.name); else writer.string(message.name);
  writer.int16(message.errorCode);
  if (version >= 2) writer.compactNullableString(message.errorMessage); else writer.nullableString(message.errorMessage);
  if (version >= 2) writer.uvarint(0);
}

export interface CreatePartitionsResponse {
  throttleTimeMs: number;
  results: CreatePartitionsResponseResult[];
}

function decodeCreatePartitionsResponse(reader: Reader, version: number): CreatePartitionsResponse {
  const throttleTimeMs = reader.int32();
  const resultsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const results: CreatePartitionsResponseResult[] = [];
  for (let index = 0; index < resultsLength; index++) results.push(decodeCreatePartitionsResponseResult(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { throttleTimeMs, results };
}

function encodeCreatePartitionsResponse(writer: Writer, message: CreatePartitionsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 2) writer.compactListLength(message.results.length); else writer.listLength(message.results.length);
  for (const element of message.results) encodeCreatePartitionsResponseResult(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export const CreatePartitionsApi: Api<CreatePartitionsRequest, CreatePartitionsResponse> = {
  key: 37,
  name: 'CreatePartitions',
  versions: [0, 3],
  flexibleFrom: 2,
  decodeRequest: decodeCreatePartitionsRequest,
  encodeRequest: encodeCreatePartitionsRequest,
  decodeResponse: decodeCreatePartitionsResponse,
  encodeResponse: encodeCreatePartitionsResponse,
};
