import { LogError, type RecordFault } from '../log/log-error.ts';
import type { LogSink } from '../log-sink.ts';
import { ERROR_CODES, type ErrorName, RequestError } from '../protocol/errors.ts';

/** An error as responses carry it. */
export interface Refusal {
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

/** A refused batch, with the records that were at fault where it was not the whole. */
export interface BatchRefusal extends Refusal {
  readonly recordFaults: readonly RecordFault[];
}

export const ACCEPTED: Refusal = { errorCode: ERROR_CODES.NONE, errorMessage: null };

export const refusal = (code: ErrorName, errorMessage: string | null = null): Refusal => ({
  errorCode: ERROR_CODES[code],
  errorMessage,
});

/** What to answer for a failure: its own name where it has one; anything else is a fault of ours and is logged as such. */
export function refusalOf(error: unknown, log: LogSink): Refusal {
  if (error instanceof RequestError || error instanceof LogError) return refusal(error.code, error.message);
  log.error({ err: error }, 'a request failed in a way that it should not');
  return refusal('UNKNOWN_SERVER_ERROR', 'The broker failed; its log says how.');
}

export function batchRefusalOf(error: unknown, log: LogSink): BatchRefusal {
  return { ...refusalOf(error, log), recordFaults: error instanceof LogError ? error.recordFaults : [] };
}

/** Numbers of the names that the group coordinator answers with. */
export const groupErrorCode = (name: ErrorName): number => ERROR_CODES[name];
