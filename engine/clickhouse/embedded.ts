import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

/**
 * The embedded ClickHouse: the one file that loads `chdb`. One process, one data folder, any number of connections.
 *
 * It uses chdb's native binding rather than its `Session`, for three reasons that were measured: a connection costs
 * 0.3 ms, so each request gets a fresh one and no setting or parameter leaks into the next; `Session.insert` takes only
 * text formats and unquoted names, the binding takes any INSERT and any bytes; `Session.close` waits for every
 * operation of the process, so a long query would keep thousands of closed sessions alive.
 *
 * Asynchronous operations run on libuv's thread pool: its size bounds how many run at once (see slots.ts).
 */
interface NativeResult {
  bytes: Buffer;
  /** Seconds. */
  elapsed: number;
  rowsRead: number;
  bytesRead: number;
}
interface NativeWritten {
  elapsed: number;
  rowsWritten: number;
  bytesWritten: number;
}
type Handle = object;
interface Native {
  CreateConnection(path: string, args: readonly string[]): Handle | undefined;
  CloseConnection(connection: Handle): void;
  QueryWithConnection(connection: Handle, sql: string, format: string): string;
  QueryAsyncConnection(connection: Handle, sql: string, format: string): Promise<NativeResult>;
  InsertRawAsyncConnection(
    connection: Handle,
    sql: string,
    data: Uint8Array,
    countLines: boolean,
  ): Promise<NativeWritten>;
  StreamQuery(connection: Handle, sql: string, format: string): Handle;
  StreamFetch(stream: Handle): Promise<{ bytes: Buffer; numRows: number; done: boolean }>;
  StreamCancel(stream: Handle): void;
}
const NATIVE_FUNCTIONS = [
  'CreateConnection',
  'CloseConnection',
  'QueryWithConnection',
  'QueryAsyncConnection',
  'InsertRawAsyncConnection',
  'StreamQuery',
  'StreamFetch',
  'StreamCancel',
] as const satisfies ReadonlyArray<keyof Native>;

/** What the engine refused. `code` and `type` are ClickHouse's own: 62 and SYNTAX_ERROR. */
export class EngineError extends Error {
  readonly code: number;
  readonly type: string;
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'EngineError';
    // The message may quote another exception: the outermost code comes first, its name last.
    this.code = Number(/^Code: (\d+)/.exec(message)?.[1] ?? UNKNOWN_EXCEPTION);
    this.type = /\(([A-Z][A-Z0-9_]+)\)\s*$/.exec(message)?.[1] ?? 'UNKNOWN_EXCEPTION';
  }
}
const UNKNOWN_EXCEPTION = 1002;

/** The embedded engine has no library for this platform, or it does not load. */
class PlatformError extends Error {
  readonly code = 'WEIR_STORE_PLATFORM';
}

interface QueryResult {
  bytes: Buffer;
  resultRows: number;
  resultBytes: number;
  elapsedMs: number;
}
interface WriteResult {
  writtenRows: number;
  writtenBytes: number;
  elapsedMs: number;
}
interface ResultChunk {
  bytes: Buffer;
  rows: number;
}

/**
 * One connection: its settings, parameters, database and temporary tables are its own. One operation at a time: a
 * second waits in the engine for the first. Every method throws `EngineError`.
 */
export interface EngineConnection {
  /** Runs a statement at once, on the calling thread: only for what costs no time (SET, USE, KILL). */
  runNow(sql: string): string;
  /** Runs any one statement off the main thread; the whole result is held in memory. */
  query(sql: string, format: string): Promise<QueryResult>;
  /** Runs an INSERT whose data are `data`; the statement and its data are joined by a line feed. */
  insert(sql: string, data: Uint8Array): Promise<WriteResult>;
  /**
   * A SELECT block by block. It is planned on the calling thread, executed off it. `next` gives null at the end;
   * `close` must follow, once no `next` is under way.
   */
  stream(sql: string, format: string): { next(): Promise<ResultChunk | null>; close(): void };
  /** No operation may be under way. */
  close(): void;
}

export interface Engine {
  readonly version: string;
  readonly timezone: string;
  connect(): EngineConnection;
  /** Cancels running queries whose setting `log_comment` is `tag`. */
  cancel(tag: string): void;
  /** Cancels every running query but INSERTs. */
  cancelReads(): void;
  /** Closes the engine; every connection must be closed before. */
  close(): void;
}

/**
 * Server settings that keep the engine small on a machine that it shares with three other roles. Its own defaults are for
 * a server alone on many cores: deleting merged parts would start 128 threads, which cost 30 MB and stay.
 */
