// Generated from declarations/list-groups.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface ListGroupsRequest {
  statesFilter: string[];
  typesFilter: string[];
}

function decodeListGroupsRequest(reader: Reader, version: number): ListGroupsRequest {
  const statesFilterLength = version >= 4 ? reader.compactListLength() : 0;
  const statesFilter: string[] = [];
  for (let index = 0; index < statesFilterLength; index++) statesFilter.push(version >= 3 ? reader.compactString() : reader.string());
  const typesFilterLength = version >= 5 ? reader.compactListLength() : 0;
  const typesFilter: string[] = [];
  for (let index = 0; index < typesFilterLength; index++) typesFilter.push(version >= 3 ? reader.compactString() : reader.string());
  if (version >= 3) reader.skipTaggedFields();
  return { statesFilter, typesFilter };
}

function encodeListGroupsRequest(writer: Writer, message: ListGroupsRequest, version: number): void {
  if (version >= 4) writer.compactListLength(message.statesFilter.length);
  if (version >= 4) for (const element of message.statesFilter) if (version >= 3) writer.compactString(element); else writer.string(element);
  if (version >= 5) writer.compactListLength(message.typesFilter.length);
  if (version >= 5) for (const element of message.typesFilter) if (version >= 3) writer.compactString(element); else writer.string(element);
  if (version >= 3) writer.uvarint(0);
}

export interface ListGroupsResponseGroup {
  groupId: string;
  protocolType: string;
  groupState: string;
  groupType: string;
}

function decodeListGroupsResponseGroup(reader: Reader, version: number): ListGroupsResponseGroup {
  const groupId = version >= 3 ? reader.compactString() : reader.string();
  const protocolType = version >= 3 ? reader.compactString() : reader.string();
  const groupState = version >= 4 ? reader.compactString() : '';
  const groupType = version >= 5 ? reader.compactString() : '';
  if (version >= 3) reader.skipTaggedFields();
  return { groupId, protocolType, groupState, groupType };
}

function encodeListGroupsResponseGroup(writer: Writer, message: ListGroupsResponseGroup, version: number): void {
  if (version >= 3) writer.compactString(message.groupId); else writer.string(message.groupId);
  if (version >= 3) writer.compactString(message.protocolType); else writer.string(message.protocolType);
  if (version >= 4) writer.compactString(message.groupState);
  if (version >= 5) writer.compactString(message.groupType);
  if (version >= 3) writer.uvarint(0);
}

export interface ListGroupsResponse {
  throttleTimeMs: number;
  errorCode: number;
  groups: ListGroupsResponseGroup[];
}

function decodeListGroupsResponse(reader: Reader, version: number): ListGroupsResponse {
  const throttleTimeMs = version >= 1 ? reader.int32() : 0;
  const errorCode = reader.int16();
  const groupsLength = version >= 3 ? reader.compactListLength() : reader.listLength();
  const groups: ListGroupsResponseGroup[] = [];
  for (let index = 0; index < groupsLength; index++) groups.push(decodeListGroupsResponseGroup(reader, version));
  if (version >= 3) reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, groups };
}

function encodeListGroupsResponse(writer: Writer, message: ListGroupsResponse, version: number): void {
  if (version >= 1) writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  if (version >= 3) writer.compactListLength(message.groups.length); else writer.listLength(message.groups.length);
  for (const element of message.groups) encodeListGroupsResponseGroup(writer, element, version);
  if (version >= 3) writer.uvarint(0);
}

export const ListGroupsApi: Api<ListGroupsRequest, ListGroupsResponse> = {
  key: 16,
  name: 'ListGroups',
  versions: [0, 5],
  flexibleFrom: 3,
  decodeRequest: decodeListGroupsRequest,
  encodeRequest: encodeListGroupsRequest,
  decodeResponse: decodeListGroupsResponse,
  encodeResponse: encodeListGroupsResponse,
};
