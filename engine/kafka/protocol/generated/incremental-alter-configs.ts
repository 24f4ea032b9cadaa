// Generated from declarations/incremental-alter-configs.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface IncrementalAlterConfigsRequestConfig {
  name: string;
  configOperation: number;
  value: string | null;
}

function decodeIncrementalAlterConfigsRequestConfig(reader: Reader, version: number): IncrementalAlterConfigsRequestConfig {
  const name = version >= 1 ? reader.compactString() : reader.string();
  const configOperation = reader.int8();
  const value = version >= 1 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 1) reader.skipTaggedFields();
  return { name, configOperation, value };
}

function encodeIncrementalAlterConfigsRequestConfig(writer: Writer, message: IncrementalAlterConfigsRequestConfig, version: number): void {
  if (version >= 1) writer.compactString(message.name); else writer.string(message.name);
  writer.int8(message.configOperation);
  if (version >= 1) writer.compactNullableString(message.value); else writer.nullableString(message.value);
  if (version >= 1) writer.uvarint(0);
}

export interface IncrementalAlterConfigsRequestResource {
  resourceType: number;
  resourceName: string;
  configs: IncrementalAlterConfigsRequestConfig[];
}

function decodeIncrementalAlterConfigsRequestResource(reader: Reader, version: number): IncrementalAlterConfigsRequestResource {
  const resourceType = reader.int8();
  const resourceName = version >= 1 ? reader.compactString() : reader.string();
  const configsLength = version >= 1 ? reader.compactListLength() : reader.listLength();
  const configs: IncrementalAlterConfigsRequestConfig[] = [];
  for (let index = 0; index < configsLength; index++) configs.push(decodeIncrementalAlterConfigsRequestConfig(reader, version));
  if (version >= 1) reader.skipTaggedFields();
  return { resourceType, resourceName, configs };
}

function encodeIncrementalAlterConfigsRequestResource(writer: Writer, message: IncrementalAlterConfigsRequestResource, version: number): void {
  writer.int8(message.resourceType);
  if (version >= 1) writer.compactString(message.resourceName); else writer.string(message.resourceName);
  if (version >= 1) writer.compactListLength(message.configs.length); else writer.listLength(message.configs.length);
  for (const element of message.configs) encodeIncrementalAlterConfigsRequestConfig(writer, element, version);
  if (version >= 1) writer.uvarint(0);
}

export interface IncrementalAlterConfigsRequest {
  resources: IncrementalAlterConfigsRequestResource[];
  validateOnly: boolean;
}

function decodeIncrementalAlterConfigsRequest(reader: Reader, version: number): IncrementalAlterConfigsRequest {
  const resourcesLength = version >= 1 ? reader.compactListLength() : reader.listLength();
  const resources: IncrementalAlterConfigsRequestResource[] = [];
  for (let index = 0; index < resourcesLength; index++) resources.push(decodeIncrementalAlterConfigsRequestResource(reader, version));
  const validateOnly = reader.bool();
  if (version >= 1) reader.skipTaggedFields();
  return { resources, validateOnly };
}

function encodeIncrementalAlterConfigsRequest(writer: Writer, message: IncrementalAlterConfigsRequest, version: number): void {
  if (version >= 1) writer.compactListLength(message.resources.length); else writer.listLength(message.resources.length);
  for (const element of message.resources) encodeIncrementalAlterConfigsRequestResource(writer, element, version);
  writer.bool(message.validateOnly);
  if (version >= 1) writer.uvarint(0);
}

export interface IncrementalAlterConfigsResponseResult {
  errorCode: number;
  errorMessage: string | null;
  resourceType: number;
  resourceName: string;
}

function decodeIncrementalAlterConfigsResponseResult(reader: Reader, version: number): IncrementalAlterConfigsResponseResult {
  const errorCode = reader.int16();
  const errorMessage = version >= 1 ? reader.compactNullableString() : reader.nullableString();
  const resourceType = reader.int8();
  const resourceName = version >= 1 ? reader.compactString() : reader.string();
  if (version >= 1) reader.skipTaggedFields();
  return { errorCode, errorMessage, resourceType, resourceName };
}

function encodeIncrementalAlterConfigsResponseResult(writer: Writer, message: IncrementalAlterConfigsResponseResult, version: number): void {
  writer.int16(message.errorCode);
  if (version >= 1) writer.compactNullableString(message.errorMessage); else writer.nullableString(message.errorMessage);
  writer.int8(message.resourceType);
  if (version >= 1) writer.compactString(message.resourceName); else writer.string(message.resourceName);
  if (version >= 1) writer.uvarint(0);
}

export interface IncrementalAlterConfigsResponse {
  throttleTimeMs: number;
  responses: IncrementalAlterConfigsResponseResult[];
}

function decodeIncrementalAlterConfigsResponse(reader: Reader, version: number): IncrementalAlterConfigsResponse {
  const throttleTimeMs = reader.int32();
  const responsesLength = version >= 1 ? reader.compactListLength() : reader.listLength();
  const responses: IncrementalAlterConfigsResponseResult[] = [];
  for (let index = 0; index < responsesLength; index++) responses.push(decodeIncrementalAlterConfigsResponseResult(reader, version));
  if (version >= 1) reader.skipTaggedFields();
  return { throttleTimeMs, responses };
}

function encodeIncrementalAlterConfigsResponse(writer: Writer, message: IncrementalAlterConfigsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 1) writer.compactListLength(message.responses.length); else writer.listLength(message.responses.length);
  for (const element of message.responses) encodeIncrementalAlterConfigsResponseResult(writer, element, version);
  if (version >= 1) writer.uvarint(0);
}

export const IncrementalAlterConfigsApi: Api<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse> = {
  key: 44,
  name: 'IncrementalAlterConfigs',
  versions: [0, 1],
  flexibleFrom: 1,
  decodeRequest: decodeIncrementalAlterConfigsRequest,
  encodeRequest: encodeIncrementalAlterConfigsRequest,
  decodeResponse: decodeIncrementalAlterConfigsResponse,
  encodeResponse: encodeIncrementalAlterConfigsResponse,
};
