import { fork } from 'node:child_process';
import { join } from 'node:path';

export interface LoadOptions {
  /** Of the web role. */
  url: string;
  /** Batches go to the sites in turn. */
  sites: string[];
  ratePerSecond: number;
  /** Events in a request. */
  batch: number;
  /** Null goes on until `stop`. */
  seconds: number | null;
  visitors: number;
  idPrefix: string;
  /** A batch without an answer, or refused for now, is sent again with its ids for so long. 0: never. */
  retryForMs: number;
}

/** Counts are of events. */
export interface LoadResult {
  sent: number;
  /** Answered with 202 and counted in it. */
  accepted: number;
  refused: number;
  /** Given up without an answer: they may be in the log or not. */
  unanswered: number;
  /** Requests sent again. */
  retries: number;
  /** From the first to the last batch sent, ms. */
  tookMs: number;
  /** One a request: from the moment it was due to its answer. */
  latenciesMs: number[];
  /** Requests by what they met instead of a 202: a status or a network error's code. */
  refusals: Record<string, number>;
  visitors: number;
}

export type ToGenerator = { type: 'start'; options: LoadOptions } | { type: 'stop' };
export type FromGenerator = { type: 'progress'; sent: number; accepted: number } | { type: 'done'; result: LoadResult };

export interface Load {
  /** Events accepted so far, as last told. */
  accepted(): number;
  /** Sends no more new batches; those under way are finished. Nothing where it has ended. */
  stop(): void;
  readonly result: Promise<LoadResult>;
}

/** Starts a load generator in a process of its own. It ends with its result, or with this process. */
export function startLoad(options: LoadOptions): Load {
  const child = fork(join(import.meta.dirname, 'generator.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let accepted = 0;
  const done = Promise.withResolvers<LoadResult>();
  const send = (message: ToGenerator) => {
    if (child.connected) child.send(message);
  };
  child.on('message', (message: FromGenerator) => {
    if (message.type === 'progress') accepted = message.accepted;
    else {
      accepted = message.result.accepted;
      done.resolve(message.result);
      child.disconnect();
    }
  });
  child.on('exit', (code, signal) => done.reject(new Error(`the load generator ended (${signal ?? code})`)));
  send({ type: 'start', options });
  return { accepted: () => accepted, stop: () => send({ type: 'stop' }), result: done.promise };
}

/** The value that `share` (0 to 1) of the values do not exceed; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** For tables and figures: one decimal below 100, none above. */
export function rounded(value: number): number {
  return Math.abs(value) < 100 ? Math.round(value * 10) / 10 : Math.round(value);
}
