// Generated from declarations/leave-group.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface LeaveGroupRequestMember {
  memberId: string;
  groupInstanceId: string | null;
  reason: string | null;
}

function decodeLeaveGroupRequestMember(reader: Reader, version: number): LeaveGroupRequestMember {
  const memberId = version >= 4 ? reader.compactString() : reader.string();
  const groupInstanceId = version >= 4 ? reader.compactNullableString() : reader.nullableString();
  const reason = version >= 5 ? reader.compactNullableString() : null;
  if (version >= 4) reader.skipTaggedFields();
  return { memberId, groupInstanceId, reason };
}

function encodeLeaveGroupRequestMember(writer: Writer, message: LeaveGroupRequestMember, version: number): void {
  if (version >= 4) writer.compactString(message.memberId); else writer.string(message.memberId);
  if (version >= 4) writer.compactNullableString(message.groupInstanceId); else writer.nullableString(message.groupInstanceId);
  if (version >= 5) writer.compactNullableString(message.reason);
  if (version >= 4) writer.uvarint(0);
}

export interface LeaveGroupRequest {
  groupId: string;
  memberId: string;
  members: LeaveGroupRequestMember[];
}

function decodeLeaveGroupRequest(reader: Reader, version: number): LeaveGroupRequest {
  const groupId = version >= 4 ? reader.compactString() : reader.string();
  const memberId = version >= 3 ? '' : reader.string();
  const membersLength = version >= 4 ? reader.compactListLength() : version >= 3 ? reader.listLength() : 0;
  const members: LeaveGroupRequestMember[] = [];
  for (let index = 0; index < membersLength; index++) members.push(decodeLeaveGroupRequestMember(reader, version));
  if (version >= 4) reader.skipTaggedFields();
  return { groupId, memberId, members };
}

function encodeLeaveGroupRequest(writer: Writer, message: LeaveGroupRequest, version: number): void {
  if (version >= 4) writer.compactString(message.groupId); else writer.string(message.groupId);
  if (version < 3) writer.string(message.memberId);
  if (version >= 4) writer.compactListLength(message.members.length); else if (version >= 3) writer.listLength(message.members.length);
  if (version >= 3) for (const element of message.members) encodeLeaveGroupRequestMember(writer, element, version);
  if (version >= 4) writer.uvarint(0);
}

export interface LeaveGroupResponseMember {
  memberId: string;
  groupInstanceId: string | null;
  errorCode: number;
}

function decodeLeaveGroupResponseMember(reader: Reader, version: number): LeaveGroupResponseMember {
  const memberId = version >= 4 ? reader.compactString() : reader.string();
  const groupInstanceId = version >= 4 ? reader.compactNullableString() : reader.nullableString();
  const errorCode = reader.int16();
  if (version >= 4) reader.skipTaggedFields();
  return { memberId, groupInstanceId, errorCode };
}

function encodeLeaveGroupResponseMember(writer: Writer, message: LeaveGroupResponseMember, version: number): void {
  if (version >= 4) writer.compactString(message.memberId); else writer.string(message.memberId);
  if (version >= 4) writer.compactNullableString(message.groupInstanceId); else writer.nullableString(message.groupInstanceId);
  writer.int16(message.errorCode);
  if (version >= 4) writer.uvarint(0);
}

export interface LeaveGroupResponse {
  throttleTimeMs: number;
  errorCode: number;
  members: LeaveGroupResponseMember[];
}

function decodeLeaveGroupResponse(reader: Reader, version: number): LeaveGroupResponse {
  const throttleTimeMs = version >= 1 ? reader.int32() : 0;
  const errorCode = reader.int16();
  const membersLength = version >= 4 ? reader.compactListLength() : version >= 3 ? reader.listLength() : 0;
  const members: LeaveGroupResponseMember[] = [];
  for (let index = 0; index < membersLength; index++) members.push(decodeLeaveGroupResponseMember(reader, version));
  if (version >= 4) reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, members };
}

function encodeLeaveGroupResponse(writer: Writer, message: LeaveGroupResponse, version: number): void {
  if (version >= 1) writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  if (version >= 4) writer.compactListLength(message.members.length); else if (version >= 3) writer.listLength(message.members.length);
  if (version >= 3) for (const element of message.members) encodeLeaveGroupResponseMember(writer, element, version);
  if (version >= 4) writer.uvarint(0);
}

export const LeaveGroupApi: Api<LeaveGroupRequest, LeaveGroupResponse> = {
  key: 13,
  name: 'LeaveGroup',
  versions: [0, 5],
  flexibleFrom: 4,
  decodeRequest: decodeLeaveGroupRequest,
  encodeRequest: encodeLeaveGroupRequest,
  decodeResponse: decodeLeaveGroupResponse,
  encodeResponse: encodeLeaveGroupResponse,
};
