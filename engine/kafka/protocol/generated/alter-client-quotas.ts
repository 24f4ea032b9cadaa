// Generated from declarations/alter-client-quotas.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface AlterClientQuotasRequestEntity {
  entityType: string;
  entityName: string | null;
}

function decodeAlterClientQuotasRequestEntity(reader: Reader, version: number): AlterClientQuotasRequestEntity {
  const entityType = version >= 1 ? reader.compactString() : reader.string();
  const entityName = version >= 1 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 1) reader.skipTaggedFields();
  return { entityType, entityName };
}

function encodeAlterClientQuotasRequestEntity(writer: Writer, message: AlterClientQuotasRequestEntity, version: number): void {
  if (version >= 1) writer.compactString(message.entityType); else writer.string(message.entityType);
  if (version >= 1) writer.compactNullableString(message.entityName); else writer.nullableString(message.entityName);
  if (version >= 1) writer.uvarint(0);
}

export interface AlterClientQuotasRequestOp {
  key: string;
  value: number;
  remove: boolean;
}

function decodeAlterClientQuotasRequestOp(reader: Reader, version: number): AlterClientQuotasRequestOp {
  const key = version >= 1 ? reader.compactString() : reader.string();
  const value = reader.float64();
  const remove = reader.bool();
  if (version >= 1) reader.skipTaggedFields();
  return { key, value, remove };
}

function encodeAlterClientQuotasRequestOp(writer: Writer, message: AlterClientQuotasRequestOp, version: number): void {
  if (version >= 1) writer.compactString(message.key); else writer.string(message.key);
  writer.float64(message.value);
  writer.bool(message.remove);
  if (version >= 1) writer.uvarint(0);
}

export interface AlterClientQuotasRequestEntry {
  entity: AlterClientQuotasRequestEntity[];
  ops: AlterClientQuotasRequestOp[];
}

function decodeAlterClientQuotasRequestEntry(reader: Reader, version: number): AlterClientQuotasRequestEntry {
  const entityLength = version >= 1 ? reader.compactListLength() : reader.listLength();
  const entity: AlterClientQuotasRequestEntity[] = [];
  for (let index = 0; index < entityLength; index++) entity.push(decodeAlterClientQuotasRequestEntity(reader, version));
  const opsLength = version >= 1 ? reader.compactListLength() : reader.listLength();
  const ops: AlterClientQuotasRequestOp[] = [];
  for (let index = 0; index < opsLength; index++) ops.push(decodeAlterClientQuotasRequestOp(reader, version));
  if (version >= 1) reader.skipTaggedFields();
  return { entity, ops };
}

function encodeAlterClientQuotasRequestEntry(writer: Writer, message: AlterClientQuotasRequestEntry, version: number): void {
  if (version >= 1) writer.compactListLength(message.entity.length); else writer.listLength(message.entity.length);
  for (const element of message.entity) encodeAlterClientQuotasRequestEntity(writer, element, version);
  if (version >= 1) writer.compactListLength(message.ops.length); else writer.listLength(message.ops.length);
  for (const element of message.ops) encodeAlterClientQuotasRequestOp(writer, element, version);
  if (version >= 1) writer.uvarint(0);
}

export interface AlterClientQuotasRequest {
  entries: AlterClientQuotasRequestEntry[];
  validateOnly: boolean;
}

function decodeAlterClientQuotasRequest(reader: Reader, version: number): AlterClientQuotasRequest {
  const entriesLength = version >= 1 ? reader.compactListLength() : reader.listLength();
  const entries: AlterClientQuotasRequestEntry[] = [];
  for (let index = 0; index < entriesLength; index++) entries.push(decodeAlterClientQuotasRequestEntry(reader, version));
  const validateOnly = reader.bool();
  if (version >= 1) reader.skipTaggedFields();
  return { entries, validateOnly };
}

