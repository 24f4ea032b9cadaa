// Generated from declarations/describe-user-scram-credentials.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface DescribeUserScramCredentialsRequestUser {
  name: string;
}

function decodeDescribeUserScramCredentialsRequestUser(reader: Reader, version: number): DescribeUserScramCredentialsRequestUser {
  const name = reader.compactString();
  reader.skipTaggedFields();
  return { name };
}

function encodeDescribeUserScramCredentialsRequestUser(writer: Writer, message: DescribeUserScramCredentialsRequestUser, version: number): void {
  writer.compactString(message.name);
  writer.uvarint(0);
}

export interface DescribeUserScramCredentialsRequest {
  users: DescribeUserScramCredentialsRequestUser[] | null;
}

function decodeDescribeUserScramCredentialsRequest(reader: Reader, version: number): DescribeUserScramCredentialsRequest {
  const usersLength = reader.compactNullableListLength();
  let users: DescribeUserScramCredentialsRequestUser[] | null = null;
  if (usersLength >= 0) {
    users = [];
    for (let index = 0; index < usersLength; index++) users.push(decodeDescribeUserScramCredentialsRequestUser(reader, version));
  }
  reader.skipTaggedFields();
  return { users };
}

function encodeDescribeUserScramCredentialsRequest(writer: Writer, message: DescribeUserScramCredentialsRequest, version: number): void {
  writer.compactListLength(message.users?.length ?? -1);
  for (const element of message.users ?? []) encodeDescribeUserScramCredentialsRequestUser(writer, element, version);
  writer.uvarint(0);
}

export interface DescribeUserScramCredentialsResponseCredentialInfo {
  mechanism: number;
  iterations: number;
}

function decodeDescribeUserScramCredentialsResponseCredentialInfo(reader: Reader, version: number): DescribeUserScramCredentialsResponseCredentialInfo {
  const mechanism = reader.int8();
  const iterations = reader.int32();
  reader.skipTaggedFields();
  return { mechanism, iterations };
}

function encodeDescribeUserScramCredentialsResponseCredentialInfo(writer: Writer, message: DescribeUserScramCredentialsResponseCredentialInfo, version: number): void {
  writer.int8(message.mechanism);
  writer.int32(message.iterations);
  writer.uvarint(0);
}

export interface DescribeUserScramCredentialsResponseResult {
  user: string;
  errorCode: number;
  errorMessage: string | null;
  credentialInfos: DescribeUserScramCredentialsResponseCredentialInfo[];
}

function decodeDescribeUserScramCredentialsResponseResult(reader: Reader, version: number): DescribeUserScramCredentialsResponseResult {
  const user = reader.compactString();
  const errorCode = reader.int16();
  const errorMessage = reader.compactNullableString();
  const credentialInfosLength = reader.compactListLength();
  const credentialInfos: DescribeUserScramCredentialsResponseCredentialInfo[] = [];
  for (let index = 0; index < credentialInfosLength; index++) credentialInfos.push(decodeDescribeUserScramCredentialsResponseCredentialInfo(reader, version));
  reader.skipTaggedFields();
  return { user, errorCode, errorMessage, credentialInfos };
}

function encodeDescribeUserScramCredentialsResponseResult(writer: Writer, message: DescribeUserScramCredentialsResponseResult, version: number): void {
  writer.compactString(message.user);
  writer.int16(message.errorCode);
  writer.compactNullableString(message.errorMessage);
  writer.compactListLength(message.credentialInfos.length);
  for (const element of message.credentialInfos) encodeDescribeUserScramCredentialsResponseCredentialInfo(writer, element, version);
  writer.uvarint(0);
}

export interface DescribeUserScramCredentialsResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  results: DescribeUserScramCredentialsResponseResult[];
}

function decodeDescribeUserScramCredentialsResponse(reader: Reader, version: number): DescribeUserScramCredentialsResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = reader.compactNullableString();
  const resultsLength = reader.compactListLength();
  const results: DescribeUserScramCredentialsResponseResult[] = [];
  for (let index = 0; index < resultsLength; index++) results.push(decodeDescribeUserScramCredentialsResponseResult(reader, version));
  reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, errorMessage, results };
}

function encodeDescribeUserScramCredentialsResponse(writer: Writer, message: DescribeUserScramCredentialsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  writer.compactNullableString(message.errorMessage);
  writer.compactListLength(message.results.length);
  for (const element of message.results) encodeDescribeUserScramCredentialsResponseResult(writer, element, version);
  writer.uvarint(0);
}

export const DescribeUserScramCredentialsApi: Api<DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsResponse> = {
  key: 50,
  name: 'DescribeUserScramCredentials',
  versions: [0, 0],
  flexibleFrom: 0,
  decodeRequest: decodeDescribeUserScramCredentialsRequest,
  encodeRequest: encodeDescribeUserScramCredentialsRequest,
  decodeResponse: decodeDescribeUserScramCredentialsResponse,
  encodeResponse: encodeDescribeUserScramCredentialsResponse,
};
