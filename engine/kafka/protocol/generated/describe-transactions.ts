// Generated from declarations/describe-transactions.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface DescribeTransactionsRequest {
  transactionalIds: string[];
}

function decodeDescribeTransactionsRequest(reader: Reader, version: number): DescribeTransactionsRequest {
  const transactionalIdsLength = reader.compactListLength();
  const transactionalIds: string[] = [];
  for (let index = 0; index < transactionalIdsLength; index++) transactionalIds.push(reader.compactString());
  reader.skipTaggedFields();
  return { transactionalIds };
}

function encodeDescribeTransactionsRequest(writer: Writer, message: DescribeTransactionsRequest, version: number): void {
  writer.compactListLength(message.transactionalIds.length);
  for (const element of message.transactionalIds) writer.compactString(element);
  writer.uvarint(0);
}

export interface DescribeTransactionsResponseTopic {
  topic: string;
  partitions: number[];
}

function decodeDescribeTransactionsResponseTopic(reader: Reader, version: number): DescribeTransactionsResponseTopic {
  const topic = reader.compactString();
  const partitionsLength = reader.compactListLength();
  const partitions: number[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(reader.int32());
  reader.skipTaggedFields();
  return { topic, partitions };
}

function encodeDescribeTransactionsResponseTopic(writer: Writer, message: DescribeTransactionsResponseTopic, version: number): void {
  writer.compactString(message.topic);
  writer.compactListLength(message.partitions.length);
  for (const element of message.partitions) writer.int32(element);
  writer.uvarint(0);
}

export interface DescribeTransactionsResponseTransactionState {
  errorCode: number;
  transactionalId: string;
  transactionState: string;
  transactionTimeoutMs: number;
  transactionStartTimeMs: number;
  producerId: number;
  producerEpoch: number;
  topics: DescribeTransactionsResponseTopic[];
}

function decodeDescribeTransactionsResponseTransactionState(reader: Reader, version: number): DescribeTransactionsResponseTransactionState {
  const errorCode = reader.int16();
  const transactionalId = reader.compactString();
  const transactionState = reader.compactString();
  const transactionTimeoutMs = reader.int32();
  const transactionStartTimeMs = reader.int64();
  const producerId = reader.int64();
  const producerEpoch = reader.int16();
  const topicsLength = reader.compactListLength();
  const topics: DescribeTransactionsResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeDescribeTransactionsResponseTopic(reader, version));
  reader.skipTaggedFields();
  return { errorCode, transactionalId, transactionState, transactionTimeoutMs, transactionStartTimeMs, producerId, producerEpoch, topics };
}

function encodeDescribeTransactionsResponseTransactionState(writer: Writer, message: DescribeTransactionsResponseTransactionState, version: number): void {
  writer.int16(message.errorCode);
  writer.compactString(message.transactionalId);
  writer.compactString(message.transactionState);
  writer.int32(message.transactionTimeoutMs);
  writer.int64(message.transactionStartTimeMs);
  writer.int64(message.producerId);
  writer.int16(message.producerEpoch);
  writer.compactListLength(message.topics.length);
  for (const element of message.topics) encodeDescribeTransactionsResponseTopic(writer, element, version);
  writer.uvarint(0);
}

export interface DescribeTransactionsResponse {
  throttleTimeMs: number;
  transactionStates: DescribeTransactionsResponseTransactionState[];
}

function decodeDescribeTransactionsResponse(reader: Reader, version: number): DescribeTransactionsResponse {
  const throttleTimeMs = reader.int32();
  const transactionStatesLength = reader.compactListLength();
  const transactionStates: DescribeTransactionsResponseTransactionState[] = [];
  for (let index = 0; index < transactionStatesLength; index++) transactionStates.push(decodeDescribeTransactionsResponseTransactionState(reader, version));
  reader.skipTaggedFields();
  return { throttleTimeMs, transactionStates };
}

function encodeDescribeTransactionsResponse(writer: Writer, message: DescribeTransactionsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.compactListLength(message.transactionStates.length);
  for (const element of message.transactionStates) encodeDescribeTransactionsResponseTransactionState(writer, element, version);
  writer.uvarint(0);
}

export const DescribeTransactionsApi: Api<DescribeTransactionsRequest, DescribeTransactionsResponse> = {
  key: 65,
  name: 'DescribeTransactions',
  versions: [0, 0],
  flexibleFrom: 0,
  decodeRequest: decodeDescribeTransactionsRequest,
  encodeRequest: encodeDescribeTransactionsRequest,
  decodeResponse: decodeDescribeTransactionsResponse,
  encodeResponse: encodeDescribeTransactionsResponse,
};
