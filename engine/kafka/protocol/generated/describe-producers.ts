// Generated from declarations/describe-producers.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface DescribeProducersRequestTopic {
  name: string;
  partitionIndexes: number[];
}

function decodeDescribeProducersRequestTopic(reader: Reader, version: number): DescribeProducersRequestTopic {
  const name = reader.compactString();
  const partitionIndexesLength = reader.compactListLength();
  const partitionIndexes: number[] = [];
  for (let index = 0; index < partitionIndexesLength; index++) partitionIndexes.push(reader.int32());
  reader.skipTaggedFields();
  return { name, partitionIndexes };
}

function encodeDescribeProducersRequestTopic(writer: Writer, message: DescribeProducersRequestTopic, version: number): void {
  writer.compactString(message.name);
  writer.compactListLength(message.partitionIndexes.length);
  for (const element of message.partitionIndexes) writer.int32(element);
  writer.uvarint(0);
}

export interface DescribeProducersRequest {
  topics: DescribeProducersRequestTopic[];
}

function decodeDescribeProducersRequest(reader: Reader, version: number): DescribeProducersRequest {
  const topicsLength = reader.compactListLength();
  const topics: DescribeProducersRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeDescribeProducersRequestTopic(reader, version));
  reader.skipTaggedFields();
  return { topics };
}

function encodeDescribeProducersRequest(writer: Writer, message: DescribeProducersRequest, version: number): void {
  writer.compactListLength(message.topics.length);
  for (const element of message.topics) encodeDescribeProducersRequestTopic(writer, element, version);
  writer.uvarint(0);
}

export interface DescribeProducersResponseProducer {
  producerId: number;
  producerEpoch: number;
  lastSequence: number;
  lastTimestamp: number;
  coordinatorEpoch: number;
  currentTxnStartOffset: number;
}

function decodeDescribeProducersResponseProducer(reader: Reader, version: number): DescribeProducersResponseProducer {
  const producerId = reader.int64();
  const producerEpoch = reader.int32();
  const lastSequence = reader.int32();
  const lastTimestamp = reader.int64();
  const coordinatorEpoch = reader.int32();
  const currentTxnStartOffset = reader.int64();
  reader.skipTaggedFields();
  return { producerId, producerEpoch, lastSequence, lastTimestamp, coordinatorEpoch, currentTxnStartOffset };
}

function encodeDescribeProducersResponseProducer(writer: Writer, message: DescribeProducersResponseProducer, version: number): void {
  writer.int64(message.producerId);
  writer.int32(message.producerEpoch);
  writer.int32(message.lastSequence);
  writer.int64(message.lastTimestamp);
  writer.int32(message.coordinatorEpoch);
  writer.int64(message.currentTxnStartOffset);
  writer.uvarint(0);
}

export interface DescribeProducersResponsePartition {
  partitionIndex: number;
  errorCode: number;
  errorMessage: string | null;
  activeProducers: DescribeProducersResponseProducer[];
}

function decodeDescribeProducersResponsePartition(reader: Reader, version: number): DescribeProducersResponsePartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = reader.compactNullableString();
  const activeProducersLength = reader.compactListLength();
  const activeProducers: DescribeProducersResponseProducer[] = [];
  for (let index = 0; index < activeProducersLength; index++) activeProducers.push(decodeDescribeProducersResponseProducer(reader, version));
  reader.skipTaggedFields();
  return { partitionIndex, errorCode, errorMessage, activeProducers };
}

function encodeDescribeProducersResponsePartition(writer: Writer, message: DescribeProducersResponsePartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int16(message.errorCode);
  writer.compactNullableString(message.errorMessage);
  writer.compactListLength(message.activeProducers.length);
  for (const element of message.activeProducers) encodeDescribeProducersResponseProducer(writer, element, version);
  writer.uvarint(0);
}

export interface DescribeProducersResponseTopic {
  name: string;
  partitions: DescribeProducersResponsePartition[];
}

function decodeDescribeProducersResponseTopic(reader: Reader, version: number): DescribeProducersResponseTopic {
  const name = reader.compactString();
  const partitionsLength = reader.compactListLength();
  const partitions: DescribeProducersResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeDescribeProducersResponsePartition(reader, version));
  reader.skipTaggedFields();
  return { name, partitions };
}

function encodeDescribeProducersResponseTopic(writer: Writer, message: DescribeProducersResponseTopic, version: number): void {
  writer.compactString(message.name);
  writer.compactListLength(message.partitions.length);
  for (const element of message.partitions) encodeDescribeProducersResponsePartition(writer, element, version);
  writer.uvarint(0);
}

export interface DescribeProducersResponse {
  throttleTimeMs: number;
  topics: DescribeProducersResponseTopic[];
}

function decodeDescribeProducersResponse(reader: Reader, version: number): DescribeProducersResponse {
  const throttleTimeMs = reader.int32();
  const topicsLength = reader.compactListLength();
  const topics: DescribeProducersResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeDescribeProducersResponseTopic(reader, version));
  reader.skipTaggedFields();
  return { throttleTimeMs, topics };
}

function encodeDescribeProducersResponse(writer: Writer, message: DescribeProducersResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.compactListLength(message.topics.length);
  for (const element of message.topics) encodeDescribeProducersResponseTopic(writer, element, version);
  writer.uvarint(0);
}

export const DescribeProducersApi: Api<DescribeProducersRequest, DescribeProducersResponse> = {
  key: 61,
  name: 'DescribeProducers',
  versions: [0, 0],
  flexibleFrom: 0,
  decodeRequest: decodeDescribeProducersRequest,
  encodeRequest: encodeDescribeProducersRequest,
  decodeResponse: decodeDescribeProducersResponse,
  encodeResponse: encodeDescribeProducersResponse,
};
