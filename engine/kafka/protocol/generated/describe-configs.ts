// Generated from declarations/describe-configs.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface DescribeConfigsRequestResource {
  resourceType: number;
  resourceName: string;
  configurationKeys: string[] | null;
}

function decodeDescribeConfigsRequestResource(reader: Reader, version: number): DescribeConfigsRequestResource {
  const resourceType = reader.int8();
  const resourceName = version >= 4 ? reader.compactString() : reader.string();
  const configurationKeysLength = version >= 4 ? reader.compactNullableListLength() : reader.nullableListLength();
  let configurationKeys: string[] | null = null;
  if (configurationKeysLength >= 0) {
    configurationKeys = [];
    for (let index = 0; index < configurationKeysLength; index++) configurationKeys.push(version >= 4 ? reader.compactString() : reader.string());
  }
  if (version >= 4) reader.skipTaggedFields();
  return { resourceType, resourceName, configurationKeys };
}

function encodeDescribeConfigsRequestResource(writer: Writer, message: DescribeConfigsRequestResource, version: number): void {
  writer.int8(message.resourceType);
  if (version >= 4) writer.compactString(message.resourceName); else writer.string(message.resourceName);
  if (version >= 4) writer.compactListLength(message.configurationKeys?.length ?? -1); else writer.listLength(message.configurationKeys?.length ?? -1);
  for (const element of message.configurationKeys ?? []) if (version >= 4) writer.compactString(element); else writer.string(element);
  if (version >= 4) writer.uvarint(0);
}

export interface DescribeConfigsRequest {
  resources: DescribeConfigsRequestResource[];
  includeSynonyms: boolean;
  includeDocumentation: boolean;
}

function decodeDescribeConfigsRequest(reader: Reader, version: number): DescribeConfigsRequest {
  const resourcesLength = version >= 4 ? reader.compactListLength() : reader.listLength();
  const resources: DescribeConfigsRequestResource[] = [];
  for (let index = 0; index < resourcesLength; index++) resources.push(decodeDescribeConfigsRequestResource(reader, version));
  const includeSynonyms = reader.bool();
  const includeDocumentation = version >= 3 ? reader.bool() : false;
  if (version >= 4) reader.skipTaggedFields();
  return { resources, includeSynonyms, includeDocumentation };
}

function encodeDescribeConfigsRequest(writer: Writer, message: DescribeConfigsRequest, version: number): void {
  if (version >= 4) writer.compactListLength(message.resources.length); else writer.listLength(message.resources.length);
  for (const element of message.resources) encodeDescribeConfigsRequestResource(writer, element, version);
  writer.bool(message.includeSynonyms);
  if (version >= 3) writer.bool(message.includeDocumentation);
  if (version >= 4) writer.uvarint(0);
}

export interface DescribeConfigsResponseSynonym {
  name: string;
  value: string | null;
  source: number;
}

function decodeDescribeConfigsResponseSynonym(reader: Reader, version: number): DescribeConfigsResponseSynonym {
  const name = version >= 4 ? reader.compactString() : reader.string();
  const value = version >= 4 ? reader.compactNullableString() : reader.nullableString();
  const source = reader.int8();
  if (version >= 4) reader.skipTaggedFields();
  return { name, value, source };
}

function encodeDescribeConfigsResponseSynonym(writer: Writer, message: DescribeConfigsResponseSynonym, version: number): void {
  if (version >= 4) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 4) writer.compactNullableString(message.value); else writer.nullableString(message.value);
  writer.int8(message.source);
  if (version >= 4) writer.uvarint(0);
}

export interface DescribeConfigsResponseConfig {
  name: string;
  value: string | null;
  readOnly: boolean;
  configSource: number;
  isSensitive: boolean;
  synonyms: DescribeConfigsResponseSynonym[];
  configType: number;
  documentation: string | null;
}

