import {
  BATCH_HEADER_BYTES,
  batchAttributes,
  batchBaseSequence,
  batchCodec,
  batchCrc,
  batchLastOffsetDelta,
  batchMagic,
  batchProducerEpoch,
  batchProducerId,
  batchRecordCount,
  batchSizeBytes,
  computeBatchCrc,
  hasDeleteHorizon,
  isControl,
  MAGIC_END_BYTES,
  MAGIC_V2,
} from './batch.ts';

type BatchProblemCode =
  | 'CORRUPT_MESSAGE'
  | 'INVALID_RECORD'
  | 'MESSAGE_TOO_LARGE'
  | 'UNSUPPORTED_FOR_MESSAGE_FORMAT'
  | 'UNSUPPORTED_COMPRESSION_TYPE';

/** Why a batch is refused. A value and not an exception: recovery meets torn batches as a matter of course. */
export interface BatchProblem {
  readonly code: BatchProblemCode;
  readonly message: string;
}

const HIGHEST_CODEC = 4;

/** Whether a whole batch with the right checksum begins at `at`: all that recovery and replication need to know. */
export function checkIntegrity(bytes: Buffer, at: number, end: number): BatchProblem | undefined {
  if (end - at < MAGIC_END_BYTES) return problem('CORRUPT_MESSAGE', `${end - at} bytes are too few for a record batch`);
  const magic = batchMagic(bytes, at);
  if (magic === 0 || magic === 1) {
    return problem(
      'UNSUPPORTED_FOR_MESSAGE_FORMAT',
      `message format ${magic} is not taken, only 2 (Kafka 0.11 and newer)`,
    );
  }
  if (magic !== MAGIC_V2) return problem('CORRUPT_MESSAGE', `unknown message format ${magic}`);
  if (end - at < BATCH_HEADER_BYTES) return problem('CORRUPT_MESSAGE', 'the record batch ends within its header');
  const size = batchSizeBytes(bytes, at);
  if (size < BATCH_HEADER_BYTES) return problem('CORRUPT_MESSAGE', `a record batch of ${size} bytes has no header`);
  if (size > end - at) return problem('CORRUPT_MESSAGE', `a record batch of ${size} bytes was cut to ${end - at}`);
  if (batchCrc(bytes, at) !== computeBatchCrc(bytes, at)) return problem('CORRUPT_MESSAGE', 'CRC-32C does not match');
  return undefined;
}

/** What a producer may send: exactly one batch, whole, of format 2, with data records only. Compressed records are taken as they are. */
export function checkProduced(bytes: Buffer, maxMessageBytes: number): BatchProblem | undefined {
  const torn = checkIntegrity(bytes, 0, bytes.length);
  if (torn) return torn;
  const size = batchSizeBytes(bytes);
  if (size !== bytes.length) return problem('INVALID_RECORD', 'a produce request carries one record batch a partition');
  return checkSize(bytes, 0, maxMessageBytes) ?? checkFields(bytes);
}

export function checkSize(bytes: Buffer, at: number, maxMessageBytes: number): BatchProblem | undefined {
  const size = batchSizeBytes(bytes, at);
  if (size <= maxMessageBytes) return undefined;
  return problem('MESSAGE_TOO_LARGE', `a record batch of ${size} bytes is over max.message.bytes=${maxMessageBytes}`);
}

function checkFields(bytes: Buffer): BatchProblem | undefined {
  const codec = batchCodec(bytes);
  if (codec > HIGHEST_CODEC) return problem('UNSUPPORTED_COMPRESSION_TYPE', `unknown compression codec ${codec}`);
  if (isControl(bytes)) return problem('INVALID_RECORD', 'clients may not write control records');
  if (hasDeleteHorizon(bytes)) return problem('INVALID_RECORD', 'only the log cleaner sets a delete horizon');
  if (batchAttributes(bytes) < 0 || batchAttributes(bytes) > 0x7f) {
    return problem('INVALID_RECORD', `unknown attribute bits ${batchAttributes(bytes)}`);
  }
  const count = batchRecordCount(bytes);
  if (count <= 0) return problem('INVALID_RECORD', `a record batch with ${count} records`);
  if (batchLastOffsetDelta(bytes) !== count - 1) {
    return problem('INVALID_RECORD', `${count} records cannot end at offset delta ${batchLastOffsetDelta(bytes)}`);
  }
  if (batchProducerId(bytes) >= 0 && (batchProducerEpoch(bytes) < 0 || batchBaseSequence(bytes) < 0)) {
    return problem('INVALID_RECORD', 'a batch with a producer id needs a producer epoch and a sequence');
  }
  return undefined;
}

function problem(code: BatchProblemCode, message: string): BatchProblem {
  return { code, message };
}
