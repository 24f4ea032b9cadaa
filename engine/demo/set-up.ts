import { isDeepStrictEqual } from 'node:util';
import type { Showcase } from './showcase.ts';

/** What the API says is wrong, as it says it. */
export class SetUpError extends Error {
  constructor(what: string, status: number, text: string) {
    super(`${what} was refused with ${status}: ${text.slice(0, 400)}`);
    this.name = 'SetUpError';
  }
}

/**
 * Makes a demo's metrics and boards over the API, as an analyst's browser does. What is there already stays, and
 * is brought up to date where the demo has changed. Throws `SetUpError`.
 */
export async function setUpShowcase(webUrl: string, site: string, showcase: Showcase): Promise<void> {
  const call = async (method: string, path: string, body?: object): Promise<Response> => {
    const url = new URL(`${path}${path.includes('?') ? '&' : '?'}site=${encodeURIComponent(site)}`, webUrl);
    const headers = { 'content-type': 'application/json' };
    return fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  };
  const accepted = async (what: string, answer: Response): Promise<void> => {
    if (!answer.ok) throw new SetUpError(what, answer.status, await answer.text());
  };
  const putMetric = async (draft: { id: string }): Promise<void> => {
    const path = `/api/metrics/${draft.id}`;
    const found = await call('GET', path);
    if (found.status === 404) return accepted(path, await call('POST', '/api/metrics', draft));
    const { metric } = (await found.json()) as { metric: unknown };
    if (includes(metric, draft)) return;
    const changed = await call('PUT', path, draft);
    await accepted(path, changed);
    const { candidate } = (await changed.json()) as { candidate: unknown };
    // The demo wants its own definition at once, whatever of the past is counted by it yet.
    if (candidate) await accepted(path, await call('POST', `${path}/promote?force=1`));
  };
  const putBoard = async (draft: { id: string }): Promise<void> => {
    const path = `/api/boards/${draft.id}`;
    const found = await call('GET', path);
    if (found.status === 404) return accepted(path, await call('POST', '/api/boards', draft));
    if (!includes(await found.json(), draft)) await accepted(path, await call('PUT', path, draft));
  };
  // Formulas name metrics that are there before them.
  for (const metric of showcase.metrics) await putMetric(metric);
  for (const board of showcase.boards) await putBoard(board);
}

/** Whether everything of the draft is found as it is; the server may have filled in more. */
export function includes(found: unknown, draft: unknown): boolean {
  if (Array.isArray(draft)) {
    return (
      Array.isArray(found) && found.length === draft.length && draft.every((item, at) => includes(found[at], item))
    );
  }
  if (typeof draft !== 'object' || draft === null) return isDeepStrictEqual(found, draft);
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(draft).every(([key, value]) => includes((found as Record<string, unknown>)[key], value));
}
