import { setTimeout as sleep } from 'node:timers/promises';
import { SITE_NAME } from '../events/event.ts';
import { Outbox } from './outbox.ts';
import { setUpShowcase } from './set-up.ts';
import type { Showcase } from './showcase.ts';
import type { Simulation } from './simulation.ts';
import { type Action, startStageDoor } from './stage-door.ts';

export interface SimulationOptions {
  webUrl: string;
  site: string;
  /** Where the page with the demo's buttons listens. */
  host: string;
  port: number;
  stdout: { write(text: string): unknown };
  /** Ends it; without one, Ctrl-C does. */
  signal?: AbortSignal;
}

export interface Performance {
  simulation: Simulation;
  showcase: Showcase;
  /** What a person can make happen. */
  actions: readonly Action[];
  /** One line about the world as it is. */
  scene(): string;
}

const STEP_MS = 100;
/** Behind by more, and the world waits: a paused machine does not come back with a flood. */
const MAX_BEHIND_MS = 2_000;
const REPORT_EVERY_MS = 5_000;

/** Sets up metrics and boards, then sends what happens in a made-up world, in real time, until Ctrl-C or the signal. */
export async function runSimulation(
  options: SimulationOptions,
  stage: (startMs: number) => Performance,
): Promise<void> {
  const { webUrl, site, stdout } = options;
  if (!SITE_NAME.test(site)) throw new Error(`--site: "${site}" is not 1 to 64 of a-z, 0-9, "." and "-"`);
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const startMs = Date.now();
  const performance = stage(startMs);
  const board = performance.showcase.boards[0]!.id;
  await reachable(webUrl);
  await setUpShowcase(webUrl, site, performance.showcase);
  const door = await startStageDoor({ ...options, actions: performance.actions, scene: performance.scene });
  stdout.write(`Watch it at ${webUrl}/boards/${board}?site=${site}\n`);
  stdout.write(`Make things happen at ${door.url}. Ctrl-C ends it.\n`);
  const outbox = new Outbox({ webUrl, site, signal });
  try {
    await Promise.all([
      play(performance.simulation, outbox, startMs, signal),
      report(performance, outbox, stdout, signal),
    ]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    stop.abort();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await door.close();
    await outbox.finish();
  }
}

async function reachable(webUrl: string): Promise<void> {
  await fetch(new URL('/healthz', webUrl)).catch(() => {
    throw new Error(`nothing answers at ${webUrl}: start Weir first (npm start), or name its port with WEIR_PORT`);
  });
}

/** Ids tell runs apart: a second run with the same seed is more traffic, not a repeat of the first. */
async function play(simulation: Simulation, outbox: Outbox, startMs: number, signal: AbortSignal): Promise<void> {
  const run = startMs.toString(36);
  let sent = 0;
  /** The world's clock trails the wall clock by what was waited for. */
  let behindMs = 0;
  for (let at = startMs; ; at += STEP_MS) {
    const waitMs = at + behindMs - Date.now();
    if (waitMs > 0) await sleep(waitMs, undefined, { signal });
    else if (waitMs < -MAX_BEHIND_MS) behindMs -= waitMs;
    signal.throwIfAborted();
    const events = simulation.advance(at).map(({ name, visitor, props }) => {
      const id = `${run}-${(sent++).toString(36)}`;
      return { id, name, visitor: `${run}-${visitor}`, ts: Date.now(), url: '/', props };
    });
    await outbox.add(events);
  }
}

async function report(
  { scene }: Performance,
  outbox: Outbox,
  stdout: SimulationOptions['stdout'],
  signal: AbortSignal,
): Promise<void> {
  for (let last = 0; ; ) {
    await sleep(REPORT_EVERY_MS, undefined, { signal });
    const { accepted, retries, waiting } = outbox.counts();
    const rate = ((accepted - last) * 1_000) / REPORT_EVERY_MS;
    last = accepted;
    const trouble = retries > 0 ? `, ${retries} retries, ${waiting} waiting` : '';
    stdout.write(`${accepted} events acknowledged, ${rate.toFixed(0)} a second${trouble}. ${scene()}\n`);
  }
}
