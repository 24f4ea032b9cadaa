// Generated from declarations/add-offsets-to-txn.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface AddOffsetsToTxnRequest {
  transactionalId: string;
  producerId: number;
  producerEpoch: number;
  groupId: string;
}

function decodeAddOffsetsToTxnRequest(reader: Reader, version: number): AddOffsetsToTxnRequest {
  const transactionalId = version >= 3 ? reader.compactString() : reader.string();
  const producerId = reader.int64();
  const producerEpoch = reader.int16();
  const groupId = version >= 3 ? reader.compactString() : reader.string();
  if (version >= 3) reader.skipTaggedFields();
  return { transactionalId, producerId, producerEpoch, groupId };
}

function encodeAddOffsetsToTxnRequest(writer: Writer, message: AddOffsetsToTxnRequest, version: number): void {
  if (version >= 3) writer.compactString(message.transactionalId); else writer.string(message.transactionalId);
  writer.int64(message.producerId);
  writer.int16(message.producerEpoch);
  if (version >= 3) writer.compactString(message.groupId); else writer.string(message.groupId);
  if (version >= 3) writer.uvarint(0);
}

export interface AddOffsetsToTxnResponse {
  throttleTimeMs: number;
  errorCode: number;
}

function decodeAddOffsetsToTxnResponse(reader: Reader, version: number): AddOffsetsToTxnResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  if (version >= 3) reader.skipTaggedFields();
  return { throttleTimeMs, errorCode };
}

function encodeAddOffsetsToTxnResponse(writer: Writer, message: AddOffsetsToTxnResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  if (version >= 3) writer.uvarint(0);
}

export const AddOffsetsToTxnApi: Api<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse> = {
  key: 25,
  name: 'AddOffsetsToTxn',
  versions: [0, 4],
  flexibleFrom: 3,
  decodeRequest: decodeAddOffsetsToTxnRequest,
  encodeRequest: encodeAddOffsetsToTxnRequest,
  decodeResponse: decodeAddOffsetsToTxnResponse,
  encodeResponse: encodeAddOffsetsToTxnResponse,
};
