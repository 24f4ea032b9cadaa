// Generated from declarations/api-versions.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import { Writer } from '../writer.ts';

export interface ApiVersionsRequest {
  clientSoftwareName: string;
  clientSoftwareVersion: string;
}

function decodeApiVersionsRequest(reader: Reader, version: number): ApiVersionsRequest {
  const clientSoftwareName = version >= 3 ? reader.compactString() : '';
  const clientSoftwareVersion = version >= 3 ? reader.compactString() : '';
  if (version >= 3) reader.skipTaggedFields();
  return { clientSoftwareName, clientSoftwareVersion };
}

function encodeApiVersionsRequest(writer: Writer, message: ApiVersionsRequest, version: number): void {
  if (version >= 3) writer.compactString(message.clientSoftwareName);
  if (version >= 3) writer.compactString(message.clientSoftwareVersion);
  if (version >= 3) writer.uvarint(0);
}

export interface ApiVersionsResponseApiKey {
  apiKey: number;
  minVersion: number;
  maxVersion: number;
}

function decodeApiVersionsResponseApiKey(reader: Reader, version: number): ApiVersionsResponseApiKey {
  const apiKey = reader.int16();
  const minVersion = reader.int16();
  const maxVersion = reader.int16();
  if (version >= 3) reader.skipTaggedFields();
  return { apiKey, minVersion, maxVersion };
}

function encodeApiVersionsResponseApiKey(writer: Writer, message: ApiVersionsResponseApiKey, version: number): void {
  writer.int16(message.apiKey);
  writer.int16(message.minVersion);
  writer.int16(message.maxVersion);
  if (version >= 3) writer.uvarint(0);
}

export interface ApiVersionsResponseSupportedFeature {
  name: string;
  minVersion: number;
  maxVersion: number;
}

function decodeApiVersionsResponseSupportedFeature(reader: Reader, version: number): ApiVersionsResponseSupportedFeature {
  const name = version >= 3 ? reader.compactString() : reader.string();
  const minVersion = reader.int16();
  const maxVersion = reader.int16();
  if (version >= 3) reader.skipTaggedFields();
  return { name, minVersion, maxVersion };
}

function encodeApiVersionsResponseSupportedFeature(writer: Writer, message: ApiVersionsResponseSupportedFeature, version: number): void {
  if (version >= 3) writer.compactString(message.name); else writer.string(message.name);
  writer.int16(message.minVersion);
  writer.int16(message.maxVersion);
  if (version >= 3) writer.uvarint(0);
}

export interface ApiVersionsResponseFinalizedFeature {
  name: string;
  maxVersionLevel: number;
  minVersionLevel: number;
}

function decodeApiVersionsResponseFinalizedFeature(reader: Reader, version: number): ApiVersionsResponseFinalizedFeature {
  const name = version >= 3 ? reader.compactString() : reader.string();
  const maxVersionLevel = reader.int16();
  const minVersionLevel = reader.int16();
  if (version >= 3) reader.skipTaggedFields();
  return { name, maxVersionLevel, minVersionLevel };
}

function encodeApiVersionsResponseFinalizedFeature(writer: Writer, message: ApiVersionsResponseFinalizedFeature, version: number): void {
  if (version >= 3) writer.compactString(message.name); else writer.string(message.name);
  writer.int16(message.maxVersionLevel);
  writer.int16(message.minVersionLevel);
  if (version >= 3) writer.uvarint(0);
}

export interface ApiVersionsResponse {
  errorCode: number;
  apiKeys: ApiVersionsResponseApiKey[];
  throttleTimeMs: number;
  supportedFeatures: ApiVersionsResponseSupportedFeature[];
  finalizedFeaturesEpoch: number;
  finalizedFeatures: ApiVersionsResponseFinalizedFeature[];
  zkMigrationReady: boolean;
}

