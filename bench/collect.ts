import { startProduct } from '../test/product.ts';
import type { Bench, BenchResult } from './bench.ts';
import { type LoadResult, percentile, rounded, startLoad } from './load/load.ts';
import { recordsInLog, type StoredCounts, settledStore } from './load/reconcile.ts';
import { watchUsage } from './load/role-usage.ts';

const RATE = 5_000;
const BATCH = 50;
const VISITORS = 20_000;
const WARM_UP_SECONDS = 3;

/** The whole product takes events over HTTP; then what was accepted is looked for in the log and in ClickHouse. */
const collect: Bench = {
  name: 'collect',
  description: `${RATE} events/s over HTTP in batches of ${BATCH}, everything running; accepted = in the log = in ClickHouse`,
  async run({ seconds }) {
    const product = await startProduct();
    try {
      const load = { url: product.webUrl, sites: ['bench'], batch: BATCH, visitors: VISITORS, retryForMs: 0 };
      const warmUp = await startLoad({ ...load, ratePerSecond: 500, seconds: WARM_UP_SECONDS, idPrefix: 'warm' })
        .result;
      const usage = watchUsage(product);
      const result = await startLoad({ ...load, ratePerSecond: RATE, seconds, idPrefix: 'event' }).result;
      const endedAt = performance.now();
      const expected = warmUp.accepted + result.accepted;
      const stored = await settledStore(product, expected);
      const behindMs = performance.now() - endedAt;
      const { roles, peakTotalMb } = usage.end();
      const inLog = await recordsInLog(product.brokers);
      return report({ result, expected, inLog, stored, behindMs, roles, peakTotalMb });
    } finally {
      await product.dispose();
    }
  },
};
export default collect;

interface Outcome extends ReturnType<ReturnType<typeof watchUsage>['end']> {
  result: LoadResult;
  /** Accepted, the warm-up's included. */
  expected: number;
  inLog: number;
  stored: StoredCounts;
  behindMs: number;
}

function report({ result, expected, inLog, stored, behindMs, roles, peakTotalMb }: Outcome): BenchResult {
  const lost = expected - stored.ids;
  const twice = stored.rows - stored.ids;
  if (lost !== 0 || twice !== 0 || inLog !== expected || result.accepted !== result.sent) {
    const counts = { sent: result.sent, accepted: result.accepted, expected, inLog, ...stored, ...result.refusals };
    throw new Error(`the counts do not agree: ${JSON.stringify(counts)}`);
  }
  const achieved = result.accepted / (result.tookMs / 1000);
  const p50 = percentile(result.latenciesMs, 0.5);
  const p99 = percentile(result.latenciesMs, 0.99);
  const figures: Record<string, number> = {
    acceptedPerSecond: rounded(achieved),
    accepted: expected,
    inLog,
    inClickhouse: stored.rows,
    lost,
    twice,
    answerP50Ms: rounded(p50),
    answerP99Ms: rounded(p99),
    answerMaxMs: rounded(percentile(result.latenciesMs, 1)),
    archiveBehindMs: rounded(behindMs),
    residentTotalMb: peakTotalMb,
  };
  for (const { role, peakMb, cpuSeconds } of roles) {
    figures[`${role}ResidentMb`] = peakMb;
    figures[`${role}CpuSeconds`] = cpuSeconds;
  }
  const rows = Object.entries(figures).map(([figure, value]) => ({ figure, value }));
  return { rows, figures };
}
