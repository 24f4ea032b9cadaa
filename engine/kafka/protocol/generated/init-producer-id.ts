// Generated from declarations/init-producer-id.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface InitProducerIdRequest {
  transactionalId: string | null;
  transactionTimeoutMs: number;
  producerId: number;
  producerEpoch: number;
}

function decodeInitProducerIdRequest(reader: Reader, version: number): InitProducerIdRequest {
  const transactionalId = version >= 2 ? reader.compactNullableString() : reader.nullableString();
  const transactionTimeoutMs = reader.int32();
  const producerId = version >= 3 ? reader.int64() : -1;
  const producerEpoch = version >= 3 ? reader.int16() : -1;
  if (version >= 2) reader.skipTaggedFields();
  return { transactionalId, transactionTimeoutMs, producerId, producerEpoch };
}

function encodeInitProducerIdRequest(writer: Writer, message: InitProducerIdRequest, version: number): void {
  if (version >= 2) writer.compactNullableString(message.transactionalId); else writer.nullableString(message.transactionalId);
  writer.int32(message.transactionTimeoutMs);
  if (version >= 3) writer.int64(message.producerId);
  if (version >= 3) writer.int16(message.producerEpoch);
  if (version >= 2) writer.uvarint(0);
}

export interface InitProducerIdResponse {
  throttleTimeMs: number;
  errorCode: number;
  producerId: number;
  producerEpoch: number;
}

function decodeInitProducerIdResponse(reader: Reader, version: number): InitProducerIdResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const producerId = reader.int64();
  const producerEpoch = reader.int16();
  if (version >= 2) reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, producerId, producerEpoch };
}

function encodeInitProducerIdResponse(writer: Writer, message: InitProducerIdResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  writer.int64(message.producerId);
  writer.int16(message.producerEpoch);
  if (version >= 2) writer.uvarint(0);
}

export const InitProducerIdApi: Api<InitProducerIdRequest, InitProducerIdResponse> = {
  key: 22,
  name: 'InitProducerId',
  versions: [0, 5],
  flexibleFrom: 2,
  decodeRequest: decodeInitProducerIdRequest,
  encodeRequest: encodeInitProducerIdRequest,
  decodeResponse: decodeInitProducerIdResponse,
  encodeResponse: encodeInitProducerIdResponse,
};
