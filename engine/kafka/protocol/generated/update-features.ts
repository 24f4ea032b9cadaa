// Generated from declarations/update-features.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface UpdateFeaturesRequestUpdate {
  feature: string;
  maxVersionLevel: number;
  allowDowngrade: boolean;
  upgradeType: number;
}

function decodeUpdateFeaturesRequestUpdate(reader: Reader, version: number): UpdateFeaturesRequestUpdate {
  const feature = reader.compactString();
  const maxVersionLevel = reader.int16();
  const allowDowngrade = version >= 1 ? false : reader.bool();
  const upgradeType = version >= 1 ? reader.int8() : 1;
  reader.skipTaggedFields();
  return { feature, maxVersionLevel, allowDowngrade, upgradeType };
}

function encodeUpdateFeaturesRequestUpdate(writer: Writer, message: UpdateFeaturesRequestUpdate, version: number): void {
  writer.compactString(message.feature);
  writer.int16(message.maxVersionLevel);
  if (version < 1) writer.bool(message.allowDowngrade);
  if (version >= 1) writer.int8(message.upgradeType);
  writer.uvarint(0);
}

export interface UpdateFeaturesRequest {
  timeoutMs: number;
  updates: UpdateFeaturesRequestUpdate[];
  validateOnly: boolean;
}

function decodeUpdateFeaturesRequest(reader: Reader, version: number): UpdateFeaturesRequest {
  const timeoutMs = reader.int32();
  const updatesLength = reader.compactListLength();
  const updates: UpdateFeaturesRequestUpdate[] = [];
  for (let index = 0; index < updatesLength; index++) updates.push(decodeUpdateFeaturesRequestUpdate(reader, version));
  const validateOnly = version >= 1 ? reader.bool() : false;
  reader.skipTaggedFields();
  return { timeoutMs, updates, validateOnly };
}

function encodeUpdateFeaturesRequest(writer: Writer, message: UpdateFeaturesRequest, version: number): void {
  writer.int32(message.timeoutMs);
  writer.compactListLength(message.updates.length);
  for (const element of message.updates) encodeUpdateFeaturesRequestUpdate(writer, element, version);
  if (version >= 1) writer.bool(message.validateOnly);
  writer.uvarint(0);
}

export interface UpdateFeaturesResponseResult {
  feature: string;
  errorCode: number;
  errorMessage: string | null;
}

function decodeUpdateFeaturesResponseResult(reader: Reader, version: number): UpdateFeaturesResponseResult {
  const feature = reader.compactString();
  const errorCode = reader.int16();
  const errorMessage = reader.compactNullableString();
  reader.skipTaggedFields();
  return { feature, errorCode, errorMessage };
}

function encodeUpdateFeaturesResponseResult(writer: Writer, message: UpdateFeaturesResponseResult, version: number): void {
  writer.compactString(message.feature);
  writer.int16(message.errorCode);
  writer.compactNullableString(message.errorMessage);
  writer.uvarint(0);
}

export interface UpdateFeaturesResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  results: UpdateFeaturesResponseResult[];
}

function decodeUpdateFeaturesResponse(reader: Reader, version: number): UpdateFeaturesResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = reader.compactNullableString();
  const resultsLength = version >= 2 ? 0 : reader.compactListLength();
  const results: UpdateFeaturesResponseResult[] = [];
  for (let index = 0; index < resultsLength; index++) results.push(decodeUpdateFeaturesResponseResult(reader, version));
  reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, errorMessage, results };
}

function encodeUpdateFeaturesResponse(writer: Writer, message: UpdateFeaturesResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  writer.compactNullableString(message.errorMessage);
  if (version < 2) writer.compactListLength(message.results.length);
  if (version < 2) for (const element of message.results) encodeUpdateFeaturesResponseResult(writer, element, version);
  writer.uvarint(0);
}

export const UpdateFeaturesApi: Api<UpdateFeaturesRequest, UpdateFeaturesResponse> = {
  key: 57,
  name: 'UpdateFeatures',
  versions: [0, 2],
  flexibleFrom: 0,
  decodeRequest: decodeUpdateFeaturesRequest,
  encodeRequest: encodeUpdateFeaturesRequest,
  decodeResponse: decodeUpdateFeaturesResponse,
  encodeResponse: encodeUpdateFeaturesResponse,
};
