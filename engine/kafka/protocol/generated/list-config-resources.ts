// Generated from declarations/list-config-resources.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface ListConfigResourcesRequest {
  resourceTypes: number[];
}

function decodeListConfigResourcesRequest(reader: Reader, version: number): ListConfigResourcesRequest {
  const resourceTypesLength = version >= 1 ? reader.compactListLength() : 0;
  const resourceTypes: number[] = [];
  for (let index = 0; index < resourceTypesLength; index++) resourceTypes.push(reader.int8());
  reader.skipTaggedFields();
  return { resourceTypes };
}

function encodeListConfigResourcesRequest(writer: Writer, message: ListConfigResourcesRequest, version: number): void {
  if (version >= 1) writer.compactListLength(message.resourceTypes.length);
  if (version >= 1) for (const element of message.resourceTypes) writer.int8(element);
  writer.uvarint(0);
}

export interface ListConfigResourcesResponseResource {
  resourceName: string;
  resourceType: number;
}

function decodeListConfigResourcesResponseResource(reader: Reader, version: number): ListConfigResourcesResponseResource {
  const resourceName = reader.compactString();
  const resourceType = version >= 1 ? reader.int8() : 16;
  reader.skipTaggedFields();
  return { resourceName, resourceType };
}

function encodeListConfigResourcesResponseResource(writer: Writer, message: ListConfigResourcesResponseResource, version: number): void {
  writer.compactString(message.resourceName);
  if (version >= 1) writer.int8(message.resourceType);
  writer.uvarint(0);
}

export interface ListConfigResourcesResponse {
  throttleTimeMs: number;
  errorCode: number;
  configResources: ListConfigResourcesResponseResource[];
}

function decodeListConfigResourcesResponse(reader: Reader, version: number): ListConfigResourcesResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const configResourcesLength = reader.compactListLength();
  const configResources: ListConfigResourcesResponseResource[] = [];
  for (let index = 0; index < configResourcesLength; index++) configResources.push(decodeListConfigResourcesResponseResource(reader, version));
  reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, configResources };
}

function encodeListConfigResourcesResponse(writer: Writer, message: ListConfigResourcesResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  writer.compactListLength(message.configResources.length);
  for (const element of message.configResources) encodeListConfigResourcesResponseResource(writer, element, version);
  writer.uvarint(0);
}

export const ListConfigResourcesApi: Api<ListConfigResourcesRequest, ListConfigResourcesResponse> = {
  key: 74,
  name: 'ListConfigResources',
  versions: [0, 1],
  flexibleFrom: 0,
  decodeRequest: decodeListConfigResourcesRequest,
  encodeRequest: encodeListConfigResourcesRequest,
  decodeResponse: decodeListConfigResourcesResponse,
  encodeResponse: encodeListConfigResourcesResponse,
};
