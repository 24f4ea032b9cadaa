// Generated from declarations/alter-user-scram-credentials.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface AlterUserScramCredentialsRequestDeletion {
  name: string;
  mechanism: number;
}

function decodeAlterUserScramCredentialsRequestDeletion(reader: Reader, version: number): AlterUserScramCredentialsRequestDeletion {
  const name = reader.compactString();
  const mechanism = reader.int8();
  reader.skipTaggedFields();
  return { name, mechanism };
}

function encodeAlterUserScramCredentialsRequestDeletion(writer: Writer, message: AlterUserScramCredentialsRequestDeletion, version: number): void {
  writer.compactString(message.name);
  writer.int8(message.mechanism);
  writer.uvarint(0);
}

export interface AlterUserScramCredentialsRequestUpsertion {
  name: string;
  mechanism: number;
  iterations: number;
  salt: Buffer;
  saltedPassword: Buffer;
}

function decodeAlterUserScramCredentialsRequestUpsertion(reader: Reader, version: number): AlterUserScramCredentialsRequestUpsertion {
  const name = reader.compactString();
  const mechanism = reader.int8();
  const iterations = reader.int32();
  const salt = reader.compactBytes();
  const saltedPassword = reader.compactBytes();
  reader.skipTaggedFields();
  return { name, mechanism, iterations, salt, saltedPassword };
}

function encodeAlterUserScramCredentialsRequestUpsertion(writer: Writer, message: AlterUserScramCredentialsRequestUpsertion, version: number): void {
  writer.compactString(message.name);
  writer.int8(message.mechanism);
  writer.int32(message.iterations);
  writer.compactBytes(message.salt);
  writer.compactBytes(message.saltedPassword);
  writer.uvarint(0);
}

export interface AlterUserScramCredentialsRequest {
  deletions: AlterUserScramCredentialsRequestDeletion[];
  upsertions: AlterUserScramCredentialsRequestUpsertion[];
}

function decodeAlterUserScramCredentialsRequest(reader: Reader, version: number): AlterUserScramCredentialsRequest {
  const deletionsLength = reader.compactListLength();
  const deletions: AlterUserScramCredentialsRequestDeletion[] = [];
  for (let index = 0; index < deletionsLength; index++) deletions.push(decodeAlterUserScramCredentialsRequestDeletion(reader, version));
  const upsertionsLength = reader.compactListLength();
  const upsertions: AlterUserScramCredentialsRequestUpsertion[] = [];
  for (let index = 0; index < upsertionsLength; index++) upsertions.push(decodeAlterUserScramCredentialsRequestUpsertion(reader, version));
  reader.skipTaggedFields();
  return { deletions, upsertions };
}

function encodeAlterUserScramCredentialsRequest(writer: Writer, message: AlterUserScramCredentialsRequest, version: number): void {
  writer.compactListLength(message.deletions.length);
  for (const element of message.deletions) encodeAlterUserScramCredentialsRequestDeletion(writer, element, version);
  writer.compactListLength(message.upsertions.length);
  for (const element of message.upsertions) encodeAlterUserScramCredentialsRequestUpsertion(writer, element, version);
  writer.uvarint(0);
}

export interface AlterUserScramCredentialsResponseResult {
  user: string;
  errorCode: number;
  errorMessage: string | null;
}

function decodeAlterUserScramCredentialsResponseResult(reader: Reader, version: number): AlterUserScramCredentialsResponseResult {
  const user = reader.compactString();
  const errorCode = reader.int16();
  const errorMessage = reader.compactNullableString();
  reader.skipTaggedFields();
  return { user, errorCode, errorMessage };
}

function encodeAlterUserScramCredentialsResponseResult(writer: Writer, message: AlterUserScramCredentialsResponseResult, version: number): void {
  writer.compactString(message.user);
  writer.int16(message.errorCode);
  writer.compactNullableString(message.errorMessage);
  writer.uvarint(0);
}

export interface AlterUserScramCredentialsResponse {
  throttleTimeMs: number;
  results: AlterUserScramCredentialsResponseResult[];
}

function decodeAlterUserScramCredentialsResponse(reader: Reader, version: number): AlterUserScramCredentialsResponse {
  const throttleTimeMs = reader.int32();
  const resultsLength = reader.compactListLength();
  const results: AlterUserScramCredentialsResponseResult[] = [];
  for (let index = 0; index < resultsLength; index++) results.push(decodeAlterUserScramCredentialsResponseResult(reader, version));
  reader.skipTaggedFields();
  return { throttleTimeMs, results };
}

function encodeAlterUserScramCredentialsResponse(writer: Writer, message: AlterUserScramCredentialsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.compactListLength(message.results.length);
  for (const element of message.results) encodeAlterUserScramCredentialsResponseResult(writer, element, version);
  writer.uvarint(0);
}

export const AlterUserScramCredentialsApi: Api<AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse> = {
  key: 51,
  name: 'AlterUserScramCredentials',
  versions: [0, 0],
  flexibleFrom: 0,
  decodeRequest: decodeAlterUserScramCredentialsRequest,
  encodeRequest: encodeAlterUserScramCredentialsRequest,
  decodeResponse: decodeAlterUserScramCredentialsResponse,
  encodeResponse: encodeAlterUserScramCredentialsResponse,
};
