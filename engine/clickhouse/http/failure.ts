import { EngineError } from '../embedded.ts';

/** HTTP statuses by exception code, as a ClickHouse server 26 gives them; every other code is a 500. */
const STATUS_CODES: ReadonlyArray<readonly [status: number, codes: readonly number[]]> = [
  // Syntax, and values and types that do not fit.
  [400, [6, 8, 15, 25, 26, 27, 36, 37, 38, 41, 44, 53, 62, 72, 117, 123, 167, 168, 223, 321, 376, 427, 441, 675, 676]],
  [401, [194]],
  // Unknown user, wrong password, no right.
  [403, [192, 193, 497, 512, 516]],
  // Unknown function, identifier, type, engine, table, format, statement, database, setting, order, role.
  [404, [46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511]],
  [408, [159]],
  [411, [381]],
  [413, [229]],
  [415, [779]],
  [501, [48]],
  [503, [76, 209, 439]],
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
