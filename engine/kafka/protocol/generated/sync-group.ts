// Generated from declarations/sync-group.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface SyncGroupRequestAssignment {
  memberId: string;
  assignment: Buffer;
}

function decodeSyncGroupRequestAssignment(reader: Reader, version: number): SyncGroupRequestAssignment {
  const memberId = version >= 4 ? reader.compactString() : reader.string();
  const assignment = version >= 4 ? reader.compactBytes() : reader.bytes();
  if (version >= 4) reader.skipTaggedFields();
  return { memberId, assignment };
}

function encodeSyncGroupRequestAssignment(writer: Writer, message: SyncGroupRequestAssignment, version: number): void {
  if (version >= 4) writer.compactString(message.memberId); else writer.string(message.memberId);
  if (version >= 4) writer.compactBytes(message.assignment); else writer.bytes(message.assignment);
  if (version >= 4) writer.uvarint(0);
}

export interface SyncGroupRequest {
  groupId: string;
  generationId: number;
  memberId: string;
  groupInstanceId: string | null;
  protocolType: string | null;
  protocolName: string | null;
  assignments: SyncGroupRequestAssignment[];
}

function decodeSyncGroupRequest(reader: Reader, version: number): SyncGroupRequest {
  const groupId = version >= 4 ? reader.compactString() : reader.string();
  const generationId = reader.int32();
  const memberId = version >= 4 ? reader.compactString() : reader.string();
  const groupInstanceId = version >= 4 ? reader.compactNullableString() : version >= 3 ? reader.nullableString() : null;
  const protocolType = version >= 5 ? reader.compactNullableString() : null;
  const protocolName = version >= 5 ? reader.compactNullableString() : null;
  const assignmentsLength = version >= 4 ? reader.compactListLength() : reader.listLength();
  const assignments: SyncGroupRequestAssignment[] = [];
  for (let index = 0; index < assignmentsLength; index++) assignments.push(decodeSyncGroupRequestAssignment(reader, version));
  if (version >= 4) reader.skipTaggedFields();
  return { groupId, generationId, memberId, groupInstanceId, protocolType, protocolName, assignments };
}

function encodeSyncGroupRequest(writer: Writer, message: SyncGroupRequest, version: number): void {
  if (version >= 4) writer.compactString(message.groupId); else writer.string(message.groupId);
  writer.int32(message.generationId);
  if (version >= 4) writer.compactString(message.memberId); else writer.string(message.memberId);
  if (version >= 4) writer.compactNullableString(message.groupInstanceId); else if (version >= 3) writer.nullableString(message.groupInstanceId);
  if (version >= 5) writer.compactNullableString(message.protocolType);
  if (version >= 5) writer.compactNullableString(message.protocolName);
  if (version >= 4) writer.compactListLength(message.assignments.length); else writer.listLength(message.assignments.length);
  for (const element of message.assignments) encodeSyncGroupRequestAssignment(writer, element, version);
  if (version >= 4) writer.uvarint(0);
}

export interface SyncGroupResponse {
  throttleTimeMs: number;
  errorCode: number;
  protocolType: string | null;
  protocolName: string | null;
  assignment: Buffer;
}

function decodeSyncGroupResponse(reader: Reader, version: number): SyncGroupResponse {
  const throttleTimeMs = version >= 1 ? reader.int32() : 0;
  const errorCode = reader.int16();
  const protocolType = version >= 5 ? reader.compactNullableString() : null;
  const protocolName = version >= 5 ? reader.compactNullableString() : null;
  const assignment = version >= 4 ? reader.compactBytes() : reader.bytes();
  if (version >= 4) reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, protocolType, protocolName, assignment };
}

function encodeSyncGroupResponse(writer: Writer, message: SyncGroupResponse, version: number): void {
  if (version >= 1) writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  if (version >= 5) writer.compactNullableString(message.protocolType);
  if (version >= 5) writer.compactNullableString(message.protocolName);
  if (version >= 4) writer.compactBytes(message.assignment); else writer.bytes(message.assignment);
  if (version >= 4) writer.uvarint(0);
}

export const SyncGroupApi: Api<SyncGroupRequest, SyncGroupResponse> = {
  key: 14,
  name: 'SyncGroup',
  versions: [0, 5],
  flexibleFrom: 4,
  decodeRequest: decodeSyncGroupRequest,
  encodeRequest: encodeSyncGroupRequest,
  decodeResponse: decodeSyncGroupResponse,
  encodeResponse: encodeSyncGroupResponse,
};
