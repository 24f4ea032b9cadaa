// Generated from declarations/create-acls.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface CreateAclsRequestCreation {
  resourceType: number;
  resourceName: string;
  resourcePatternType: number;
  principal: string;
  host: string;
  operation: number;
  permissionType: number;
}

function decodeCreateAclsRequestCreation(reader: Reader, version: number): CreateAclsRequestCreation {
  const resourceType = reader.int8();
  const resourceName = version >= 2 ? reader.compactString() : reader.string();
  const resourcePatternType = reader.int8();
  const principal = version >= 2 ? reader.compactString() : reader.string();
  const host = version >= 2 ? reader.compactString() : reader.string();
  const operation = reader.int8();
  const permissionType = reader.int8();
  if (version >= 2) reader.skipTaggedFields();
  return { resourceType, resourceName, resourcePatternType, principal, host, operation, permissionType };
}

function encodeCreateAclsRequestCreation(writer: Writer, message: CreateAclsRequestCreation, version: number): void {
  writer.int8(message.resourceType);
  if (version >= 2) writer.compactString(message.resourceName); else writer.string(message.resourceName);
  writer.int8(message.resourcePatternType);
  if (version >= 2) writer.compactString(message.principal); else writer.string(message.principal);
  if (version >= 2) writer.compactString(message.host); else writer.string(message.host);
  writer.int8(message.operation);
  writer.int8(message.permissionType);
  if (version >= 2) writer.uvarint(0);
}

export interface CreateAclsRequest {
  creations: CreateAclsRequestCreation[];
}

function decodeCreateAclsRequest(reader: Reader, version: number): CreateAclsRequest {
  const creationsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const creations: CreateAclsRequestCreation[] = [];
  for (let index = 0; index < creationsLength; index++) creations.push(decodeCreateAclsRequestCreation(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { creations };
}

function encodeCreateAclsRequest(writer: Writer, message: CreateAclsRequest, version: number): void {
  if (version >= 2) writer.compactListLength(message.creations.length); else writer.listLength(message.creations.length);
  for (const element of message.creations) encodeCreateAclsRequestCreation(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export interface CreateAclsResponseResult {
  errorCode: number;
  errorMessage: string | null;
}

function decodeCreateAclsResponseResult(reader: Reader, version: number): CreateAclsResponseResult {
  const errorCode = reader.int16();
  const errorMessage = version >= 2 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 2) reader.skipTaggedFields();
  return { errorCode, errorMessage };
}

function encodeCreateAclsResponseResult(writer: Writer, message: CreateAclsResponseResult, version: number): void {
  writer.int16(message.errorCode);
  if (version >= 2) writer.compactNullableString(message.errorMessage); else writer.nullableString(message.errorMessage);
  if (version >= 2) writer.uvarint(0);
}

export interface CreateAclsResponse {
  throttleTimeMs: number;
  results: CreateAclsResponseResult[];
}

function decodeCreateAclsResponse(reader: Reader, version: number): CreateAclsResponse {
  const throttleTimeMs = reader.int32();
  const resultsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const results: CreateAclsResponseResult[] = [];
  for (let index = 0; index < resultsLength; index++) results.push(decodeCreateAclsResponseResult(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { throttleTimeMs, results };
}

function encodeCreateAclsResponse(writer: Writer, message: CreateAclsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 2) writer.compactListLength(message.results.length); else writer.listLength(message.results.length);
  for (const element of message.results) encodeCreateAclsResponseResult(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export const CreateAclsApi: Api<CreateAclsRequest, CreateAclsResponse> = {
  key: 30,
  name: 'CreateAcls',
  versions: [1, 3],
  flexibleFrom: 2,
  decodeRequest: decodeCreateAclsRequest,
  encodeRequest: encodeCreateAclsRequest,
  decodeResponse: decodeCreateAclsResponse,
  encodeResponse: encodeCreateAclsResponse,
};
