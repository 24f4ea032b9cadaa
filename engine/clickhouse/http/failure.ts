import { EngineError } from '../embedded.ts';

/** HTTP statuses by exception code, as a ClickHouse server gives them; every other code is a 500. */
const STATUS_CODES: ReadonlyArray<readonly [status: number, codes: readonly number[]]> = [
  // Values and texts that do not parse, types that do not fit, syntax.
  [400, [6, 7, 10, 15, 26, 27, 36, 38, 41, 44, 53, 62, 72, 117, 167, 168, 169, 170, 321, 376, 427, 441, 675, 676]],
  [401, [194]],
  [403, [192, 193, 497, 516]],
  // Unknown table, function, identifier, type, format, storage, database, setting, session, query parameter's target.
  [404, [46, 47, 50, 56, 60, 63, 73, 78, 81, 106, 115, 183, 336, 372, 511]],
  [408, [159]],
  [411, [381]],
  [413, [66]],
  [501, [48]],
  [503, [202, 209]],
];

/** ClickHouse's status for an exception code. */
export function statusOf(code: number): number {
  return STATUS_CODES.find(([, codes]) => codes.includes(code))?.[0] ?? 500;
}

/** A request that the HTTP interface refuses itself, with ClickHouse's code and name for it. */
export function refusal(code: number, type: string, message: string): EngineError {
  return new EngineError(`Code: ${code}. DB::Exception: ${message} (${type})`);
}

/** Whatever went wrong, as an exception that ClickHouse's clients understand. */
export function asEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new EngineError(`Code: 1002. DB::Exception: ${message} (UNKNOWN_EXCEPTION)`, error);
}
