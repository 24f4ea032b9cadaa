import { startProduct } from '../test/product.ts';
import type { Bench, BenchResult } from './bench.ts';
import { LiveWatch } from './load/live-watch.ts';
import { percentile, rounded, startLoad } from './load/load.ts';

const RATE = 500;
/** The feed shows at most 500 events a second of a site: two sites leave none out. */
const SITES = ['bench-a', 'bench-b'];
const VISITORS = 2_000;
const WARM_UP_SECONDS = 5;
const MAX_SECONDS = 30;

/** One click a request; the time from its sending to the WebSocket messages that show it. */
const endToEnd: Bench = {
  name: 'end-to-end',
  description: `${RATE} clicks/s, one a request: until the live feed shows each, and until the counters cover it`,
  async run({ seconds }) {
    const product = await startProduct();
    const watches: LiveWatch[] = [];
    try {
      for (const site of SITES) watches.push(await LiveWatch.open(product.webUrl, site));
      const load = {
        url: product.webUrl,
        sites: SITES,
        batch: 1,
        visitors: VISITORS,
        ratePerSecond: RATE,
        retryForMs: 0,
      };
      await startLoad({ ...load, seconds: WARM_UP_SECONDS, idPrefix: 'warm' }).result;
      const result = await startLoad({ ...load, seconds: Math.min(seconds, MAX_SECONDS), idPrefix: 'click' }).result;
      for (const watch of watches) await watch.settle('click', Math.floor(result.sent / SITES.length));
      if (result.accepted !== result.sent) throw new Error(`not all accepted: ${JSON.stringify(result.refusals)}`);
      return report(watches, result.latenciesMs, result.accepted / (result.tookMs / 1000));
    } finally {
      for (const watch of watches) watch.close();
      await product.dispose();
    }
  },
};
export default endToEnd;

function report(watches: readonly LiveWatch[], answersMs: readonly number[], ratePerSecond: number): BenchResult {
  const spans = {
    answer: answersMs,
    feed: watches.flatMap((watch) => watch.feedDelaysMs('click')),
    counters: watches.flatMap((watch) => watch.counterDelaysMs('click')),
  };
  const figures: Record<string, number> = { clicksPerSecond: rounded(ratePerSecond) };
  const rows = Object.entries(spans).map(([span, delays]) => {
    const [p50, p99, max] = [0.5, 0.99, 1].map((share) => rounded(percentile(delays, share))) as [
      number,
      number,
      number,
    ];
    Object.assign(figures, { [`${span}P50Ms`]: p50, [`${span}P99Ms`]: p99, [`${span}MaxMs`]: max });
    return { 'click to': span, clicks: delays.length, 'p50 ms': p50, 'p99 ms': p99, 'max ms': max };
  });
  figures.skipped = watches.reduce((sum, watch) => sum + watch.skipped, 0);
  return { rows, figures };
}