function encodeAlterClientQuotasRequest(writer: Writer, message: AlterClientQuotasRequest, version: number): void {
  if (version >= 1) writer.compactListLength(message.entries.length); else writer.listLength(message.entries.length);
  for (const element of message.entries) encodeAlterClientQuotasRequestEntry(writer, element, version);
  writer.bool(message.validateOnly);
  if (version >= 1) writer.uvarint(0);
}

export interface AlterClientQuotasResponseEntity {
  entityType: string;
  entityName: string | null;
}

function decodeAlterClientQuotasResponseEntity(reader: Reader, version: number): AlterClientQuotasResponseEntity {
  const entityType = version >= 1 ? reader.compactString() : reader.string();
  const entityName = version >= 1 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 1) reader.skipTaggedFields();
  return { entityType, entityName };
}

function encodeAlterClientQuotasResponseEntity(writer: Writer, message: AlterClientQuotasResponseEntity, version: number): void {
  if (version >= 1) writer.compactString(message.entityType); else writer.string(message.entityType);
  if (version >= 1) writer.compactNullableString(message.entityName); else writer.nullableString(message.entityName);
  if (version >= 1) writer.uvarint(0);
}

export interface AlterClientQuotasResponseEntry {
  errorCode: number;
  errorMessage: string | null;
  entity: AlterClientQuotasResponseEntity[];
}

function decodeAlterClientQuotasResponseEntry(reader: Reader, version: number): AlterClientQuotasResponseEntry {
  const errorCode = reader.int16();
  const errorMessage = version >= 1 ? reader.compactNullableString() : reader.nullableString();
  const entityLength = version >= 1 ? reader.compactListLength() : reader.listLength();
  const entity: AlterClientQuotasResponseEntity[] = [];
  for (let index = 0; index < entityLength; index++) entity.push(decodeAlterClientQuotasResponseEntity(reader, version));
  if (version >= 1) reader.skipTaggedFields();
  return { errorCode, errorMessage, entity };
}

function encodeAlterClientQuotasResponseEntry(writer: Writer, message: AlterClientQuotasResponseEntry, version: number): void {
  writer.int16(message.errorCode);
  if (version >= 1) writer.compactNullableString(message.errorMessage); else writer.nullableString(message.errorMessage);
  if (version >= 1) writer.compactListLength(message.entity.length); else writer.listLength(message.entity.length);
  for (const element of message.entity) encodeAlterClientQuotasResponseEntity(writer, element, version);
  if (version >= 1) writer.uvarint(0);
}

export interface AlterClientQuotasResponse {
  throttleTimeMs: number;
  entries: AlterClientQuotasResponseEntry[];
}

function decodeAlterClientQuotasResponse(reader: Reader, version: number): AlterClientQuotasResponse {
  const throttleTimeMs = reader.int32();
  const entriesLength = version >= 1 ? reader.compactListLength() : reader.listLength();
  const entries: AlterClientQuotasResponseEntry[] = [];
  for (let index = 0; index < entriesLength; index++) entries.push(decodeAlterClientQuotasResponseEntry(reader, version));
  if (version >= 1) reader.skipTaggedFields();
  return { throttleTimeMs, entries };
}

function encodeAlterClientQuotasResponse(writer: Writer, message: AlterClientQuotasResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 1) writer.compactListLength(message.entries.length); else writer.listLength(message.entries.length);
  for (const element of message.entries) encodeAlterClientQuotasResponseEntry(writer, element, version);
  if (version >= 1) writer.uvarint(0);
}

export const AlterClientQuotasApi: Api<AlterClientQuotasRequest, AlterClientQuotasResponse> = {
  key: 49,
  name: 'AlterClientQuotas',
  versions: [0, 1],
  flexibleFrom: 1,
  decodeRequest: decodeAlterClientQuotasRequest,
  encodeRequest: encodeAlterClientQuotasRequest,
  decodeResponse: decodeAlterClientQuotasResponse,
  encodeResponse: encodeAlterClientQuotasResponse,
};
