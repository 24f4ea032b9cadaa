// Generated from declarations/end-txn.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface EndTxnRequest {
  transactionalId: string;
  producerId: number;
  producerEpoch: number;
  committed: boolean;
}

function decodeEndTxnRequest(reader: Reader, version: number): EndTxnRequest {
  const transactionalId = version >= 3 ? reader.compactString() : reader.string();
  const producerId = reader.int64();
  const producerEpoch = reader.int16();
  const committed = reader.bool();
  if (version >= 3) reader.skipTaggedFields();
  return { transactionalId, producerId, producerEpoch, committed };
}

function encodeEndTxnRequest(writer: Writer, message: EndTxnRequest, version: number): void {
  if (version >= 3) writer.compactString(message.transactionalId); else writer.string(message.transactionalId);
  writer.int64(message.producerId);
  writer.int16(message.producerEpoch);
  writer.bool(message.committed);
  if (version >= 3) writer.uvarint(0);
}

export interface EndTxnResponse {
  throttleTimeMs: number;
  errorCode: number;
  producerId: number;
  producerEpoch: number;
}

function decodeEndTxnResponse(reader: Reader, version: number): EndTxnResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const producerId = version >= 5 ? reader.int64() : -1;
  const producerEpoch = version >= 5 ? reader.int16() : -1;
  if (version >= 3) reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, producerId, producerEpoch };
}

function encodeEndTxnResponse(writer: Writer, message: EndTxnResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  if (version >= 5) writer.int64(message.producerId);
  if (version >= 5) writer.int16(message.producerEpoch);
  if (version >= 3) writer.uvarint(0);
}

export const EndTxnApi: Api<EndTxnRequest, EndTxnResponse> = {
  key: 26,
  name: 'EndTxn',
  versions: [0, 5],
  flexibleFrom: 3,
  decodeRequest: decodeEndTxnRequest,
  encodeRequest: encodeEndTxnRequest,
  decodeResponse: decodeEndTxnResponse,
  encodeResponse: encodeEndTxnResponse,
};
