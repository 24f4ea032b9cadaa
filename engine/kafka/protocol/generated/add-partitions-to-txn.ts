// Generated from declarations/add-partitions-to-txn.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface AddPartitionsToTxnRequestTransactionTopic {
  name: string;
  partitions: number[];
}

function decodeAddPartitionsToTxnRequestTransactionTopic(reader: Reader, version: number): AddPartitionsToTxnRequestTransactionTopic {
  const name = version >= 3 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 3 ? reader.compactListLength() : reader.listLength();
  const partitions: number[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(reader.int32());
  if (version >= 3) reader.skipTaggedFields();
  return { name, partitions };
}

function encodeAddPartitionsToTxnRequestTransactionTopic(writer: Writer, message: AddPartitionsToTxnRequestTransactionTopic, version: number): void {
  if (version >= 3) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 3) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) writer.int32(element);
  if (version >= 3) writer.uvarint(0);
}

export interface AddPartitionsToTxnRequestTransaction {
  transactionalId: string;
  producerId: number;
  producerEpoch: number;
  verifyOnly: boolean;
  topics: AddPartitionsToTxnRequestTransactionTopic[];
}

function decodeAddPartitionsToTxnRequestTransaction(reader: Reader, version: number): AddPartitionsToTxnRequestTransaction {
  const transactionalId = version >= 3 ? reader.compactString() : reader.string();
  const producerId = reader.int64();
  const producerEpoch = reader.int16();
  const verifyOnly = reader.bool();
  const topicsLength = version >= 3 ? reader.compactListLength() : reader.listLength();
  const topics: AddPartitionsToTxnRequestTransactionTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeAddPartitionsToTxnRequestTransactionTopic(reader, version));
  if (version >= 3) reader.skipTaggedFields();
  return { transactionalId, producerId, producerEpoch, verifyOnly, topics };
}

function encodeAddPartitionsToTxnRequestTransaction(writer: Writer, message: AddPartitionsToTxnRequestTransaction, version: number): void {
  if (version >= 3) writer.compactString(message.transactionalId); else writer.string(message.transactionalId);
  writer.int64(message.producerId);
  writer.int16(message.producerEpoch);
  writer.bool(message.verifyOnly);
  if (version >= 3) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeAddPartitionsToTxnRequestTransactionTopic(writer, element, version);
  if (version >= 3) writer.uvarint(0);
}

export interface AddPartitionsToTxnRequestTopic {
  name: string;
  partitions: number[];
}

function decodeAddPartitionsToTxnRequestTopic(reader: Reader, version: number): AddPartitionsToTxnRequestTopic {
  const name = version >= 3 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 3 ? reader.compactListLength() : reader.listLength();
  const partitions: number[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(reader.int32());
  if (version >= 3) reader.skipTaggedFields();
  return { name, partitions };
}

function encodeAddPartitionsToTxnRequestTopic(writer: Writer, message: AddPartitionsToTxnRequestTopic, version: number): void {
  if (version >= 3) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 3) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) writer.int32(element);
  if (version >= 3) writer.uvarint(0);
}

export interface AddPartitionsToTxnRequest {
  transactions: AddPartitionsToTxnRequestTransaction[];
  transactionalId: string;
  producerId: number;
  producerEpoch: number;
  topics: AddPartitionsToTxnRequestTopic[];
}

function decodeAddPartitionsToTxnRequest(reader: Reader, version: number): AddPartitionsToTxnRequest {
  const transactionsLength = version >= 4 ? reader.compactListLength() : 0;
  const transactions: AddPartitionsToTxnRequestTransaction[] = [];
  for (let index = 0; index < transactionsLength; index++) transactions.push(decodeAddPartitionsToTxnRequestTransaction(reader, version));
  const transactionalId = version >= 4 ? '' : version >= 3 ? reader.compactString() : reader.string();
  const producerId = version >= 4 ? 0 : reader.int64();
  const producerEpoch = version >= 4 ? 0 : reader.int16();
  const topicsLength = version >= 4 ? 0 : version >= 3 ? reader.compactListLength() : reader.listLength();
  const topics: AddPartitionsToTxnRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeAddPartitionsToTxnRequestTopic(reader, version));
  if (version >= 3) reader.skipTaggedFields();
  return { transactions, transactionalId, producerId, producerEpoch, topics };
}

function encodeAddPartitionsToTxnRequest(writer: Writer, message: AddPartitionsToTxnRequest, version: number): void {
  if (version >= 4) writer.compactListLength(message.transactions.length);
  if (version >= 4) for (const element of message.transactions) encodeAddPartitionsToTxnRequestTransaction(writer, element, version);
  if (version >= 4) {} else if (version >= 3) writer.compactString(message.transactionalId); else writer.string(message.transactionalId);
  if (version < 4) writer.int64(message.producerId);
  if (version < 4) writer.int16(message.producerEpoch);
  if (version >= 4) {} else if (version >= 3) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  if (version < 4) for (const element of message.topics) encodeAddPartitionsToTxnRequestTopic(writer, element, version);
  if (version >= 3) writer.uvarint(0);
}

export interface AddPartitionsToTxnResponseTransactionPartition {
  partitionIndex: number;
  errorCode: number;
}

function decodeAddPartitionsToTxnResponseTransactionPartition(reader: Reader, version: number): AddPartitionsToTxnResponseTransactionPartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  if (version >= 3) reader.skipTaggedFields();
  return { partitionIndex, errorCode };
}

function encodeAddPartitionsToTxnResponseTransactionPartition(writer: Writer, message: AddPartitionsToTxnResponseTransactionPartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int16(message.errorCode);
  if (version >= 3) writer.uvarint(0);
}

