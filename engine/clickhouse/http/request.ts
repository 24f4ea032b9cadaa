import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readStatement, type Statement } from '../statement.ts';
import { goesOnAfterValues } from '../values-data.ts';
import { readBody } from './body.ts';
import { refusal } from './failure.ts';

/** A query as it came by HTTP, read and split into what the engine is told. */
export interface QueryRequest {
  queryId: string;
  /** The statement of the URL and the body's, joined as ClickHouse joins them; for an INSERT without its data. */
  sql: string;
  /** What follows the statement; empty where nothing does. */
  data: Buffer;
  statement: Statement;
  /** Of the answer: the FORMAT clause's, else the one that the request names, else TabSeparated. */
  format: string;
  database: string | null;
  /** Engine settings and `param_*` values, in the order of the URL. */
  settings: ReadonlyMap<string, string>;
  /** GET and HEAD may not change anything. */
  readonly: boolean;
  waitEndOfQuery: boolean;
  session: { id: string; timeoutMs: number; mustExist: boolean } | null;
}

/** URL parameters of the HTTP interface itself; every other is a setting of the engine. */
const OWN_PARAMETERS = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'user',
  'password',
  'quota_key',
  'role',
  'session_id',
  'session_timeout',
  'session_check',
  'wait_end_of_query',
  'buffer_size',
  'stacktrace',
  'compress',
  'decompress',
  'client_protocol_version',
]);

/** The head of a body that is looked at to tell what its statement is: ClickHouse's max_query_size. */
const MAX_STATEMENT_BYTES = 256 * 1024;
const DEFAULT_SESSION_SECONDS = 60;
const MAX_SESSION_SECONDS = 3600;

/** Reads a query request whole. Throws `EngineError` with ClickHouse's code for what it cannot take. */
export async function readQueryRequest(request: IncomingMessage, url: URL): Promise<QueryRequest> {
  const readonly = request.method !== 'POST' && request.method !== 'PUT';
  let body = await readBody(request);
  const parameters = new Map(url.searchParams);
  // Several `query` parameters are joined, as ClickHouse does; a form's fields count as the URL's.
  let query = url.searchParams.getAll('query').join('');
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.startsWith('multipart/form-data')) {
    query += await readForm(body, contentType, parameters);
    body = Buffer.alloc(0);
  }
  for (const name of ['compress', 'decompress']) {
    if (isOn(parameters.get(name))) {
      throw refusal(
        48,
        'NOT_IMPLEMENTED',
        `"${name}=1" (the native protocol's blocks) is not taken here: use gzip by Content-Encoding.`,
      );
    }
  }
  const head = query === '' ? body.subarray(0, MAX_STATEMENT_BYTES).toString('utf8') : query;
  const statement = readStatement(head);
  if (head.trim() === '') throw refusal(62, 'SYNTAX_ERROR', 'Empty query.');
  if (statement.multiple) throw refusal(62, 'SYNTAX_ERROR', 'Syntax error (Multi-statements are not allowed).');
  if (statement.localAccess !== null) {
    const what = statement.localAccess;
    throw refusal(
      291,
      'DATABASE_ACCESS_DENIED',
      `${what} would use files of the store's machine, which is refused by HTTP.`,
    );
  }
  refuseAfterValues(statement, head, query === '' ? body : Buffer.concat([Buffer.from(query), body]));
  const split = splitData(statement, query, body);
  const header = request.headers['x-clickhouse-format'];
  const fallback = parameters.get('default_format') ?? (typeof header === 'string' ? header : 'TabSeparated');
  return {
    ...split,
    statement,
    queryId: parameters.get('query_id') || randomUUID(),
    format: (statement.kind === 'insert' ? null : statement.format) ?? fallback,
    database: parameters.get('database') || headerText(request, 'x-clickhouse-database'),
    settings: new Map([...parameters].filter(([name]) => !OWN_PARAMETERS.has(name))),
    readonly,
    waitEndOfQuery: isOn(parameters.get('wait_end_of_query')),
    session: readSession(parameters),
  };
}

/** `whole` is the statement with its data, of which `head` is the first part as text. */
function refuseAfterValues(statement: Statement, head: string, whole: Buffer): void {
  if (!statement.takesData || statement.format?.toUpperCase() !== 'VALUES') return;
  if (goesOnAfterValues(whole.subarray(Buffer.byteLength(head.slice(0, statement.dataAt))))) {
    throw refusal(33, 'CANNOT_READ_ALL_DATA', 'Cannot read data after semicolon.');
  }
}

/** An INSERT's data stay bytes, as they came; anything else is one text. */
function splitData(statement: Statement, query: string, body: Buffer): { sql: string; data: Buffer } {
  if (statement.kind === 'insert' && statement.takesData) return { sql: query, data: body };
  const text = body.toString('utf8');
  return { sql: query === '' ? text : text === '' ? query : `${query}\n${text}`, data: Buffer.alloc(0) };
}

async function readForm(body: Buffer, contentType: string, parameters: Map<string, string>): Promise<string> {
  let query = '';
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    for (const [name, value] of form) {
      if (typeof value !== 'string') throw new Error(`field "${name}" is a file; external tables are not taken here`);
      if (name === 'query') query += value;
      else parameters.set(name, value);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refusal(36, 'BAD_ARGUMENTS', `The multipart form does not read: ${reason}.`);
  }
  return query;
}

function readSession(parameters: ReadonlyMap<string, string>): QueryRequest['session'] {
  const id = parameters.get('session_id');
  if (!id) return null;
  const seconds = Number(parameters.get('session_timeout') ?? DEFAULT_SESSION_SECONDS);
  if (!Number.isFinite(seconds) || seconds < 0 || seconds > MAX_SESSION_SECONDS) {
    throw refusal(
      374,
      'INVALID_SESSION_TIMEOUT',
      `Invalid session timeout: it is 0 to ${MAX_SESSION_SECONDS} seconds.`,
    );
  }
  return { id, timeoutMs: seconds * 1000, mustExist: isOn(parameters.get('session_check')) };
}

function headerText(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function isOn(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}
