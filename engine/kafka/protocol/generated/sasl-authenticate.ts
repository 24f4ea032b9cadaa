// Generated from declarations/sasl-authenticate.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface SaslAuthenticateRequest {
  authBytes: Buffer;
}

function decodeSaslAuthenticateRequest(reader: Reader, version: number): SaslAuthenticateRequest {
  const authBytes = version >= 2 ? reader.compactBytes() : reader.bytes();
  if (version >= 2) reader.skipTaggedFields();
  return { authBytes };
}

function encodeSaslAuthenticateRequest(writer: Writer, message: SaslAuthenticateRequest, version: number): void {
  if (version >= 2) writer.compactBytes(message.authBytes); else writer.bytes(message.authBytes);
  if (version >= 2) writer.uvarint(0);
}

export interface SaslAuthenticateResponse {
  errorCode: number;
  errorMessage: string | null;
  authBytes: Buffer;
  sessionLifetimeMs: number;
}

function decodeSaslAuthenticateResponse(reader: Reader, version: number): SaslAuthenticateResponse {
  const errorCode = reader.int16();
  const errorMessage = version >= 2 ? reader.compactNullableString() : reader.nullableString();
  const authBytes = version >= 2 ? reader.compactBytes() : reader.bytes();
  const sessionLifetimeMs = version >= 1 ? reader.int64() : 0;
  if (version >= 2) reader.skipTaggedFields();
  return { errorCode, errorMessage, authBytes, sessionLifetimeMs };
}

function encodeSaslAuthenticateResponse(writer: Writer, message: SaslAuthenticateResponse, version: number): void {
  writer.int16(message.errorCode);
  if (version >= 2) writer.compactNullableString(message.errorMessage); else writer.nullableString(message.errorMessage);
  if (version >= 2) writer.compactBytes(message.authBytes); else writer.bytes(message.authBytes);
  if (version >= 1) writer.int64(message.sessionLifetimeMs);
  if (version >= 2) writer.uvarint(0);
}

export const SaslAuthenticateApi: Api<SaslAuthenticateRequest, SaslAuthenticateResponse> = {
  key: 36,
  name: 'SaslAuthenticate',
  versions: [0, 2],
  flexibleFrom: 2,
  decodeRequest: decodeSaslAuthenticateRequest,
  encodeRequest: encodeSaslAuthenticateRequest,
  decodeResponse: decodeSaslAuthenticateResponse,
  encodeResponse: encodeSaslAuthenticateResponse,
};