export interface AddPartitionsToTxnResponseTransactionTopic {
  name: string;
  partitions: AddPartitionsToTxnResponseTransactionPartition[];
}

function decodeAddPartitionsToTxnResponseTransactionTopic(reader: Reader, version: number): AddPartitionsToTxnResponseTransactionTopic {
  const name = version >= 3 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 3 ? reader.compactListLength() : reader.listLength();
  const partitions: AddPartitionsToTxnResponseTransactionPartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeAddPartitionsToTxnResponseTransactionPartition(reader, version));
  if (version >= 3) reader.skipTaggedFields();
  return { name, partitions };
}

function encodeAddPartitionsToTxnResponseTransactionTopic(writer: Writer, message: AddPartitionsToTxnResponseTransactionTopic, version: number): void {
  if (version >= 3) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 3) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeAddPartitionsToTxnResponseTransactionPartition(writer, element, version);
  if (version >= 3) writer.uvarint(0);
}

export interface AddPartitionsToTxnResponseTransaction {
  transactionalId: string;
  topics: AddPartitionsToTxnResponseTransactionTopic[];
}

function decodeAddPartitionsToTxnResponseTransaction(reader: Reader, version: number): AddPartitionsToTxnResponseTransaction {
  const transactionalId = version >= 3 ? reader.compactString() : reader.string();
  const topicsLength = version >= 3 ? reader.compactListLength() : reader.listLength();
  const topics: AddPartitionsToTxnResponseTransactionTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeAddPartitionsToTxnResponseTransactionTopic(reader, version));
  if (version >= 3) reader.skipTaggedFields();
  return { transactionalId, topics };
}

function encodeAddPartitionsToTxnResponseTransaction(writer: Writer, message: AddPartitionsToTxnResponseTransaction, version: number): void {
  if (version >= 3) writer.compactString(message.transactionalId); else writer.string(message.transactionalId);
  if (version >= 3) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeAddPartitionsToTxnResponseTransactionTopic(writer, element, version);
  if (version >= 3) writer.uvarint(0);
}

export interface AddPartitionsToTxnResponsePartition {
  partitionIndex: number;
  errorCode: number;
}

function decodeAddPartitionsToTxnResponsePartition(reader: Reader, version: number): AddPartitionsToTxnResponsePartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  if (version >= 3) reader.skipTaggedFields();
  return { partitionIndex, errorCode };
}

function encodeAddPartitionsToTxnResponsePartition(writer: Writer, message: AddPartitionsToTxnResponsePartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int16(message.errorCode);
  if (version >= 3) writer.uvarint(0);
}

export interface AddPartitionsToTxnResponseTopic {
  name: string;
  partitions: AddPartitionsToTxnResponsePartition[];
}

function decodeAddPartitionsToTxnResponseTopic(reader: Reader, version: number): AddPartitionsToTxnResponseTopic {
  const name = version >= 3 ? reader.compactString() : reader.string();
  const partitionsLength = version >= 3 ? reader.compactListLength() : reader.listLength();
  const partitions: AddPartitionsToTxnResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeAddPartitionsToTxnResponsePartition(reader, version));
  if (version >= 3) reader.skipTaggedFields();
  return { name, partitions };
}

function encodeAddPartitionsToTxnResponseTopic(writer: Writer, message: AddPartitionsToTxnResponseTopic, version: number): void {
  if (version >= 3) writer.compactString(message.name); else writer.string(message.name);
  if (version >= 3) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeAddPartitionsToTxnResponsePartition(writer, element, version);
  if (version >= 3) writer.uvarint(0);
}

export interface AddPartitionsToTxnResponse {
  throttleTimeMs: number;
  errorCode: number;
  transactions: AddPartitionsToTxnResponseTransaction[];
  topics: AddPartitionsToTxnResponseTopic[];
}

function decodeAddPartitionsToTxnResponse(reader: Reader, version: number): AddPartitionsToTxnResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = version >= 4 ? reader.int16() : 0;
  const transactionsLength = version >= 4 ? reader.compactListLength() : 0;
  const transactions: AddPartitionsToTxnResponseTransaction[] = [];
  for (let index = 0; index < transactionsLength; index++) transactions.push(decodeAddPartitionsToTxnResponseTransaction(reader, version));
  const topicsLength = version >= 4 ? 0 : version >= 3 ? reader.compactListLength() : reader.listLength();
  const topics: AddPartitionsToTxnResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeAddPartitionsToTxnResponseTopic(reader, version));
  if (version >= 3) reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, transactions, topics };
}

function encodeAddPartitionsToTxnResponse(writer: Writer, message: AddPartitionsToTxnResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 4) writer.int16(message.errorCode);
  if (version >= 4) writer.compactListLength(message.transactions.length);
  if (version >= 4) for (const element of message.transactions) encodeAddPartitionsToTxnResponseTransaction(writer, element, version);
  if (version >= 4) {} else if (version >= 3) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  if (version < 4) for (const element of message.topics) encodeAddPartitionsToTxnResponseTopic(writer, element, version);
  if (version >= 3) writer.uvarint(0);
}

export const AddPartitionsToTxnApi: Api<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse> = {
  key: 24,
  name: 'AddPartitionsToTxn',
  versions: [0, 5],
  flexibleFrom: 3,
  decodeRequest: decodeAddPartitionsToTxnRequest,
  encodeRequest: encodeAddPartitionsToTxnRequest,
  decodeResponse: decodeAddPartitionsToTxnResponse,
  encodeResponse: encodeAddPartitionsToTxnResponse,
};
