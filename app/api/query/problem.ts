import type { StoreError } from '../../../engine/clickhouse/client.ts';
import type { Problem } from '../../../engine/queries/answers.ts';
import { TooManyBuckets } from '../../../engine/queries/range.ts';

/** A parameter that cannot be used. */
export class BadParameter extends Error {
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.name = 'BadParameter';
    this.field = field;
  }
}

/**
 * Errors of other rooms are told by their names: each route is a bundle with classes of its own, and the store's client is
 * shared by all of them.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof BadParameter) {
    const detail = `"${error.field}" ${error.message}`;
    return { type: 'urn:weir:problem:bad-parameter', title: 'Bad parameter', status: 400, detail, field: error.field };
  }
  if (error instanceof TooManyBuckets) {
    const { message: detail } = error;
    return { type: 'urn:weir:problem:bad-parameter', title: 'Bad parameter', status: 400, detail, field: 'interval' };
  }
  const detail = error instanceof Error ? error.message : String(error);
  const name = error instanceof Error ? error.name : '';
  if (name === 'KafkaError') {
    return { type: 'urn:weir:problem:log-unavailable', title: 'The log did not answer', status: 503, detail };
  }
  // ClickHouse names what it refuses; without a name it was not reached.
  if (name === 'StoreError' && (error as StoreError).type === '') {
    return { type: 'urn:weir:problem:store-unavailable', title: 'The store did not answer', status: 503, detail };
  }
  if (name === 'StoreError') {
    return { type: 'urn:weir:problem:query-failed', title: 'ClickHouse refused the query', status: 500, detail };
  }
  return { type: 'urn:weir:problem:internal', title: 'The query failed', status: 500, detail };
}

/** Runs a handler and turns what it throws into problem+json. */
export async function answered(handler: () => Promise<Response>): Promise<Response> {
  try {
    return await handler();
  } catch (error) {
    const problem = problemOf(error);
    const headers = {
      'content-type': 'application/problem+json',
      ...(problem.status === 503 && { 'retry-after': '2' }),
    };
    return new Response(JSON.stringify(problem), { status: problem.status, headers });
  }
}
