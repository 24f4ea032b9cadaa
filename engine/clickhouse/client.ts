import { setTimeout as sleep } from 'node:timers/promises';
import { ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { Log } from '../log.ts';

type Settings = Readonly<Record<string, string | number | boolean>>;
/** Values of `{name:Type}` in a statement: bound by the server, never pasted into SQL. */
type Params = Readonly<Record<string, unknown>>;

export interface InsertOptions {
  /**
   * `insert_deduplication_token`: an insert whose token the table has seen within its window changes nothing, whatever
   * its rows. ClickHouse notes the token before it adds the part: a server killed in between knows the token but has no
   * rows. So a token makes sure that of two inserts at most one lands, not that one did: who was in doubt must look.
   */
  token?: string;
  /** Columns that the rows carry; default: those that the rows name. */
  columns?: readonly [string, ...string[]];
  settings?: Settings;
}

/**
 * A ClickHouse server, or the embedded one: both speak HTTP. Every method rejects with `StoreError`.
 * A request is given up after `timeoutMs` (default 30 s).
 */
export interface StoreClient {
  /** The result of a SELECT as objects. 64-bit integers come as numbers: exact up to 2^53. Repeated after a broken connection. */
  rows<T>(sql: string, params?: Params, settings?: Settings): Promise<T[]>;
  /** A statement without a result. Repeated only where it cannot have arrived. */
  command(sql: string, params?: Params, settings?: Settings): Promise<void>;
  /**
   * Inserts rows as one block, so as one part: all or nothing. At most `MAX_INSERT_ROWS`. Resolves once it is stored (or
   * its token was known). Repeated only where it cannot have arrived; else the error is `inDoubt`.
   */
  insert(table: string, rows: readonly object[], options?: InsertOptions): Promise<void>;
  /** Whether the server answers. Never rejects. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

export interface StoreClientOptions {
  /** `http://user:password@host:8123` */
  url: string;
  log: Log;
  timeoutMs?: number;
}

/** What a store refused, or that it was not reached. */
export class StoreError extends Error {
  /** ClickHouse's exception code as text (`60`), or a network code (`ECONNREFUSED`, `TIMEOUT`). */
  readonly code: string;
  /** ClickHouse's name for it (`UNKNOWN_TABLE`); empty for a network failure. */
  readonly type: string;
  /** The statement may have taken effect all the same: the connection broke after it was sent. */
  readonly inDoubt: boolean;
  constructor(message: string, code: string, type: string, inDoubt: boolean, cause: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
    this.code = code;
    this.type = type;
    this.inDoubt = inDoubt;
  }
}

/** A larger insert is refused: it might be split into several blocks, which are not stored as one. */
export const MAX_INSERT_ROWS = 100_000;
const DEFAULT_TIMEOUT_MS = 30_000;
/** Waits before the second, third and fourth attempt. */
const RETRY_WAITS_MS = [100, 300, 1_000];

/** One insert, one block: nothing may cut it (parallel parsing, several threads) or hold it back (async inserts). */
const ONE_BLOCK: Settings = {
  async_insert: 0,
  max_insert_threads: 1,
  input_format_parallel_parsing: 0,
  max_insert_block_size: 1_048_449,
  min_insert_block_size_rows: 1_048_449,
  min_insert_block_size_bytes: 268_402_944,
  date_time_input_format: 'best_effort',
  wait_end_of_query: 1,
};
const PLAIN_NUMBERS: Settings = { output_format_json_quote_64bit_integers: 0 };

export function createStoreClient(options: StoreClientOptions): StoreClient {
  const { url, log } = options;
  const client = createClient({
    url,
    application: 'weir',
    request_timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    log: { level: ClickHouseLogLevel.OFF },
  });

  const attempt = async <T>(what: string, repeatable: boolean, work: () => Promise<T>): Promise<T> => {
    for (let tries = 0; ; tries++) {
      try {
        return await work();
      } catch (cause) {
        const error = storeError(url, cause);
        const waitMs = RETRY_WAITS_MS[tries];
        const again = error.code === 'ECONNREFUSED' || (repeatable && error.inDoubt);
        if (!again || waitMs === undefined) throw error;
        log.debug({ code: error.code, what, waitMs }, 'the store was not reached, trying again');
        await sleep(waitMs);
      }
    }
  };

  return {
    rows: <T>(sql: string, params: Params = {}, settings: Settings = {}) =>
      attempt('rows', true, async () => {
        const result = await client.query({
          query: sql,
          query_params: params,
          format: 'JSONEachRow',
          clickhouse_settings: { ...PLAIN_NUMBERS, ...settings },
        });
        return result.json<T>();
      }),
    command: (sql, params = {}, settings = {}) =>
      attempt('command', false, async () => {
        await client.command({ query: sql, query_params: params, clickhouse_settings: { ...settings } });
      }),
    insert: async (table, rows, { token, columns, settings = {} } = {}) => {
      if (rows.length > MAX_INSERT_ROWS) {
        throw new RangeError(`an insert takes at most ${MAX_INSERT_ROWS} rows, not ${rows.length}: send several`);
      }
      if (rows.length === 0) return;
      const deduplication: Settings = token === undefined ? {} : { insert_deduplication_token: token };
      await attempt('insert', false, async () => {
        await client.insert({
          table,
          values: rows,
          format: 'JSONEachRow',
          ...(columns ? { columns: [...columns] } : {}),
          clickhouse_settings: { ...ONE_BLOCK, ...deduplication, ...settings },
        });
      });
    },
    ping: async () => (await client.ping()).success,
    close: () => client.close(),
  };
}

function storeError(url: string, cause: unknown): StoreError {
  if (cause instanceof ClickHouseError) {
    return new StoreError(cause.message, cause.code, cause.type ?? '', false, cause);
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  const code = networkCode(cause, message);
  // Refused connections carried nothing; whatever else broke may have broken after the statement arrived.
  const inDoubt = code !== 'ECONNREFUSED' && code !== 'ENOTFOUND';
  const place = URL.canParse(url) ? new URL(url).host : url;
  return new StoreError(`The store at ${place} was not reached: ${message}`, code, '', inDoubt, cause);
}

function networkCode(cause: unknown, message: string): string {
  if (/timeout/i.test(message)) return 'TIMEOUT';
  if (cause instanceof AggregateError && cause.errors.length > 0) return networkCode(cause.errors[0], message);
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return 'UNREACHABLE';
}
