// Generated from declarations/heartbeat.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface HeartbeatRequest {
  groupId: string;
  generationId: number;
  memberId: string;
  groupInstanceId: string | null;
}

function decodeHeartbeatRequest(reader: Reader, version: number): HeartbeatRequest {
  const groupId = version >= 4 ? reader.compactString() : reader.string();
  const generationId = reader.int32();
  const memberId = version >= 4 ? reader.compactString() : reader.string();
  const groupInstanceId = version >= 4 ? reader.compactNullableString() : version >= 3 ? reader.nullableString() : null;
  if (version >= 4) reader.skipTaggedFields();
  return { groupId, generationId, memberId, groupInstanceId };
}

function encodeHeartbeatRequest(writer: Writer, message: HeartbeatRequest, version: number): void {
  if (version >= 4) writer.compactString(message.groupId); else writer.string(message.groupId);
  writer.int32(message.generationId);
  if (version >= 4) writer.compactString(message.memberId); else writer.string(message.memberId);
  if (version >= 4) writer.compactNullableString(message.groupInstanceId); else if (version >= 3) writer.nullableString(message.groupInstanceId);
  if (version >= 4) writer.uvarint(0);
}

export interface HeartbeatResponse {
  throttleTimeMs: number;
  errorCode: number;
}

function decodeHeartbeatResponse(reader: Reader, version: number): HeartbeatResponse {
  const throttleTimeMs = version >= 1 ? reader.int32() : 0;
  const errorCode = reader.int16();
  if (version >= 4) reader.skipTaggedFields();
  return { throttleTimeMs, errorCode };
}

function encodeHeartbeatResponse(writer: Writer, message: HeartbeatResponse, version: number): void {
  if (version >= 1) writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  if (version >= 4) writer.uvarint(0);
}

export const HeartbeatApi: Api<HeartbeatRequest, HeartbeatResponse> = {
  key: 12,
  name: 'Heartbeat',
  versions: [0, 4],
  flexibleFrom: 4,
  decodeRequest: decodeHeartbeatRequest,
  encodeRequest: encodeHeartbeatRequest,
  decodeResponse: decodeHeartbeatResponse,
  encodeResponse: encodeHeartbeatResponse,
};
