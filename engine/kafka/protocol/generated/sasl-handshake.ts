// Generated from declarations/sasl-handshake.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface SaslHandshakeRequest {
  mechanism: string;
}

function decodeSaslHandshakeRequest(reader: Reader, version: number): SaslHandshakeRequest {
  const mechanism = reader.string();
  return { mechanism };
}

function encodeSaslHandshakeRequest(writer: Writer, message: SaslHandshakeRequest, version: number): void {
  writer.string(message.mechanism);
}

export interface SaslHandshakeResponse {
  errorCode: number;
  mechanisms: string[];
}

function decodeSaslHandshakeResponse(reader: Reader, version: number): SaslHandshakeResponse {
  const errorCode = reader.int16();
  const mechanismsLength = reader.listLength();
  const mechanisms: string[] = [];
  for (let index = 0; index < mechanismsLength; index++) mechanisms.push(reader.string());
  return { errorCode, mechanisms };
}

function encodeSaslHandshakeResponse(writer: Writer, message: SaslHandshakeResponse, version: number): void {
  writer.int16(message.errorCode);
  writer.listLength(message.mechanisms.length);
  for (const element of message.mechanisms) writer.string(element);
}

export const SaslHandshakeApi: Api<SaslHandshakeRequest, SaslHandshakeResponse> = {
  key: 17,
  name: 'SaslHandshake',
  versions: [0, 1],
  flexibleFrom: Number.POSITIVE_INFINITY,
  decodeRequest: decodeSaslHandshakeRequest,
  encodeRequest: encodeSaslHandshakeRequest,
  decodeResponse: decodeSaslHandshakeResponse,
  encodeResponse: encodeSaslHandshakeResponse,
};
