// Generated from declarations/describe-client-quotas.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface DescribeClientQuotasRequestComponent {
  entityType: string;
  matchType: number;
  match: string | null;
}

function decodeDescribeClientQuotasRequestComponent(reader: Reader, version: number): DescribeClientQuotasRequestComponent {
  const entityType = version >= 1 ? reader.compactString() : reader.string();
  const matchType = reader.int8();
  const match = version >= 1 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 1) reader.skipTaggedFields();
  return { entityType, matchType, match };
}

function encodeDescribeClientQuotasRequestComponent(writer: Writer, message: DescribeClientQuotasRequestComponent, version: number): void {
  if (version >= 1) writer.compactString(message.entityType); else writer.string(message.entityType);
  writer.int8(message.matchType);
  if (version >= 1) writer.compactNullableString(message.match); else writer.nullableString(message.match);
  if (version >= 1) writer.uvarint(0);
}

export interface DescribeClientQuotasRequest {
  components: DescribeClientQuotasRequestComponent[];
  strict: boolean;
}

function decodeDescribeClientQuotasRequest(reader: Reader, version: number): DescribeClientQuotasRequest {
  const componentsLength = version >= 1 ? reader.compactListLength() : reader.listLength();
  const components: DescribeClientQuotasRequestComponent[] = [];
  for (let index = 0; index < componentsLength; index++) components.push(decodeDescribeClientQuotasRequestComponent(reader, version));
  const strict = reader.bool();
  if (version >= 1) reader.skipTaggedFields();
  return { components, strict };
}

function encodeDescribeClientQuotasRequest(writer: Writer, message: DescribeClientQuotasRequest, version: number): void {
  if (version >= 1) writer.compactListLength(message.components.length); else writer.listLength(message.components.length);
  for (const element of message.components) encodeDescribeClientQuotasRequestComponent(writer, element, version);
  writer.bool(message.strict);
  if (version >= 1) writer.uvarint(0);
}

export interface DescribeClientQuotasResponseEntity {
  entityType: string;
  entityName: string | null;
}

function decodeDescribeClientQuotasResponseEntity(reader: Reader, version: number): DescribeClientQuotasResponseEntity {
  const entityType = version >= 1 ? reader.compactString() : reader.string();
  const entityName = version >= 1 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 1) reader.skipTaggedFields();
  return { entityType, entityName };
}

function encodeDescribeClientQuotasResponseEntity(writer: Writer, message: DescribeClientQuotasResponseEntity, version: number): void {
  if (version >= 1) writer.compactString(message.entityType); else writer.string(message.entityType);
  if (version >= 1) writer.compactNullableString(message.entityName); else writer.nullableString(message.entityName);
  if (version >= 1) writer.uvarint(0);
}

export interface DescribeClientQuotasResponseValue {
  key: string;
  value: number;
}

function decodeDescribeClientQuotasResponseValue(reader: Reader, version: number): DescribeClientQuotasResponseValue {
  const key = version >= 1 ? reader.compactString() : reader.string();
  const value = reader.float64();
  if (version >= 1) reader.skipTaggedFields();
  return { key, value };
}

function encodeDescribeClientQuotasResponseValue(writer: Writer, message: DescribeClientQuotasResponseValue, version: number): void {
  if (version >= 1) writer.compactString(message.key); else writer.string(message.key);
  writer.float64(message.value);
  if (version >= 1) writer.uvarint(0);
}

export interface DescribeClientQuotasResponseEntry {
  entity: DescribeClientQuotasResponseEntity[];
  values: DescribeClientQuotasResponseValue[];
}

function decodeDescribeClientQuotasResponseEntry(reader: Reader, version: number): DescribeClientQuotasResponseEntry {
  const entityLength = version >= 1 ? reader.compactListLength() : reader.listLength();
  const entity: DescribeClientQuotasResponseEntity[] = [];
  for (let index = 0; index < entityLength; index++) entity.push(decodeDescribeClientQuotasResponseEntity(reader, version));
  const valuesLength = version >= 1 ? reader.compactListLength() : reader.listLength();
  const values: DescribeClientQuotasResponseValue[] = [];
  for (let index = 0; index < valuesLength; index++) values.push(decodeDescribeClientQuotasResponseValue(reader, version));
  if (version >= 1) reader.skipTaggedFields();
  return { entity, values };
}

function encodeDescribeClientQuotasResponseEntry(writer: Writer, message: DescribeClientQuotasResponseEntry, version: number): void {
  if (version >= 1) writer.compactListLength(message.entity.length); else writer.listLength(message.entity.length);
  for (const element of message.entity) encodeDescribeClientQuotasResponseEntity(writer, element, version);
  if (version >= 1) writer.compactListLength(message.values.length); else writer.listLength(message.values.length);
  for (const element of message.values) encodeDescribeClientQuotasResponseValue(writer, element, version);
  if (version >= 1) writer.uvarint(0);
}

export interface DescribeClientQuotasResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  entries: DescribeClientQuotasResponseEntry[] | null;
}

function decodeDescribeClientQuotasResponse(reader: Reader, version: number): DescribeClientQuotasResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = version >= 1 ? reader.compactNullableString() : reader.nullableString();
  const entriesLength = version >= 1 ? reader.compactNullableListLength() : reader.nullableListLength();
  let entries: DescribeClientQuotasResponseEntry[] | null = null;
  if (entriesLength >= 0) {
    entries = [];
    for (let index = 0; index < entriesLength; index++) entries.push(decodeDescribeClientQuotasResponseEntry(reader, version));
  }
  if (version >= 1) reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, errorMessage, entries };
}

function encodeDescribeClientQuotasResponse(writer: Writer, message: DescribeClientQuotasResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  if (version >= 1) writer.compactNullableString(message.errorMessage); else writer.nullableString(message.errorMessage);
  if (version >= 1) writer.compactListLength(message.entries?.length ?? -1); else writer.listLength(message.entries?.length ?? -1);
  for (const element of message.entries ?? []) encodeDescribeClientQuotasResponseEntry(writer, element, version);
  if (version >= 1) writer.uvarint(0);
}

export const DescribeClientQuotasApi: Api<DescribeClientQuotasRequest, DescribeClientQuotasResponse> = {
  key: 48,
  name: 'DescribeClientQuotas',
  versions: [0, 1],
  flexibleFrom: 1,
  decodeRequest: decodeDescribeClientQuotasRequest,
  encodeRequest: encodeDescribeClientQuotasRequest,
  decodeResponse: decodeDescribeClientQuotasResponse,
  encodeResponse: encodeDescribeClientQuotasResponse,
};
