// Generated from declarations/describe-acls.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface DescribeAclsRequest {
  resourceTypeFilter: number;
  resourceNameFilter: string | null;
  patternTypeFilter: number;
  principalFilter: string | null;
  hostFilter: string | null;
  operation: number;
  permissionType: number;
}

function decodeDescribeAclsRequest(reader: Reader, version: number): DescribeAclsRequest {
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

function encodeDescribeAclsRequest(writer: Writer, message: DescribeAclsRequest, version: number): void {
  writer.int8(message.resourceTypeFilter);
  if (version >= 2) writer.compactNullableString(message.resourceNameFilter); else writer.nullableString(message.resourceNameFilter);
  writer.int8(message.patternTypeFilter);
  if (version >= 2) writer.compactNullableString(message.principalFilter); else writer.nullableString(message.principalFilter);
  if (version >= 2) writer.compactNullableString(message.hostFilter); else writer.nullableString(message.hostFilter);
  writer.int8(message.operation);
  writer.int8(message.permissionType);
  if (version >= 2) writer.uvarint(0);
}

export interface DescribeAclsResponseAcl {
  principal: string;
  host: string;
  operation: number;
  permissionType: number;
}

function decodeDescribeAclsResponseAcl(reader: Reader, version: number): DescribeAclsResponseAcl {
  const principal = version >= 2 ? reader.compactString() : reader.string();
  const host = version >= 2 ? reader.compactString() : reader.string();
  const operation = reader.int8();
  const permissionType = reader.int8();
  if (version >= 2) reader.skipTaggedFields();
  return { principal, host, operation, permissionType };
}

function encodeDescribeAclsResponseAcl(writer: Writer, message: DescribeAclsResponseAcl, version: number): void {
  if (version >= 2) writer.compactString(message.principal); else writer.string(message.principal);
  if (version >= 2) writer.compactString(message.host); else writer.string(message.host);
  writer.int8(message.operation);
  writer.int8(message.permissionType);
  if (version >= 2) writer.uvarint(0);
}

export interface DescribeAclsResponseResource {
  resourceType: number;
  resourceName: string;
  patternType: number;
  acls: DescribeAclsResponseAcl[];
}

function decodeDescribeAclsResponseResource(reader: Reader, version: number): DescribeAclsResponseResource {
  const resourceType = reader.int8();
  const resourceName = version >= 2 ? reader.compactString() : reader.string();
  const patternType = reader.int8();
  const aclsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const acls: DescribeAclsResponseAcl[] = [];
  for (let index = 0; index < aclsLength; index++) acls.push(decodeDescribeAclsResponseAcl(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { resourceType, resourceName, patternType, acls };
}

function encodeDescribeAclsResponseResource(writer: Writer, message: DescribeAclsResponseResource, version: number): void {
  writer.int8(message.resourceType);
  if (version >= 2) writer.compactString(message.resourceName); else writer.string(message.resourceName);
  writer.int8(message.patternType);
  if (version >= 2) writer.compactListLength(message.acls.length); else writer.listLength(message.acls.length);
  for (const element of message.acls) encodeDescribeAclsResponseAcl(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export interface DescribeAclsResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  resources: DescribeAclsResponseResource[];
}

function decodeDescribeAclsResponse(reader: Reader, version: number): DescribeAclsResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = version >= 2 ? reader.compactNullableString() : reader.nullableString();
  const resourcesLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const resources: DescribeAclsResponseResource[] = [];
  for (let index = 0; index < resourcesLength; index++) resources.push(decodeDescribeAclsResponseResource(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, errorMessage, resources };
}

function encodeDescribeAclsResponse(writer: Writer, message: DescribeAclsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  if (version >= 2) writer.compactNullableString(message.errorMessage); else writer.nullableString(message.errorMessage);
  if (version >= 2) writer.compactListLength(message.resources.length); else writer.listLength(message.resources.length);
  for (const element of message.resources) encodeDescribeAclsResponseResource(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export const DescribeAclsApi: Api<DescribeAclsRequest, DescribeAclsResponse> = {
  key: 29,
  name: 'DescribeAcls',
  versions: [1, 3],
  flexibleFrom: 2,
  decodeRequest: decodeDescribeAclsRequest,
  encodeRequest: encodeDescribeAclsRequest,
  decodeResponse: decodeDescribeAclsResponse,
  encodeResponse: encodeDescribeAclsResponse,
};
