// Generated from declarations/describe-groups.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface DescribeGroupsRequest {
  groups: string[];
  includeAuthorizedOperations: boolean;
}

function decodeDescribeGroupsRequest(reader: Reader, version: number): DescribeGroupsRequest {
  const groupsLength = version >= 5 ? reader.compactListLength() : reader.listLength();
  const groups: string[] = [];
  for (let index = 0; index < groupsLength; index++) groups.push(version >= 5 ? reader.compactString() : reader.string());
  const includeAuthorizedOperations = version >= 3 ? reader.bool() : false;
  if (version >= 5) reader.skipTaggedFields();
  return { groups, includeAuthorizedOperations };
}

function encodeDescribeGroupsRequest(writer: Writer, message: DescribeGroupsRequest, version: number): void {
  if (version >= 5) writer.compactListLength(message.groups.length); else writer.listLength(message.groups.length);
  for (const element of message.groups) if (version >= 5) writer.compactString(element); else writer.string(element);
  if (version >= 3) writer.bool(message.includeAuthorizedOperations);
  if (version >= 5) writer.uvarint(0);
}

export interface DescribeGroupsResponseMember {
  memberId: string;
  groupInstanceId: string | null;
  clientId: string;
  clientHost: string;
  memberMetadata: Buffer;
  memberAssignment: Buffer;
}

function decodeDescribeGroupsResponseMember(reader: Reader, version: number): DescribeGroupsResponseMember {
  const memberId = version >= 5 ? reader.compactString() : reader.string();
  const groupInstanceId = version >= 5 ? reader.compactNullableString() : version >= 4 ? reader.nullableString() : null;
  const clientId = version >= 5 ? reader.compactString() : reader.string();
  const clientHost = version >= 5 ? reader.compactString() : reader.string();
  const memberMetadata = version >= 5 ? reader.compactBytes() : reader.bytes();
  const memberAssignment = version >= 5 ? reader.compactBytes() : reader.bytes();
  if (version >= 5) reader.skipTaggedFields();
  return { memberId, groupInstanceId, clientId, clientHost, memberMetadata, memberAssignment };
}

function encodeDescribeGroupsResponseMember(writer: Writer, message: DescribeGroupsResponseMember, version: number): void {
  if (version >= 5) writer.compactString(message.memberId); else writer.string(message.memberId);
  if (version >= 5) writer.compactNullableString(message.groupInstanceId); else if (version >= 4) writer.nullableString(message.groupInstanceId);
  if (version >= 5) writer.compactString(message.clientId); else writer.string(message.clientId);
  if (version >= 5) writer.compactString(message.clientHost); else writer.string(message.clientHost);
  if (version >= 5) writer.compactBytes(message.memberMetadata); else writer.bytes(message.memberMetadata);
  if (version >= 5) writer.compactBytes(message.memberAssignment); else writer.bytes(message.memberAssignment);
  if (version >= 5) writer.uvarint(0);
}

export interface DescribeGroupsResponseGroup {
  errorCode: number;
  errorMessage: string | null;
  groupId: string;
  groupState: string;
  protocolType: string;
  protocolData: string;
  members: DescribeGroupsResponseMember[];
  authorizedOperations: number;
}

function decodeDescribeGroupsResponseGroup(reader: Reader, version: number): DescribeGroupsResponseGroup {
  const errorCode = reader.int16();
  const errorMessage = version >= 6 ? reader.compactNullableString() : null;
  const groupId = version >= 5 ? reader.compactString() : reader.string();
  const groupState = version >= 5 ? reader.compactString() : reader.string();
  const protocolType = version >= 5 ? reader.compactString() : reader.string();
  const protocolData = version >= 5 ? reader.compactString() : reader.string();
  const membersLength = version >= 5 ? reader.compactListLength() : reader.listLength();
  const members: DescribeGroupsResponseMember[] = [];
  for (let index = 0; index < membersLength; index++) members.push(decodeDescribeGroupsResponseMember(reader, version));
  const authorizedOperations = version >= 3 ? reader.int32() : -2147483648;
  if (version >= 5) reader.skipTaggedFields();
  return { errorCode, errorMessage, groupId, groupState, protocolType, protocolData, members, authorizedOperations };
}

function encodeDescribeGroupsResponseGroup(writer: Writer, message: DescribeGroupsResponseGroup, version: number): void {
  writer.int16(message.errorCode);
  if (version >= 6) writer.compactNullableString(message.errorMessage);
  if (version >= 5) writer.compactString(message.groupId); else writer.string(message.groupId);
  if (version >= 5) writer.compactString(message.groupState); else writer.string(message.groupState);
  if (version >= 5) writer.compactString(message.protocolType); else writer.string(message.protocolType);
  if (version >= 5) writer.compactString(message.protocolData); else writer.string(message.protocolData);
  if (version >= 5) writer.compactListLength(message.members.length); else writer.listLength(message.members.length);
  for (const element of message.members) encodeDescribeGroupsResponseMember(writer, element, version);
  if (version >= 3) writer.int32(message.authorizedOperations);
  if (version >= 5) writer.uvarint(0);
}

export interface DescribeGroupsResponse {
  throttleTimeMs: number;
  groups: DescribeGroupsResponseGroup[];
}

function decodeDescribeGroupsResponse(reader: Reader, version: number): DescribeGroupsResponse {
  const throttleTimeMs = version >= 1 ? reader.int32() : 0;
  const groupsLength = version >= 5 ? reader.compactListLength() : reader.listLength();
  const groups: DescribeGroupsResponseGroup[] = [];
  for (let index = 0; index < groupsLength; index++) groups.push(decodeDescribeGroupsResponseGroup(reader, version));
  if (version >= 5) reader.skipTaggedFields();
  return { throttleTimeMs, groups };
}

function encodeDescribeGroupsResponse(writer: Writer, message: DescribeGroupsResponse, version: number): void {
  if (version >= 1) writer.int32(message.throttleTimeMs);
  if (version >= 5) writer.compactListLength(message.groups.length); else writer.listLength(message.groups.length);
  for (const element of message.groups) encodeDescribeGroupsResponseGroup(writer, element, version);
  if (version >= 5) writer.uvarint(0);
}

export const DescribeGroupsApi: Api<DescribeGroupsRequest, DescribeGroupsResponse> = {
  key: 15,
  name: 'DescribeGroups',
  versions: [0, 6],
  flexibleFrom: 5,
  decodeRequest: decodeDescribeGroupsRequest,
  encodeRequest: encodeDescribeGroupsRequest,
  decodeResponse: decodeDescribeGroupsResponse,
  encodeResponse: encodeDescribeGroupsResponse,
};
