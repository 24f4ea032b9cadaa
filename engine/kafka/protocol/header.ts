import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/**
 * Request header v1: api_key INT16, api_version INT16, correlation_id INT32, client_id NULLABLE_STRING;
 * v2, in flexible versions, adds tagged fields but keeps client_id an INT16-length string.
 * Response header v0: correlation_id INT32; v1, in flexible versions, adds tagged fields.
 */
export interface RequestHeader {
  apiKey: number;
  apiVersion: number;
  correlationId: number;
}

const API_VERSIONS_KEY = 18;

/** The part that every version shares; enough to find out which API it is. */
export function decodeRequestHeader(reader: Reader): RequestHeader {
  return { apiKey: reader.int16(), apiVersion: reader.int16(), correlationId: reader.int32() };
}

/** The rest of the header; returns the client's id, '' for none. */
export function decodeClientId(reader: Reader, flexible: boolean): string {
  const clientId = reader.nullableString();
  if (flexible) reader.skipTaggedFields();
  return clientId ?? '';
}

export function encodeRequestHeader(writer: Writer, header: RequestHeader, clientId: string, flexible: boolean): void {
  writer.int16(header.apiKey);
  writer.int16(header.apiVersion);
  writer.int32(header.correlationId);
  writer.nullableString(clientId);
  if (flexible) writer.uvarint(0);
}

/** An ApiVersions response always has header v0, so that a client of any age can read it (KIP-511). */
export function encodeResponseHeader(writer: Writer, header: RequestHeader, flexible: boolean): void {
  writer.int32(header.correlationId);
  if (flexible && header.apiKey !== API_VERSIONS_KEY) writer.uvarint(0);
}

export function decodeResponseHeader(reader: Reader, apiKey: number, flexible: boolean): number {
  const correlationId = reader.int32();
  if (flexible && apiKey !== API_VERSIONS_KEY) reader.skipTaggedFields();
  return correlationId;
}