const ENGINE_ARGS: readonly string[] = [
  '--mark_cache_size=33554432',
  '--index_mark_cache_size=4194304',
  '--uncompressed_cache_size=0',
  '--index_uncompressed_cache_size=0',
  '--mmap_cache_size=0',
  '--query_condition_cache_size=8388608',
  '--compiled_expression_cache_size=4194304',
  // Two merges at a time; the rest wait.
  '--background_pool_size=2',
  '--background_merges_mutations_concurrency_ratio=1',
  '--max_parts_cleaning_thread_pool_size=2',
  '--parts_killer_pool_size=2',
  '--snapshot_cleaner_pool_size=2',
  '--max_active_parts_loading_thread_pool_size=4',
  '--max_outdated_parts_loading_thread_pool_size=2',
  '--max_unexpected_parts_loading_thread_pool_size=2',
  '--max_prefixes_deserialization_thread_pool_size=4',
  '--max_format_parsing_thread_pool_size=4',
  '--max_io_thread_pool_size=8',
  '--load_marks_threadpool_pool_size=4',
  '--prefetch_threadpool_pool_size=4',
  '--threadpool_local_fs_reader_pool_size=4',
  '--max_thread_pool_free_size=16',
  '--max_server_memory_usage=2147483648',
];

/** Opens the engine on a folder that exists. `args` are server settings in the form `--name=value`. */
export function openEngine(path: string, args: readonly string[] = ENGINE_ARGS): Engine {
  const native = loadNative();
  const connectRaw = (): Handle => {
    let handle: Handle | undefined;
    try {
      handle = native.CreateConnection(path, args);
    } catch (error) {
      throw engineError(error);
    }
    if (!handle) throw new EngineError(`Code: 1002. DB::Exception: the engine did not open ${path}`);
    return handle;
  };
  // Held for the engine's life: the last connection to go would shut the engine down.
  const keeper = connection(native, connectRaw());
  const [version = '', timezone = ''] = keeper.runNow('SELECT version(), timezone() FORMAT TSV').trim().split('\t');
  return {
    version,
    timezone,
    connect: () => connection(native, connectRaw()),
    cancel: (tag) => {
      keeper.runNow(`KILL QUERY WHERE Settings['log_comment'] = ${quote(tag)} ASYNC FORMAT Null`);
    },
    cancelReads: () => {
      keeper.runNow(`KILL QUERY WHERE query_kind = 'Select' AND query NOT ILIKE 'KILL%' ASYNC FORMAT Null`);
    },
    close: () => keeper.close(),
  };
}

/** A string literal of ClickHouse's SQL. */
export function quote(text: string): string {
  // A NUL would end the text at the binding's C string.
  return `'${text.replace(/[\\']/g, '\\$&').replaceAll('\0', '\\0')}'`;
}

function connection(native: Native, handle: Handle): EngineConnection {
  let open = true;
  return {
    runNow: (sql) => {
      try {
        return native.QueryWithConnection(handle, sql, 'TSV');
      } catch (error) {
        throw engineError(error);
      }
    },
    query: async (sql, format) => {
      const startedAt = performance.now();
      const raw = await native.QueryAsyncConnection(handle, sql, format).catch(rethrow);
      return {
        bytes: raw.bytes,
        resultRows: raw.rowsRead,
        resultBytes: raw.bytesRead,
        elapsedMs: performance.now() - startedAt,
      };
    },
    insert: async (sql, data) => {
      const startedAt = performance.now();
      const raw = await native.InsertRawAsyncConnection(handle, sql, data, false).catch(rethrow);
      return {
        writtenRows: raw.rowsWritten,
        writtenBytes: raw.bytesWritten,
        elapsedMs: performance.now() - startedAt,
      };
    },
    stream: (sql, format) => openStream(native, handle, sql, format),
    close: () => {
      if (open) native.CloseConnection(handle);
      open = false;
    },
  };
}

function openStream(native: Native, handle: Handle, sql: string, format: string) {
  let stream: Handle | null;
  try {
    stream = native.StreamQuery(handle, sql, format);
  } catch (error) {
    throw engineError(error);
  }
  return {
    next: async (): Promise<ResultChunk | null> => {
      if (stream === null) return null;
      const chunk = await native.StreamFetch(stream).catch(rethrow);
      return chunk.done ? null : { bytes: chunk.bytes, rows: chunk.numRows };
    },
    close: () => {
      if (stream !== null) native.StreamCancel(stream);
      stream = null;
    },
  };
}

function rethrow(error: unknown): never {
  throw engineError(error);
}

function engineError(error: unknown): EngineError {
  const message = error instanceof Error ? error.message : String(error);
  return new EngineError(message.replace(/^Query failed: /, ''), error);
}

let loaded: Native | undefined;

function loadNative(): Native {
  if (loaded) return loaded;
  const platform = `${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    // An absolute path: the package exports its JavaScript surface but not the loader of its binding.
    const loader = createRequire(require.resolve('chdb'))('./dist/loader.js') as { loadNative(): Native };
    const native = loader.loadNative();
    const missing = NATIVE_FUNCTIONS.filter((name) => typeof native[name] !== 'function');
    if (missing.length > 0) throw new Error(`its binding has no ${missing.join(', ')}; run npm ci`);
    loaded = native;
    return native;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PlatformError(
      `The embedded ClickHouse does not load on ${platform} (${reason}). It has libraries for Linux (glibc) and macOS, ` +
        'x64 and arm64: install with optional dependencies, or point CLICKHOUSE_URL at a ClickHouse server.',
      { cause: error },
    );
  }
}
