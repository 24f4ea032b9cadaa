/** Kafka error names that a partition log answers with. */
export type LogErrorCode =
  | 'OFFSET_OUT_OF_RANGE'
  | 'CORRUPT_MESSAGE'
  | 'MESSAGE_TOO_LARGE'
  | 'INVALID_RECORD'
  | 'INVALID_TIMESTAMP'
  | 'UNSUPPORTED_FOR_MESSAGE_FORMAT'
  | 'UNSUPPORTED_COMPRESSION_TYPE'
  | 'OUT_OF_ORDER_SEQUENCE_NUMBER'
  | 'INVALID_PRODUCER_EPOCH'
  | 'INVALID_TXN_STATE'
  | 'TRANSACTION_COORDINATOR_FENCED'
  | 'KAFKA_STORAGE_ERROR';

/** One record of a batch that is at fault (KIP-467). */
export interface RecordFault {
  /** Position in the batch, from 0. */
  readonly batchIndex: number;
  readonly message: string;
}

/** What a partition log throws: `code` is the protocol's error name, the message says what was wrong. */
export class LogError extends Error {
  readonly code: LogErrorCode;
  /** The records that a batch was refused for, where it is not at fault as a whole. */
  readonly recordFaults: readonly RecordFault[];

  constructor(
    code: LogErrorCode,
    message: string,
    options: ErrorOptions & { recordFaults?: readonly RecordFault[] } = {},
  ) {
    super(message, options);
    this.name = 'LogError';
    this.code = code;
    this.recordFaults = options.recordFaults ?? [];
  }
}

/** What the OS refused, as the protocol says it. */
export function storageError(cause: unknown): LogError {
  return new LogError('KAFKA_STORAGE_ERROR', `the log could not be read or written: ${(cause as Error).message}`, {
    cause,
  });
}

/** Runs a step on files; what the OS refuses becomes KAFKA_STORAGE_ERROR. */
export function asStorageError<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw error instanceof LogError ? error : storageError(error);
  }
}

/** An offset that a partition does not have (any more, or yet). */
export function outOfRange(log: LogBounds, offset: number): LogError {
  const { topic, partition, logStartOffset, logEndOffset } = log;
  const message = `offset ${offset} is not within ${logStartOffset} to ${logEndOffset} of ${topic}-${partition}`;
  return new LogError('OFFSET_OUT_OF_RANGE', message);
}

interface LogBounds {
  readonly topic: string;
  readonly partition: number;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
}
