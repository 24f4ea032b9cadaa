// Generated from declarations/write-txn-markers.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface WriteTxnMarkersRequestTopic {
  name: string;
  partitionIndexes: number[];
}

function decodeWriteTxnMarkersRequestTopic(reader: Reader, version: number): WriteTxnMarkersRequestTopic {
  const name = reader.compactString();
  const partitionIndexesLength = reader.compactListLength();
  const partitionIndexes: number[] = [];
  for (let index = 0; index < partitionIndexesLength; index++) partitionIndexes.push(reader.int32());
  reader.skipTaggedFields();
  return { name, partitionIndexes };
}

function encodeWriteTxnMarkersRequestTopic(writer: Writer, message: WriteTxnMarkersRequestTopic, version: number): void {
  writer.compactString(message.name);
  writer.compactListLength(message.partitionIndexes.length);
  for (const element of message.partitionIndexes) writer.int32(element);
  writer.uvarint(0);
}

export interface WriteTxnMarkersRequestMarker {
  producerId: number;
  producerEpoch: number;
  transactionResult: boolean;
  topics: WriteTxnMarkersRequestTopic[];
  coordinatorEpoch: number;
  transactionVersion: number;
}

function decodeWriteTxnMarkersRequestMarker(reader: Reader, version: number): WriteTxnMarkersRequestMarker {
  const producerId = reader.int64();
  const producerEpoch = reader.int16();
  const transactionResult = reader.bool();
  const topicsLength = reader.compactListLength();
  const topics: WriteTxnMarkersRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeWriteTxnMarkersRequestTopic(reader, version));
  const coordinatorEpoch = reader.int32();
  const transactionVersion = version >= 2 ? reader.int8() : 0;
  reader.skipTaggedFields();
  return { producerId, producerEpoch, transactionResult, topics, coordinatorEpoch, transactionVersion };
}

function encodeWriteTxnMarkersRequestMarker(writer: Writer, message: WriteTxnMarkersRequestMarker, version: number): void {
  writer.int64(message.producerId);
  writer.int16(message.producerEpoch);
  writer.bool(message.transactionResult);
  writer.compactListLength(message.topics.length);
  for (const element of message.topics) encodeWriteTxnMarkersRequestTopic(writer, element, version);
  writer.int32(message.coordinatorEpoch);
  if (version >= 2) writer.int8(message.transactionVersion);
  writer.uvarint(0);
}

export interface WriteTxnMarkersRequest {
  markers: WriteTxnMarkersRequestMarker[];
}

function decodeWriteTxnMarkersRequest(reader: Reader, version: number): WriteTxnMarkersRequest {
  const markersLength = reader.compactListLength();
  const markers: WriteTxnMarkersRequestMarker[] = [];
  for (let index = 0; index < markersLength; index++) markers.push(decodeWriteTxnMarkersRequestMarker(reader, version));
  reader.skipTaggedFields();
  return { markers };
}

function encodeWriteTxnMarkersRequest(writer: Writer, message: WriteTxnMarkersRequest, version: number): void {
  writer.compactListLength(message.markers.length);
  for (const element of message.markers) encodeWriteTxnMarkersRequestMarker(writer, element, version);
  writer.uvarint(0);
}

export interface WriteTxnMarkersResponsePartition {
  partitionIndex: number;
  errorCode: number;
}

function decodeWriteTxnMarkersResponsePartition(reader: Reader, version: number): WriteTxnMarkersResponsePartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  reader.skipTaggedFields();
  return { partitionIndex, errorCode };
}

function encodeWriteTxnMarkersResponsePartition(writer: Writer, message: WriteTxnMarkersResponsePartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int16(message.errorCode);
  writer.uvarint(0);
}

export interface WriteTxnMarkersResponseTopic {
  name: string;
  partitions: WriteTxnMarkersResponsePartition[];
}

function decodeWriteTxnMarkersResponseTopic(reader: Reader, version: number): WriteTxnMarkersResponseTopic {
  const name = reader.compactString();
  const partitionsLength = reader.compactListLength();
  const partitions: WriteTxnMarkersResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeWriteTxnMarkersResponsePartition(reader, version));
  reader.skipTaggedFields();
  return { name, partitions };
}

function encodeWriteTxnMarkersResponseTopic(writer: Writer, message: WriteTxnMarkersResponseTopic, version: number): void {
  writer.compactString(message.name);
  writer.compactListLength(message.partitions.length);
  for (const element of message.partitions) encodeWriteTxnMarkersResponsePartition(writer, element, version);
  writer.uvarint(0);
}

export interface WriteTxnMarkersResponseMarker {
  producerId: number;
  topics: WriteTxnMarkersResponseTopic[];
}

function decodeWriteTxnMarkersResponseMarker(reader: Reader, version: number): WriteTxnMarkersResponseMarker {
  const producerId = reader.int64();
  const topicsLength = reader.compactListLength();
  const topics: WriteTxnMarkersResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeWriteTxnMarkersResponseTopic(reader, version));
  reader.skipTaggedFields();
  return { producerId, topics };
}

function encodeWriteTxnMarkersResponseMarker(writer: Writer, message: WriteTxnMarkersResponseMarker, version: number): void {
  writer.int64(message.producerId);
  writer.compactListLength(message.topics.length);
  for (const element of message.topics) encodeWriteTxnMarkersResponseTopic(writer, element, version);
  writer.uvarint(0);
}

export interface WriteTxnMarkersResponse {
  markers: WriteTxnMarkersResponseMarker[];
}

function decodeWriteTxnMarkersResponse(reader: Reader, version: number): WriteTxnMarkersResponse {
  const markersLength = reader.compactListLength();
  const markers: WriteTxnMarkersResponseMarker[] = [];
  for (let index = 0; index < markersLength; index++) markers.push(decodeWriteTxnMarkersResponseMarker(reader, version));
  reader.skipTaggedFields();
  return { markers };
}

function encodeWriteTxnMarkersResponse(writer: Writer, message: WriteTxnMarkersResponse, version: number): void {
  writer.compactListLength(message.markers.length);
  for (const element of message.markers) encodeWriteTxnMarkersResponseMarker(writer, element, version);
  writer.uvarint(0);
}

export const WriteTxnMarkersApi: Api<WriteTxnMarkersRequest, WriteTxnMarkersResponse> = {
  key: 27,
  name: 'WriteTxnMarkers',
  versions: [1, 2],
  flexibleFrom: 1,
  decodeRequest: decodeWriteTxnMarkersRequest,
  encodeRequest: encodeWriteTxnMarkersRequest,
  decodeResponse: decodeWriteTxnMarkersResponse,
  encodeResponse: encodeWriteTxnMarkersResponse,
};
