/**
 * What went wrong between Weir and the log, as a stable `code`. Besides Kafka's own error names (`OFFSET_OUT_OF_RANGE`,
 * `UNKNOWN_TOPIC_OR_PARTITION`, ...):
 * `UNREACHABLE` no broker answers, `TIMEOUT` no answer in time (the outcome is unknown), `QUEUE_FULL` too much is
 * waiting to be sent, `RECORD_TOO_LARGE`, `CLOSED` this client was closed, `UNKNOWN` anything else.
 */
export class KafkaError extends Error {
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'KafkaError';
    this.code = code;
  }
}

/** The `code` of an error from this room; `UNKNOWN` for one from elsewhere. */
export function errorCode(error: unknown): string {
  return error instanceof KafkaError ? error.code : 'UNKNOWN';
}
