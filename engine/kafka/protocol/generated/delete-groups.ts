// Generated from declarations/delete-groups.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface DeleteGroupsRequest {
  groupsNames: string[];
}

function decodeDeleteGroupsRequest(reader: Reader, version: number): DeleteGroupsRequest {
  const groupsNamesLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const groupsNames: string[] = [];
  for (let index = 0; index < groupsNamesLength; index++) groupsNames.push(version >= 2 ? reader.compactString() : reader.string());
  if (version >= 2) reader.skipTaggedFields();
  return { groupsNames };
}

function encodeDeleteGroupsRequest(writer: Writer, message: DeleteGroupsRequest, version: number): void {
  if (version >= 2) writer.compactListLength(message.groupsNames.length); else writer.listLength(message.groupsNames.length);
  for (const element of message.groupsNames) if (version >= 2) writer.compactString(element); else writer.string(element);
  if (version >= 2) writer.uvarint(0);
}

export interface DeleteGroupsResponseResult {
  groupId: string;
  errorCode: number;
}

function decodeDeleteGroupsResponseResult(reader: Reader, version: number): DeleteGroupsResponseResult {
  const groupId = version >= 2 ? reader.compactString() : reader.string();
  const errorCode = reader.int16();
  if (version >= 2) reader.skipTaggedFields();
  return { groupId, errorCode };
}

function encodeDeleteGroupsResponseResult(writer: Writer, message: DeleteGroupsResponseResult, version: number): void {
  if (version >= 2) writer.compactString(message.groupId); else writer.string(message.groupId);
  writer.int16(message.errorCode);
  if (version >= 2) writer.uvarint(0);
}

export interface DeleteGroupsResponse {
  throttleTimeMs: number;
  results: DeleteGroupsResponseResult[];
}

function decodeDeleteGroupsResponse(reader: Reader, version: number): DeleteGroupsResponse {
  const throttleTimeMs = reader.int32();
  const resultsLength = version >= 2 ? reader.compactListLength() : reader.listLength();
  const results: DeleteGroupsResponseResult[] = [];
  for (let index = 0; index < resultsLength; index++) results.push(decodeDeleteGroupsResponseResult(reader, version));
  if (version >= 2) reader.skipTaggedFields();
  return { throttleTimeMs, results };
}

function encodeDeleteGroupsResponse(writer: Writer, message: DeleteGroupsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 2) writer.compactListLength(message.results.length); else writer.listLength(message.results.length);
  for (const element of message.results) encodeDeleteGroupsResponseResult(writer, element, version);
  if (version >= 2) writer.uvarint(0);
}

export const DeleteGroupsApi: Api<DeleteGroupsRequest, DeleteGroupsResponse> = {
  key: 42,
  name: 'DeleteGroups',
  versions: [0, 2],
  flexibleFrom: 2,
  decodeRequest: decodeDeleteGroupsRequest,
  encodeRequest: encodeDeleteGroupsRequest,
  decodeResponse: decodeDeleteGroupsResponse,
  encodeResponse: encodeDeleteGroupsResponse,
};
