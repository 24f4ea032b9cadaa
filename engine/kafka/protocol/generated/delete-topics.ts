// Generated from declarations/delete-topics.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import { type Reader, ZERO_UUID } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface DeleteTopicsRequestTopic {
  name: string | null;
  topicId: string;
}

function decodeDeleteTopicsRequestTopic(reader: Reader, version: number): DeleteTopicsRequestTopic {
  const name = version >= 4 ? reader.compactNullableString() : reader.nullableString();
  const topicId = reader.uuid();
  if (version >= 4) reader.skipTaggedFields();
  return { name, topicId };
}

function encodeDeleteTopicsRequestTopic(writer: Writer, message: DeleteTopicsRequestTopic, version: number): void {
  if (version >= 4) writer.compactNullableString(message.name); else writer.nullableString(message.name);
  writer.uuid(message.topicId);
  if (version >= 4) writer.uvarint(0);
}

export interface DeleteTopicsRequest {
  topics: DeleteTopicsRequestTopic[];
  topicNames: string[];
  timeoutMs: number;
}

function decodeDeleteTopicsRequest(reader: Reader, version: number): DeleteTopicsRequest {
  const topicsLength = version >= 6 ? reader.compactListLength() : 0;
  const topics: DeleteTopicsRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeDeleteTopicsRequestTopic(reader, version));
  const topicNamesLength = version >= 6 ? 0 : version >= 4 ? reader.compactListLength() : reader.listLength();
  const topicNames: string[] = [];
  for (let index = 0; index < topicNamesLength; index++) topicNames.push(version >= 4 ? reader.compactString() : reader.string());
  const timeoutMs = reader.int32();
  if (version >= 4) reader.skipTaggedFields();
  return { topics, topicNames, timeoutMs };
}

function encodeDeleteTopicsRequest(writer: Writer, message: DeleteTopicsRequest, version: number): void {
  if (version >= 6) writer.compactListLength(message.topics.length);
  if (version >= 6) for (const element of message.topics) encodeDeleteTopicsRequestTopic(writer, element, version);
  if (version >= 6) {} else if (version >= 4) writer.compactListLength(message.topicNames.length); else writer.listLength(message.topicNames.length);
  if (version < 6) for (const element of message.topicNames) if (version >= 4) writer.compactString(element); else writer.string(element);
  writer.int32(message.timeoutMs);
  if (version >= 4) writer.uvarint(0);
}

export interface DeleteTopicsResponseResult {
  name: string | null;
  topicId: string;
  errorCode: number;
  errorMessage: string | null;
}

function decodeDeleteTopicsResponseResult(reader: Reader, version: number): DeleteTopicsResponseResult {
  const name = version >= 6 ? reader.compactNullableString() : version >= 4 ? reader.compactString() : reader.string();
  const topicId = version >= 6 ? reader.uuid() : ZERO_UUID;
  const errorCode = reader.int16();
  const errorMessage = version >= 5 ? reader.compactNullableString() : null;
  if (version >= 4) reader.skipTaggedFields();
  return { name, topicId, errorCode, errorMessage };
}

function encodeDeleteTopicsResponseResult(writer: Writer, message: DeleteTopicsResponseResult, version: number): void {
  if (version >= 6) writer.compactNullableString(message.name); else if (version >= 4) writer.compactString(message.name ?? ''); else writer.string(message.name ?? '');
  if (version >= 6) writer.uuid(message.topicId);
  writer.int16(message.errorCode);
  if (version >= 5) writer.compactNullableString(message.errorMessage);
  if (version >= 4) writer.uvarint(0);
}

export interface DeleteTopicsResponse {
  throttleTimeMs: number;
  responses: DeleteTopicsResponseResult[];
}

function decodeDeleteTopicsResponse(reader: Reader, version: number): DeleteTopicsResponse {
  const throttleTimeMs = reader.int32();
  const responsesLength = version >= 4 ? reader.compactListLength() : reader.listLength();
  const responses: DeleteTopicsResponseResult[] = [];
  for (let index = 0; index < responsesLength; index++) responses.push(decodeDeleteTopicsResponseResult(reader, version));
  if (version >= 4) reader.skipTaggedFields();
  return { throttleTimeMs, responses };
}

function encodeDeleteTopicsResponse(writer: Writer, message: DeleteTopicsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 4) writer.compactListLength(message.responses.length); else writer.listLength(message.responses.length);
  for (const element of message.responses) encodeDeleteTopicsResponseResult(writer, element, version);
  if (version >= 4) writer.uvarint(0);
}

export const DeleteTopicsApi: Api<DeleteTopicsRequest, DeleteTopicsResponse> = {
  key: 20,
  name: 'DeleteTopics',
  versions: [1, 6],
  flexibleFrom: 4,
  decodeRequest: decodeDeleteTopicsRequest,
  encodeRequest: encodeDeleteTopicsRequest,
  decodeResponse: decodeDeleteTopicsResponse,
  encodeResponse: encodeDeleteTopicsResponse,
};
