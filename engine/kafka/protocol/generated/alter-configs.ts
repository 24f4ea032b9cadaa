// Generated from declarations/alter-configs.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface AlterConfigsRequestConfig {
  name: string;
  value: string | null;
}

function decodeAlterConfigsRequestConfig(reader: Reader, version: number): AlterConfigsRequestConfig {
  const name = version >= 2 ? reader.compactString() : reader.string();
  const value = version >= 2 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 2) reader.skipTaggedFields();
  return { name, value };
}

function encodeAlterConfigsRequestConfig(writer: Writer, message: AlterConfigsRequestConfig, version: number): void {
  if (version >= 2) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 2) writer.compactNullableString(message.value); else writer.nullableString(message.value);
  if (version >= 2) writer.uvarint(0);
}

export interface AlterConfigsRequestResource {
  resourceType: number;
  resourceName: string;
  configs: AlterConfigsRequestConfig[];
}

function decodeAlterConfigsRequestResource(reader: Reader, version: number): AlterConfigsRequestResource {
  const resourceType = reader.int8();
  const resourceName = version >= 2 ? reader.compactString() : reader.string();
  const configsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const configs: AlterConfigsRequestConfig[] = [];
  for (let index = 0; index < configsLength; index++) configs.push(decodeAlterConfigsRequestConfig(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { resourceType, resourceName, configs };
}

function encodeAlterConfigsRequestResource(writer: Writer, message: AlterConfigsRequestResource, version: number): void {
  writer.int8(message.resourceType);
  if (version >= 2) writer.compactString(message.resourceName); else writer.string(message.resourceName);
  if (version >= 2) writer.compactListLength(message.configs.length); else writer.listLength(message.configs.length);
  for (const element of message.configs) encodeAlterConfigsRequestConfig(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export interface AlterConfigsRequest {
  resources: AlterConfigsRequestResource[];
  validateOnly: boolean;
}

function decodeAlterConfigsRequest(reader: Reader, version: number): AlterConfigsRequest {
  const resourcesLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const resources: AlterConfigsRequestResource[] = [];
  for (let index = 0; index < resourcesLength; index++) resources.push(decodeAlterConfigsRequestResource(reader, version));
  const validateOnly = reader.bool();
  if (version >= 2) reader.skipTaggedFields();
  return { resources, validateOnly };
}

function encodeAlterConfigsRequest(writer: Writer, message: AlterConfigsRequest, version: number): void {
  if (version >= 2) writer.compactListLength(message.resources.length); else writer.listLength(message.resources.length);
  for (const element of message.resources) encodeAlterConfigsRequestResource(writer, element, version);
  writer.bool(message.validateOnly);
  if (version >= 2) writer.uvarint(0);
}

export interface AlterConfigsResponseResult {
  errorCode: number;
  errorMessage: string | null;
  resourceType: number;
  resourceName: string;
}

function decodeAlterConfigsResponseResult(reader: Reader, version: number): AlterConfigsResponseResult {
  const errorCode = reader.int16();
  const errorMessage = version >= 2 ? reader.compactNullableString() : reader.nullableString();
  const resourceType = reader.int8();
  const resourceName = version >= 2 ? reader.compactString() : reader.string();
  if (version >= 2) reader.skipTaggedFields();
  return { errorCode, errorMessage, resourceType, resourceName };
}

function encodeAlterConfigsResponseResult(writer: Writer, message: AlterConfigsResponseResult, version: number): void {
  writer.int16(message.errorCode);
  if (version >= 2) writer.compactNullableString(message.errorMessage); else writer.nullableString(message.errorMessage);
  writer.int8(message.resourceType);
  if (version >= 2) writer.compactString(message.resourceName); else writer.string(message.resourceName);
  if (version >= 2) writer.uvarint(0);
}

export interface AlterConfigsResponse {
  throttleTimeMs: number;
  responses: AlterConfigsResponseResult[];
}

function decodeAlterConfigsResponse(reader: Reader, version: number): AlterConfigsResponse {
  const throttleTimeMs = reader.int32();
  const responsesLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const responses: AlterConfigsResponseResult[] = [];
  for (let index = 0; index < responsesLength; index++) responses.push(decodeAlterConfigsResponseResult(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { throttleTimeMs, responses };
}

function encodeAlterConfigsResponse(writer: Writer, message: AlterConfigsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 2) writer.compactListLength(message.responses.length); else writer.listLength(message.responses.length);
  for (const element of message.responses) encodeAlterConfigsResponseResult(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export const AlterConfigsApi: Api<AlterConfigsRequest, AlterConfigsResponse> = {
  key: 33,
  name: 'AlterConfigs',
  versions: [0, 2],
  flexibleFrom: 2,
  decodeRequest: decodeAlterConfigsRequest,
  encodeRequest: encodeAlterConfigsRequest,
  decodeResponse: decodeAlterConfigsResponse,
  encodeResponse: encodeAlterConfigsResponse,
};