function decodeDescribeConfigsResponseConfig(reader: Reader, version: number): DescribeConfigsResponseConfig {
  const name = version >= 4 ? reader.compactString() : reader.string();
  const value = version >= 4 ? reader.compactNullableString() : reader.nullableString();
  const readOnly = reader.bool();
  const configSource = reader.int8();
  const isSensitive = reader.bool();
  const synonymsLength = version >= 4 ? reader.compactListLength() : reader.listLength();
  const synonyms: DescribeConfigsResponseSynonym[] = [];
  for (let index = 0; index < synonymsLength; index++) synonyms.push(decodeDescribeConfigsResponseSynonym(reader, version));
  const configType = version >= 3 ? reader.int8() : 0;
  const documentation = version >= 4 ? reader.compactNullableString() : version >= 3 ? reader.nullableString() : null;
  if (version >= 4) reader.skipTaggedFields();
  return { name, value, readOnly, configSource, isSensitive, synonyms, configType, documentation };
}

function encodeDescribeConfigsResponseConfig(writer: Writer, message: DescribeConfigsResponseConfig, version: number): void {
  if (version >= 4) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 4) writer.compactNullableString(message.value); else writer.nullableString(message.value);
  writer.bool(message.readOnly);
  writer.int8(message.configSource);
  writer.bool(message.isSensitive);
  if (version >= 4) writer.compactListLength(message.synonyms.length); else writer.listLength(message.synonyms.length);
  for (const element of message.synonyms) encodeDescribeConfigsResponseSynonym(writer, element, version);
  if (version >= 3) writer.int8(message.configType);
  if (version >= 4) writer.compactNullableString(message.documentation); else if (version >= 3) writer.nullableString(message.documentation);
  if (version >= 4) writer.uvarint(0);
}

export interface DescribeConfigsResponseResult {
  errorCode: number;
  errorMessage: string | null;
  resourceType: number;
  resourceName: string;
  configs: DescribeConfigsResponseConfig[];
}

function decodeDescribeConfigsResponseResult(reader: Reader, version: number): DescribeConfigsResponseResult {
  const errorCode = reader.int16();
  const errorMessage = version >= 4 ? reader.compactNullableString() : reader.nullableString();
  const resourceType = reader.int8();
  const resourceName = version >= 4 ? reader.compactString() : reader.string();
  const configsLength = version >= 4 ? reader.compactListLength() : reader.listLength();
  const configs: DescribeConfigsResponseConfig[] = [];
  for (let index = 0; index < configsLength; index++) configs.push(decodeDescribeConfigsResponseConfig(reader, version));
  if (version >= 4) reader.skipTaggedFields();
  return { errorCode, errorMessage, resourceType, resourceName, configs };
}

function encodeDescribeConfigsResponseResult(writer: Writer, message: DescribeConfigsResponseResult, version: number): void {
  writer.int16(message.errorCode);
  if (version >= 4) writer.compactNullableString(message.errorMessage); else writer.nullableString(message.errorMessage);
  writer.int8(message.resourceType);
  if (version >= 4) writer.compactString(message.resourceName); else writer.string(message.resourceName);
  if (version >= 4) writer.compactListLength(message.configs.length); else writer.listLength(message.configs.length);
  for (const element of message.configs) encodeDescribeConfigsResponseConfig(writer, element, version);
  if (version >= 4) writer.uvarint(0);
}

export interface DescribeConfigsResponse {
  throttleTimeMs: number;
  results: DescribeConfigsResponseResult[];
}

function decodeDescribeConfigsResponse(reader: Reader, version: number): DescribeConfigsResponse {
  const throttleTimeMs = reader.int32();
  const resultsLength = version >= 4 ? reader.compactListLength() : reader.listLength();
  const results: DescribeConfigsResponseResult[] = [];
  for (let index = 0; index < resultsLength; index++) results.push(decodeDescribeConfigsResponseResult(reader, version));
  if (version >= 4) reader.skipTaggedFields();
  return { throttleTimeMs, results };
}

function encodeDescribeConfigsResponse(writer: Writer, message: DescribeConfigsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 4) writer.compactListLength(message.results.length); else writer.listLength(message.results.length);
  for (const element of message.results) encodeDescribeConfigsResponseResult(writer, element, version);
  if (version >= 4) writer.uvarint(0);
}

export const DescribeConfigsApi: Api<DescribeConfigsRequest, DescribeConfigsResponse> = {
  key: 32,
  name: 'DescribeConfigs',
  versions: [1, 4],
  flexibleFrom: 4,
  decodeRequest: decodeDescribeConfigsRequest,
  encodeRequest: encodeDescribeConfigsRequest,
  decodeResponse: decodeDescribeConfigsResponse,
  encodeResponse: encodeDescribeConfigsResponse,
};
