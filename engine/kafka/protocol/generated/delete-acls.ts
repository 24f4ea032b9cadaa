// Generated from declarations/delete-acls.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface DeleteAclsRequestFilter {
  resourceTypeFilter: number;
  resourceNameFilter: string | null;
  patternTypeFilter: number;
  principalFilter: string | null;
  hostFilter: string | null;
  operation: number;
  permissionType: number;
}

function decodeDeleteAclsRequestFilter(reader: Reader, version: number): DeleteAclsRequestFilter {
  const resourceTypeFilter = reader.int8();
  const resourceNameFilter = version >= 2 ? reader.compactNullableString() : reader.nullableString();
  const patternTypeFilter = reader.int8();
  const principalFilter = version >= 2 ? reader.compactNullableString() : reader.nullableString();
  const hostFilter = version >= 2 ? reader.compactNullableString() : reader.nullableString();
  const operation = reader.int8();
  const permissionType = reader.int8();
  if (version >= 2) reader.skipTaggedFields();
  return { resourceTypeFilter, resourceNameFilter, patternTypeFilter, principalFilter, hostFilter, operation, permissionType };
}

function encodeDeleteAclsRequestFilter(writer: Writer, message: DeleteAclsRequestFilter, version: number): void {
  writer.int8(message.resourceTypeFilter);
  if (version >= 2) writer.compactNullableString(message.resourceNameFilter); else writer.nullableString(message.resourceNameFilter);
  writer.int8(message.patternTypeFilter);
  if (version >= 2) writer.compactNullableString(message.principalFilter); else writer.nullableString(message.principalFilter);
  if (version >= 2) writer.compactNullableString(message.hostFilter); else writer.nullableString(message.hostFilter);
  writer.int8(message.operation);
  writer.int8(message.permissionType);
  if (version >= 2) writer.uvarint(0);
}

export interface DeleteAclsRequest {
  filters: DeleteAclsRequestFilter[];
}

function decodeDeleteAclsRequest(reader: Reader, version: number): DeleteAclsRequest {
  const filtersLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const filters: DeleteAclsRequestFilter[] = [];
  for (let index = 0; index < filtersLength; index++) filters.push(decodeDeleteAclsRequestFilter(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { filters };
}

function encodeDeleteAclsRequest(writer: Writer, message: DeleteAclsRequest, version: number): void {
  if (version >= 2) writer.compactListLength(message.filters.length); else writer.listLength(message.filters.length);
  for (const element of message.filters) encodeDeleteAclsRequestFilter(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export interface DeleteAclsResponseMatchingAcl {
  errorCode: number;
  errorMessage: string | null;
  resourceType: number;
  resourceName: string;
  patternType: number;
  principal: string;
  host: string;
  operation: number;
  permissionType: number;
}

function decodeDeleteAclsResponseMatchingAcl(reader: Reader, version: number): DeleteAclsResponseMatchingAcl {
  const errorCode = reader.int16();
  const errorMessage = version >= 2 ? reader.compactNullableString() : reader.nullableString();
  const resourceType = reader.int8();
  const resourceName = version >= 2 ? reader.compactString() : reader.string();
  const patternType = reader.int8();
  const principal = version >= 2 ? reader.compactString() : reader.string();
  const host = version >= 2 ? reader.compactString() : reader.string();
  const operation = reader.int8();
  const permissionType = reader.int8();
  if (version >= 2) reader.skipTaggedFields();
  return { errorCode, errorMessage, resourceType, resourceName, patternType, principal, host, operation, permissionType };
}

function encodeDeleteAclsResponseMatchingAcl(writer: Writer, message: DeleteAclsResponseMatchingAcl, version: number): void {
  writer.int16(message.errorCode);
  if (version >= 2) writer.compactNullableString(message.errorMessage); else writer.nullableString(message.errorMessage);
  writer.int8(message.resourceType);
  if (version >= 2) writer.compactString(message.resourceName); else writer.string(message.resourceName);
  writer.int8(message.patternType);
  if (version >= 2) writer.compactString(message.principal); else writer.string(message.principal);
  if (version >= 2) writer.compactString(message.host); else writer.string(message.host);
  writer.int8(message.operation);
  writer.int8(message.permissionType);
  if (version >= 2) writer.uvarint(0);
}

export interface DeleteAclsResponseFilterResult {
  errorCode: number;
  errorMessage: string | null;
  matchingAcls: DeleteAclsResponseMatchingAcl[];
}

function decodeDeleteAclsResponseFilterResult(reader: Reader, version: number): DeleteAclsResponseFilterResult {
  const errorCode = reader.int16();
  const errorMessage = version >= 2 ? reader.compactNullableString() : reader.nullableString();
  const matchingAclsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const matchingAcls: DeleteAclsResponseMatchingAcl[] = [];
  for (let index = 0; index < matchingAclsLength; index++) matchingAcls.push(decodeDeleteAclsResponseMatchingAcl(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { errorCode, errorMessage, matchingAcls };
}

function encodeDeleteAclsResponseFilterResult(writer: Writer, message: DeleteAclsResponseFilterResult, version: number): void {
  writer.int16(message.errorCode);
  if (version >= 2) writer.compactNullableString(message.errorMessage); else writer.nullableString(message.errorMessage);
  if (version >= 2) writer.compactListLength(message.matchingAcls.length); else writer.listLength(message.matchingAcls.length);
  for (const element of message.matchingAcls) encodeDeleteAclsResponseMatchingAcl(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export interface DeleteAclsResponse {
  throttleTimeMs: number;
  filterResults: DeleteAclsResponseFilterResult[];
}

function decodeDeleteAclsResponse(reader: Reader, version: number): DeleteAclsResponse {
  const throttleTimeMs = reader.int32();
  const filterResultsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const filterResults: DeleteAclsResponseFilterResult[] = [];
  for (let index = 0; index < filterResultsLength; index++) filterResults.push(decodeDeleteAclsResponseFilterResult(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { throttleTimeMs, filterResults };
}

function encodeDeleteAclsResponse(writer: Writer, message: DeleteAclsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 2) writer.compactListLength(message.filterResults.length); else writer.listLength(message.filterResults.length);
  for (const element of message.filterResults) encodeDeleteAclsResponseFilterResult(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export const DeleteAclsApi: Api<DeleteAclsRequest, DeleteAclsResponse> = {
  key: 31,
  name: 'DeleteAcls',
  versions: [1, 3],
  flexibleFrom: 2,
  decodeRequest: decodeDeleteAclsRequest,
  encodeRequest: encodeDeleteAclsRequest,
  decodeResponse: decodeDeleteAclsResponse,
  encodeResponse: encodeDeleteAclsResponse,
};
