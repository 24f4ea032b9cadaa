// Generated from declarations/join-group.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface JoinGroupRequestProtocol {
  name: string;
  metadata: Buffer;
}

function decodeJoinGroupRequestProtocol(reader: Reader, version: number): JoinGroupRequestProtocol {
  const name = version >= 6 ? reader.compactString() : reader.string();
  const metadata = version >= 6 ? reader.compactBytes() : reader.bytes();
  if (version >= 6) reader.skipTaggedFields();
  return { name, metadata };
}

function encodeJoinGroupRequestProtocol(writer: Writer, message: JoinGroupRequestProtocol, version: number): void {
  if (version >= 6) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 6) writer.compactBytes(message.metadata); else writer.bytes(message.metadata);
  if (version >= 6) writer.uvarint(0);
}

export interface JoinGroupRequest {
  groupId: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  memberId: string;
  groupInstanceId: string | null;
  protocolType: string;
  protocols: JoinGroupRequestProtocol[];
  reason: string | null;
}

function decodeJoinGroupRequest(reader: Reader, version: number): JoinGroupRequest {
  const groupId = version >= 6 ? reader.compactString() : reader.string();
  const sessionTimeoutMs = reader.int32();
  const rebalanceTimeoutMs = version >= 1 ? reader.int32() : -1;
  const memberId = version >= 6 ? reader.compactString() : reader.string();
  const groupInstanceId = version >= 6 ? reader.compactNullableString() : version >= 5 ? reader.nullableString() : null;
  const protocolType = version >= 6 ? reader.compactString() : reader.string();
  const protocolsLength = version >= 6 ? reader.compactListLength() : reader.listLength();
  const protocols: JoinGroupRequestProtocol[] = [];
  for (let index = 0; index < protocolsLength; index++) protocols.push(decodeJoinGroupRequestProtocol(reader, version));
  const reason = version >= 8 ? reader.compactNullableString() : null;
  if (version >= 6) reader.skipTaggedFields();
  return { groupId, sessionTimeoutMs, rebalanceTimeoutMs, memberId, groupInstanceId, protocolType, protocols, reason };
}

function encodeJoinGroupRequest(writer: Writer, message: JoinGroupRequest, version: number): void {
  if (version >= 6) writer.compactString(message.groupId); else writer.string(message.groupId);
  writer.int32(message.sessionTimeoutMs);
  if (version >= 1) writer.int32(message.rebalanceTimeoutMs);
  if (version >= 6) writer.compactString(message.memberId); else writer.string(message.memberId);
  if (version >= 6) writer.compactNullableString(message.groupInstanceId); else if (version >= 5) writer.nullableString(message.groupInstanceId);
  if (version >= 6) writer.compactString(message.protocolType); else writer.string(message.protocolType);
  if (version >= 6) writer.compactListLength(message.protocols.length); else writer.listLength(message.protocols.length);
  for (const element of message.protocols) encodeJoinGroupRequestProtocol(writer, element, version);
  if (version >= 8) writer.compactNullableString(message.reason);
  if (version >= 6) writer.uvarint(0);
}

export interface JoinGroupResponseMember {
  memberId: string;
  groupInstanceId: string | null;
  metadata: Buffer;
}

function decodeJoinGroupResponseMember(reader: Reader, version: number): JoinGroupResponseMember {
  const memberId = version >= 6 ? reader.compactString() : reader.string();
  const groupInstanceId = version >= 6 ? reader.compactNullableString() : version >= 5 ? reader.nullableString() : null;
  const metadata = version >= 6 ? reader.compactBytes() : reader.bytes();
  if (version >= 6) reader.skipTaggedFields();
  return { memberId, groupInstanceId, metadata };
}

function encodeJoinGroupResponseMember(writer: Writer, message: JoinGroupResponseMember, version: number): void {
  if (version >= 6) writer.compactString(message.memberId); else writer.string(message.memberId);
  if (version >= 6) writer.compactNullableString(message.groupInstanceId); else if (version >= 5) writer.nullableString(message.groupInstanceId);
  if (version >= 6) writer.compactBytes(message.metadata); else writer.bytes(message.metadata);
  if (version >= 6) writer.uvarint(0);
}

export interface JoinGroupResponse {
  throttleTimeMs: number;
  errorCode: number;
  generationId: number;
  protocolType: string | null;
  protocolName: string | null;
  leader: string;
  skipAssignment: boolean;
  memberId: string;
  members: JoinGroupResponseMember[];
}

function decodeJoinGroupResponse(reader: Reader, version: number): JoinGroupResponse {
  const throttleTimeMs = version >= 2 ? reader.int32() : 0;
  const errorCode = reader.int16();
  const generationId = reader.int32();
  const protocolType = version >= 7 ? reader.compactNullableString() : null;
  const protocolName = version >= 7 ? reader.compactNullableString() : version >= 6 ? reader.compactString() : reader.string();
  const leader = version >= 6 ? reader.compactString() : reader.string();
  const skipAssignment = version >= 9 ? reader.bool() : false;
  const memberId = version >= 6 ? reader.compactString() : reader.string();
  const membersLength = version >= 6 ? reader.compactListLength() : reader.listLength();
  const members: JoinGroupResponseMember[] = [];
  for (let index = 0; index < membersLength; index++) members.push(decodeJoinGroupResponseMember(reader, version));
  if (version >= 6) reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, generationId, protocolType, protocolName, leader, skipAssignment, memberId, members };
}

function encodeJoinGroupResponse(writer: Writer, message: JoinGroupResponse, version: number): void {
  if (version >= 2) writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  writer.int32(message.generationId);
  if (version >= 7) writer.compactNullableString(message.protocolType);
  if (version >= 7) writer.compactNullableString(message.protocolName); else if (version >= 6) writer.compactString(message.protocolName ?? ''); else writer.string(message.protocolName ?? '');
  if (version >= 6) writer.compactString(message.leader); else writer.string(message.leader);
  if (version >= 9) writer.bool(message.skipAssignment);
  if (version >= 6) writer.compactString(message.memberId); else writer.string(message.memberId);
  if (version >= 6) writer.compactListLength(message.members.length); else writer.listLength(message.members.length);
  for (const element of message.members) encodeJoinGroupResponseMember(writer, element, version);
  if (version >= 6) writer.uvarint(0);
}

export const JoinGroupApi: Api<JoinGroupRequest, JoinGroupResponse> = {
  key: 11,
  name: 'JoinGroup',
  versions: [0, 9],
  flexibleFrom: 6,
  decodeRequest: decodeJoinGroupRequest,
  encodeRequest: encodeJoinGroupRequest,
  decodeResponse: decodeJoinGroupResponse,
  encodeResponse: encodeJoinGroupResponse,
};
