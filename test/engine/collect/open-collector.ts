import { onTestFinished } from 'vitest';
import type { EventRecord } from '../../../engine/collect/event-sink.ts';
import { type Collector, createCollector } from '../../../engine/collect/intake.ts';
import type { RequestContext } from '../../../engine/collect/request.ts';
import { type WeirEvent, weirEvent } from '../../../engine/events/event.ts';
import { silentLog } from '../../../engine/log.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const NOON = Date.UTC(2026, 4, 17, 12);

export const POST: RequestContext = {
  method: 'POST',
  ip: '84.130.1.2',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  contentType: 'text/plain;charset=UTF-8',
  contentEncoding: '',
};

export interface Rig {
  collector: Collector;
  /** What was handed to the log, key and event, checked against the event's schema. */
  kept: { key: string; event: WeirEvent }[];
  /** Posts a body; a string goes as it is, anything else as JSON. */
  post(
    body: unknown,
    context?: Partial<RequestContext>,
  ): Promise<{ status: number; headers: Record<string, string>; body: Body }>;
  clock: { now: number };
}

interface Body {
  accepted?: number;
  rejected?: { index: number; reason: string; detail: string }[];
  reason?: string;
  field?: string;
  type?: string;
}

interface RigOptions {
  sites?: string[];
  /** Stands where the log is: rejects to refuse. */
  send?: (records: EventRecord[]) => Promise<void>;
  dataDir?: string;
}

/** A collector at noon of 17 May 2026, and the end of the pipe behind it. */
export async function openCollector({ sites, send, dataDir = temporaryFolder() }: RigOptions = {}): Promise<Rig> {
  const clock = { now: NOON };
  const kept: Rig['kept'] = [];
  const keep = async (records: EventRecord[]): Promise<void> => {
    await send?.(records);
    kept.push(...records.map(({ key, value }) => ({ key, event: weirEvent.parse(JSON.parse(value)) })));
  };
  const collector = await createCollector({
    producer: { send: keep },
    dataDir,
    sites: sites ?? null,
    geoipPath: null,
    log: silentLog,
    now: () => clock.now,
  });
  onTestFinished(() => collector.close());
  const post: Rig['post'] = async (body, context = {}) => {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const answer = await collector.collect({ ...POST, ...context }, bytes);
    return { status: answer.status, headers: answer.headers, body: JSON.parse(answer.body || '{}') as Body };
  };
  return { collector, kept, post, clock };
}

/** A batch of one page view with these fields. */
export function oneEvent(fields: object = {}): { site: string; events: object[] } {
  return { site: 'demo', events: [{ name: 'pageview', ...fields }] };
}
