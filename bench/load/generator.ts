import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FromGenerator, LoadOptions, LoadResult, ToGenerator } from './load.ts';

/**
 * The load generator's own process: sends batches at fixed times, whatever the answers take (an open loop), and tells
 * its parent what became of each event.
 */
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
/** Requests without an answer at one time; while there are so many the next ones are late, which their latency shows. */
const MAX_OUTSTANDING = 512;
const ANSWER_LIMIT_MS = 10_000;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 1_000;

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
let stopped = false;

process.on('message', (message: ToGenerator) => {
  if (message.type === 'stop') stopped = true;
  else void run(message.options).then((result) => tell({ type: 'done', result }));
});
process.on('disconnect', () => process.exit(0));

function tell(message: FromGenerator): void {
  process.send?.(message);
}

async function run(options: LoadOptions): Promise<LoadResult> {
  const result: LoadResult = {
    sent: 0,
    accepted: 0,
    refused: 0,
    unanswered: 0,
    retries: 0,
    tookMs: 0,
    latenciesMs: [],
    refusals: {},
    visitors: options.visitors,
  };
  const stepMs = (1000 * options.batch) / options.ratePerSecond;
  const batches = options.seconds === null ? Number.POSITIVE_INFINITY : Math.round((options.seconds * 1000) / stepMs);
  const outstanding = new Set<Promise<void>>();
  const startedAt = performance.now();
  let toldAt = startedAt;
  for (let i = 0; i < batches && !stopped; i++) {
    const dueAt = startedAt + i * stepMs;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    if (outstanding.size >= MAX_OUTSTANDING) await Promise.race(outstanding);
    const work = sendBatch(options, i, dueAt, result).finally(() => outstanding.delete(work));
    outstanding.add(work);
    if (performance.now() - toldAt >= 200) {
      toldAt = performance.now();
      tell({ type: 'progress', sent: result.sent, accepted: result.accepted });
    }
  }
  result.tookMs = performance.now() - startedAt;
  await Promise.all(outstanding);
  agent.destroy();
  return result;
}

async function sendBatch(options: LoadOptions, index: number, dueAt: number, result: LoadResult): Promise<void> {
  const body = batchBody(options, index);
  result.sent += options.batch;
  let retryMs = FIRST_RETRY_MS;
  const giveUpAt = performance.now() + options.retryForMs;
  for (;;) {
    const answer = await post(options.url, body);
    if (answer.status === 202) {
      result.latenciesMs.push(performance.now() - dueAt);
      const { accepted } = JSON.parse(answer.text) as { accepted: number };
      result.accepted += accepted;
      result.refused += options.batch - accepted;
      return;
    }
    const reason = answer.status === 0 ? answer.text : String(answer.status);
    result.refusals[reason] = (result.refusals[reason] ?? 0) + 1;
    if (performance.now() + retryMs > giveUpAt) {
      if (answer.status === 0) result.unanswered += options.batch;
      else result.refused += options.batch;
      return;
    }
    result.retries++;
    await sleep(retryMs);
    retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
  }
}

/** Ids are `prefix-0`, `prefix-1`, ...: whoever knows how many were sent knows them all. */
function batchBody(options: LoadOptions, index: number): string {
  const now = performance.timeOrigin + performance.now();
  const site = options.sites[index % options.sites.length];
  const events = Array.from({ length: options.batch }, (_, i) => {
    const n = index * options.batch + i;
    const path = `/${['', 'pricing', 'docs', 'blog/post', 'shop/item'][n % 5]}${n % 5 > 2 ? n % 97 : ''}`;
    return {
      id: `${options.idPrefix}-${n}`,
      name: n % 10 === 0 ? 'add_to_cart' : 'pageview',
      ts: Math.round(now),
      visitor: `visitor-${(n * 7919) % options.visitors}`,
      url: `https://load.example${path}`,
      title: `Page ${path}`,
      referrer: n % 3 === 0 ? 'https://www.google.com/' : '',
      screen: '1280x720',
      language: 'en-GB',
      props: { sent: now, plan: n % 2 ? 'free' : 'pro' },
    };
  });
  return JSON.stringify({ site, events });
}

function post(url: string, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const sent = request(`${url}/api/collect`, {
      method: 'POST',
      agent,
      headers: { ...headers, 'User-Agent': USER_AGENT },
      timeout: ANSWER_LIMIT_MS,
    });
    const fail = (error: Error & { code?: string }) => resolve({ status: 0, text: error.code ?? error.message });
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', fail);
    });
    sent.on('timeout', () => sent.destroy(Object.assign(new Error('no answer'), { code: 'TIMEOUT' })));
    sent.on('error', fail);
    sent.end(body);
  });
}
