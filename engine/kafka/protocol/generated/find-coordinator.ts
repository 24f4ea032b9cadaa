// Generated from declarations/find-coordinator.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface FindCoordinatorRequest {
  key: string;
  keyType: number;
  coordinatorKeys: string[];
}

function decodeFindCoordinatorRequest(reader: Reader, version: number): FindCoordinatorRequest {
  const key = version >= 4 ? '' : version >= 3 ? reader.compactString() : reader.string();
  const keyType = version >= 1 ? reader.int8() : 0;
  const coordinatorKeysLength = version >= 4 ? reader.compactListLength() : 0;
  const coordinatorKeys: string[] = [];
  for (let index = 0; index < coordinatorKeysLength; index++) coordinatorKeys.push(version >= 3 ? reader.compactString() : reader.string());
  if (version >= 3) reader.skipTaggedFields();
  return { key, keyType, coordinatorKeys };
}

function encodeFindCoordinatorRequest(writer: Writer, message: FindCoordinatorRequest, version: number): void {
  if (version >= 4) {} else if (version >= 3) writer.compactString(message.key); else writer.string(message.key);
  if (version >= 1) writer.int8(message.keyType);
  if (version >= 4) writer.compactListLength(message.coordinatorKeys.length);
  if (version >= 4) for (const element of message.coordinatorKeys) if (version >= 3) writer.compactString(element); else writer.string(element);
  if (version >= 3) writer.uvarint(0);
}

export interface FindCoordinatorResponseCoordinator {
  key: string;
  nodeId: number;
  host: string;
  port: number;
  errorCode: number;
  errorMessage: string | null;
}

function decodeFindCoordinatorResponseCoordinator(reader: Reader, version: number): FindCoordinatorResponseCoordinator {
  const key = version >= 3 ? reader.compactString() : reader.string();
  const nodeId = reader.int32();
  const host = version >= 3 ? reader.compactString() : reader.string();
  const port = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = version >= 3 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 3) reader.skipTaggedFields();
  return { key, nodeId, host, port, errorCode, errorMessage };
}

function encodeFindCoordinatorResponseCoordinator(writer: Writer, message: FindCoordinatorResponseCoordinator, version: number): void {
  if (version >= 3) writer.compactString(message.key); else writer.string(message.key);
  writer.int32(message.nodeId);
  if (version >= 3) writer.compactString(message.host); else writer.string(message.host);
  writer.int32(message.port);
  writer.int16(message.errorCode);
  if (version >= 3) writer.compactNullableString(message.errorMessage); else writer.nullableString(message.errorMessage);
  if (version >= 3) writer.uvarint(0);
}

export interface FindCoordinatorResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  nodeId: number;
  host: string;
  port: number;
  coordinators: FindCoordinatorResponseCoordinator[];
}

function decodeFindCoordinatorResponse(reader: Reader, version: number): FindCoordinatorResponse {
  const throttleTimeMs = version >= 1 ? reader.int32() : 0;
  const errorCode = version >= 4 ? 0 : reader.int16();
  const errorMessage = version >= 4 ? null : version >= 3 ? reader.compactNullableString() : version >= 1 ? reader.nullableString() : null;
  const nodeId = version >= 4 ? 0 : reader.int32();
  const host = version >= 4 ? '' : version >= 3 ? reader.compactString() : reader.string();
  const port = version >= 4 ? 0 : reader.int32();
  const coordinatorsLength = version >= 4 ? reader.compactListLength() : 0;
  const coordinators: FindCoordinatorResponseCoordinator[] = [];
  for (let index = 0; index < coordinatorsLength; index++) coordinators.push(decodeFindCoordinatorResponseCoordinator(reader, version));
  if (version >= 3) reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, errorMessage, nodeId, host, port, coordinators };
}

function encodeFindCoordinatorResponse(writer: Writer, message: FindCoordinatorResponse, version: number): void {
  if (version >= 1) writer.int32(message.throttleTimeMs);
  if (version < 4) writer.int16(message.errorCode);
  if (version >= 4) {} else if (version >= 3) writer.compactNullableString(message.errorMessage); else if (version >= 1) writer.nullableString(message.errorMessage);
  if (version < 4) writer.int32(message.nodeId);
  if (version >= 4) {} else if (version >= 3) writer.compactString(message.host); else writer.string(message.host);
  if (version < 4) writer.int32(message.port);
  if (version >= 4) writer.compactListLength(message.coordinators.length);
  if (version >= 4) for (const element of message.coordinators) encodeFindCoordinatorResponseCoordinator(writer, element, version);
  if (version >= 3) writer.uvarint(0);
}

export const FindCoordinatorApi: Api<FindCoordinatorRequest, FindCoordinatorResponse> = {
  key: 10,
  name: 'FindCoordinator',
  versions: [0, 6],
  flexibleFrom: 3,
  decodeRequest: decodeFindCoordinatorRequest,
  encodeRequest: encodeFindCoordinatorRequest,
  decodeResponse: decodeFindCoordinatorResponse,
  encodeResponse: encodeFindCoordinatorResponse,
};
