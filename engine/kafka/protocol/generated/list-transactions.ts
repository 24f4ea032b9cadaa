// Generated from declarations/list-transactions.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface ListTransactionsRequest {
  stateFilters: string[];
  producerIdFilters: number[];
  durationFilterMs: number;
  transactionalIdPattern: string | null;
}

function decodeListTransactionsRequest(reader: Reader, version: number): ListTransactionsRequest {
  const stateFiltersLength = reader.compactListLength();
  const stateFilters: string[] = [];
  for (let index = 0; index < stateFiltersLength; index++) stateFilters.push(reader.compactString());
  const producerIdFiltersLength = reader.compactListLength();
  const producerIdFilters: number[] = [];
  for (let index = 0; index < producerIdFiltersLength; index++) producerIdFilters.push(reader.int64());
  const durationFilterMs = version >= 1 ? reader.int64() : -1;
  const transactionalIdPattern = version >= 2 ? reader.compactNullableString() : null;
  reader.skipTaggedFields();
  return { stateFilters, producerIdFilters, durationFilterMs, transactionalIdPattern };
}

function encodeListTransactionsRequest(writer: Writer, message: ListTransactionsRequest, version: number): void {
  writer.compactListLength(message.stateFilters.length);
  for (const element of message.stateFilters) writer.compactString(element);
  writer.compactListLength(message.producerIdFilters.length);
  for (const element of message.producerIdFilters) writer.int64(element);
  if (version >= 1) writer.int64(message.durationFilterMs);
  if (version >= 2) writer.compactNullableString(message.transactionalIdPattern);
  writer.uvarint(0);
}

export interface ListTransactionsResponseTransactionState {
  transactionalId: string;
  producerId: number;
  transactionState: string;
}

function decodeListTransactionsResponseTransactionState(reader: Reader, version: number): ListTransactionsResponseTransactionState {
  const transactionalId = reader.compactString();
  const producerId = reader.int64();
  const transactionState = reader.compactString();
  reader.skipTaggedFields();
  return { transactionalId, producerId, transactionState };
}

function encodeListTransactionsResponseTransactionState(writer: Writer, message: ListTransactionsResponseTransactionState, version: number): void {
  writer.compactString(message.transactionalId);
  writer.int64(message.producerId);
  writer.compactString(message.transactionState);
  writer.uvarint(0);
}

export interface ListTransactionsResponse {
  throttleTimeMs: number;
  errorCode: number;
  unknownStateFilters: string[];
  transactionStates: ListTransactionsResponseTransactionState[];
}

function decodeListTransactionsResponse(reader: Reader, version: number): ListTransactionsResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const unknownStateFiltersLength = reader.compactListLength();
  const unknownStateFilters: string[] = [];
  for (let index = 0; index < unknownStateFiltersLength; index++) unknownStateFilters.push(reader.compactString());
  const transactionStatesLength = reader.compactListLength();
  const transactionStates: ListTransactionsResponseTransactionState[] = [];
  for (let index = 0; index < transactionStatesLength; index++) transactionStates.push(decodeListTransactionsResponseTransactionState(reader, version));
  reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, unknownStateFilters, transactionStates };
}

function encodeListTransactionsResponse(writer: Writer, message: ListTransactionsResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  writer.compactListLength(message.unknownStateFilters.length);
  for (const element of message.unknownStateFilters) writer.compactString(element);
  writer.compactListLength(message.transactionStates.length);
  for (const element of message.transactionStates) encodeListTransactionsResponseTransactionState(writer, element, version);
  writer.uvarint(0);
}

export const ListTransactionsApi: Api<ListTransactionsRequest, ListTransactionsResponse> = {
  key: 66,
  name: 'ListTransactions',
  versions: [0, 2],
  flexibleFrom: 0,
  decodeRequest: decodeListTransactionsRequest,
  encodeRequest: encodeListTransactionsRequest,
  decodeResponse: decodeListTransactionsResponse,
  encodeResponse: encodeListTransactionsResponse,
};