function decodeApiVersionsResponse(reader: Reader, version: number): ApiVersionsResponse {
  const errorCode = reader.int16();
  const apiKeysLength = version >= 3 ? reader.compactListLength() : reader.listLength();
  const apiKeys: ApiVersionsResponseApiKey[] = [];
  for (let index = 0; index < apiKeysLength; index++) apiKeys.push(decodeApiVersionsResponseApiKey(reader, version));
  const throttleTimeMs = version >= 1 ? reader.int32() : 0;
  let supportedFeatures: ApiVersionsResponseSupportedFeature[] = [];
  let finalizedFeaturesEpoch: number = -1;
  let finalizedFeatures: ApiVersionsResponseFinalizedFeature[] = [];
  let zkMigrationReady: boolean = false;
  if (version >= 3) {
    for (let count = reader.uvarint(); count > 0; count--) {
      const tag = reader.uvarint();
      const size = reader.uvarint();
      const end = reader.position + size;
      if (tag === 0) {
        const supportedFeaturesLength = reader.compactListLength();
        supportedFeatures = [];
        for (let index = 0; index < supportedFeaturesLength; index++) supportedFeatures.push(decodeApiVersionsResponseSupportedFeature(reader, version));
      } else if (tag === 1) {
        finalizedFeaturesEpoch = reader.int64();
      } else if (tag === 2) {
        const finalizedFeaturesLength = reader.compactListLength();
        finalizedFeatures = [];
        for (let index = 0; index < finalizedFeaturesLength; index++) finalizedFeatures.push(decodeApiVersionsResponseFinalizedFeature(reader, version));
      } else if (tag === 3) {
        zkMigrationReady = reader.bool();
      } else {
        reader.skip(size);
      }
      reader.expectPosition(end);
    }
  }
  return { errorCode, apiKeys, throttleTimeMs, supportedFeatures, finalizedFeaturesEpoch, finalizedFeatures, zkMigrationReady };
}

function encodeApiVersionsResponse(writer: Writer, message: ApiVersionsResponse, version: number): void {
  writer.int16(message.errorCode);
  if (version >= 3) writer.compactListLength(message.apiKeys.length); else writer.listLength(message.apiKeys.length);
  for (const element of message.apiKeys) encodeApiVersionsResponseApiKey(writer, element, version);
  if (version >= 1) writer.int32(message.throttleTimeMs);
  if (version >= 3) {
    const hasSupportedFeatures = message.supportedFeatures.length > 0;
    const hasFinalizedFeaturesEpoch = message.finalizedFeaturesEpoch !== -1;
    const hasFinalizedFeatures = message.finalizedFeatures.length > 0;
    const hasZkMigrationReady = message.zkMigrationReady !== false;
    writer.uvarint((hasSupportedFeatures ? 1 : 0) + (hasFinalizedFeaturesEpoch ? 1 : 0) + (hasFinalizedFeatures ? 1 : 0) + (hasZkMigrationReady ? 1 : 0));
    if (hasSupportedFeatures) { const body = new Writer(); body.compactListLength(message.supportedFeatures.length); for (const element of message.supportedFeatures) encodeApiVersionsResponseSupportedFeature(body, element, version); writer.tagged(0, body); }
    if (hasFinalizedFeaturesEpoch) { const body = new Writer(); body.int64(message.finalizedFeaturesEpoch); writer.tagged(1, body); }
    if (hasFinalizedFeatures) { const body = new Writer(); body.compactListLength(message.finalizedFeatures.length); for (const element of message.finalizedFeatures) encodeApiVersionsResponseFinalizedFeature(body, element, version); writer.tagged(2, body); }
    if (hasZkMigrationReady) { const body = new Writer(); body.bool(message.zkMigrationReady); writer.tagged(3, body); }
  }
}

export const ApiVersionsApi: Api<ApiVersionsRequest, ApiVersionsResponse> = {
  key: 18,
  name: 'ApiVersions',
  versions: [0, 4],
  flexibleFrom: 3,
  decodeRequest: decodeApiVersionsRequest,
  encodeRequest: encodeApiVersionsRequest,
  decodeResponse: decodeApiVersionsResponse,
  encodeResponse: encodeApiVersionsResponse,
};
