import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Engine, type EngineConnection, quote } from '../embedded.ts';
import { type Slots, SlotsFullError } from '../slots.ts';
import { type Answer, NO_SUMMARY, openAnswer, type ServerFacts } from './answer.ts';
import { pickEncoding } from './body.ts';
import { asEngineError, refusal } from './failure.ts';
import { streamsByBlock } from './formats.ts';
import { type QueryRequest, readQueryRequest } from './request.ts';
import type { Sessions } from './sessions.ts';

/** What a query runs on. */
export interface QueryContext {
  engine: Engine;
  facts: ServerFacts;
  sessions: Sessions;
  /** For INSERTs that bring their data: nothing long-running keeps these from them. */
  inserts: Slots;
  /** For everything else. */
  queries: Slots;
}

/** Answers one query request, whatever happens to it. */
export async function answerQuery(
  context: QueryContext,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const level = Number(url.searchParams.get('http_zlib_compression_level') ?? 3) || 3;
  const compresses = url.searchParams.get('enable_http_compression') === '1';
  const encoding = compresses ? pickEncoding(request.headers['accept-encoding']) : null;
  const queryId = url.searchParams.get('query_id') || randomUUID();
  const answer = openAnswer(response, queryId, context.facts, { encoding, level });
  try {
    const query = await readQueryRequest(request, url);
    await run(context, query, answer, response);
    await answer.end();
  } catch (error) {
    if (response.destroyed) return;
    const full = error instanceof SlotsFullError;
    await answer.fail(
      full
        ? refusal(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', `Too many queries: ${error.message}.`)
        : asEngineError(error),
    );
  }
}

async function run(
  context: QueryContext,
  query: QueryRequest,
  answer: Answer,
  response: ServerResponse,
): Promise<void> {
  const lease = context.sessions.acquire(query.session);
  const tag = `weir:${randomUUID()}`;
  // A client that leaves has its read cancelled; a write that has begun is finished.
  const leave = () => {
    if (!response.writableFinished && query.statement.kind !== 'insert') context.engine.cancel(tag);
  };
  response.once('close', leave);
  try {
    const restore = prepare(lease.connection, query, tag);
    try {
      await execute(context, lease.connection, query, answer, response);
    } finally {
      restore();
    }
  } finally {
    response.off('close', leave);
    lease.release();
  }
}

/** Puts the request's database, settings and parameters on its connection; the answer takes them off a session's again. */
function prepare(connection: EngineConnection, query: QueryRequest, tag: string): () => void {
  if (query.database) connection.runNow(`USE ${identifier(query.database)}`);
  const settings = new Map(query.settings);
  if (!settings.has('log_comment')) settings.set('log_comment', tag);
  if (query.readonly) {
    // A session would stay readonly after the request: the engine takes no setting back from that.
    if (!query.session) settings.set('readonly', '2');
    else if (!query.statement.onlyReads) throw refusal(164, 'READONLY', 'Cannot execute query in readonly mode.');
  }
  const names = [...settings.keys()];
  const unfit = names.find((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (unfit !== undefined) throw refusal(115, 'UNKNOWN_SETTING', `Unknown setting '${unfit}'.`);
  const before = query.session
    ? readSettings(
        connection,
        names.filter((name) => !name.startsWith('param_')),
      )
    : [];
  connection.runNow(assignments([...settings]));
  return () => {
    if (before.length > 0) connection.runNow(assignments(before));
  };
}

function readSettings(connection: EngineConnection, names: readonly string[]): Array<[string, string]> {
  return names.map((name) => {
    // Raw, so that the value is what SET takes, whatever its type.
    const value = connection.runNow(`SELECT toString(getSetting(${quote(name)})) FORMAT TSVRaw`);
    return [name, value.replace(/\n$/, '')];
  });
}

function assignments(settings: ReadonlyArray<readonly [string, string]>): string {
  return `SET ${settings.map(([name, value]) => `${name} = ${quote(value)}`).join(', ')}`;
}

function identifier(name: string): string {
  return `\`${name.replace(/[\\`]/g, '\\$&')}\``;
}

async function execute(
  context: QueryContext,
  connection: EngineConnection,
  query: QueryRequest,
  answer: Answer,
  response: ServerResponse,
): Promise<void> {
  const { statement, format } = query;
  if (statement.kind === 'insert' && statement.takesData) {
    const written = await context.inserts.run(() => connection.insert(query.sql, query.data));
    answer.begin(format, { ...NO_SUMMARY, ...written });
  } else if (statement.plansAtOnce && !query.waitEndOfQuery && streamsByBlock(format)) {
    await stream(context, connection, query, answer, response);
  } else {
    // A client that left while its turn came gets no query run.
    const result = await context.queries.run(async () =>
      response.destroyed ? null : connection.query(query.sql, format),
    );
    if (result === null) return;
    answer.begin(format, { ...NO_SUMMARY, ...result });
    await answer.write(result.bytes);
  }
}

async function stream(
  context: QueryContext,
  connection: EngineConnection,
  query: QueryRequest,
  answer: Answer,
  response: ServerResponse,
): Promise<void> {
  const result = connection.stream(query.sql, query.format);
  try {
    // The first block before the head: most failures still find a status to be told by.
    let chunk = await context.queries.run(async () => (response.destroyed ? null : result.next()));
    answer.begin(query.format, NO_SUMMARY);
    while (chunk !== null && !response.destroyed) {
      await answer.write(chunk.bytes);
      if (response.destroyed) break;
      chunk = await context.queries.run(() => result.next());
    }
  } finally {
    result.close();
  }
}
