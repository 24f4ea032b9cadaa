import { setTimeout as sleep } from 'node:timers/promises';
import { type Load, type LoadResult, startLoad } from '../../../bench/load/load.ts';
import {
  countRollups,
  countSnapshots,
  countStored,
  idsInLog,
  type RollupCounts,
  type StoredCounts,
  settled,
} from '../../../bench/load/reconcile.ts';
import { createStoreClient } from '../../../engine/clickhouse/client.ts';
import { silentLog } from '../../../engine/log.ts';
import { reconcile as reconcileBooks } from '../../../engine/reconcile/reconcile.ts';
import { openMetricRegistry } from '../../../engine/rollups/metrics/registry.ts';
import { openWire } from '../../../engine/stream/kafka-wire.ts';
import { watchStatus } from '../../../engine/stream/status-watch.ts';
import { type Product, ROLES, startProduct } from '../../product.ts';
import { until } from '../../until.ts';
import { seededRandom } from '../random.ts';

export interface CrashOptions {
  /** Each kills every role once, in an order of its own. */
  rounds: number;
  ratePerSecond: number;
  /** Also waits until the last minute is over and its snapshots are in ClickHouse. */
  snapshots: boolean;
  /** Seed of the order and the moments of the kills. */
  seed: number;
  report(line: string): void;
}

/** Events by where they are. */
export interface Reconciliation {
  kills: number;
  /** Different ids sent, and of these acknowledged: to a sender that repeats until it is answered, the same. */
  sent: number;
  accepted: number;
  /** Requests that the sender repeated. */
  retries: number;
  inLog: number;
  /** Records in the log that repeat an id: retries whose first try had arrived. */
  repeatsInLog: number;
  inClickhouse: number;
  /** Rows of weir.events that repeat an id. */
  twiceInClickhouse: number;
  inRollups: number;
  /** Part of `inRollups`: counted, but as too late for a window. */
  lateInRollups: number;
  /** Null where they were not waited for. */
  inSnapshots: number | null;
  /** Rows of the metrics' closed windows that were held against ClickHouse's own computation. */
  metricRows: number;
  /** Ids that were sent and are not in the log, at most ten. */
  missing: string[];
  /** What `weir reconcile` finds, a line each. */
  differences: string[];
}

const SITES = ['crash-a', 'crash-b'] as const;
/** Metrics of the first site, one of each way to keep windows; some of them find events of before they were defined. */
const METRICS = [
  {
    id: 'views',
    name: 'Views',
    aggregate: { kind: 'count' },
    dimensions: ['path'],
    window: { kind: 'tumbling', size_s: 5 },
  },
  {
    id: 'visitors',
    name: 'Visitors',
    aggregate: { kind: 'unique', of: 'visitors' },
    window: { kind: 'sliding', size_s: 30 },
  },
  {
    id: 'carts',
    name: 'Carts',
    aggregate: { kind: 'sum', of: 'props.sent' },
    window: { kind: 'hopping', size_s: 10, hop_s: 5 },
  },
];
const BATCH = 10;
const VISITORS = 500;
/** A sender repeats a batch for so long: a role is back in a few seconds. */
const RETRY_FOR_MS = 60_000;
const BACK_LIMIT_MS = 60_000;
const SETTLE_LIMIT_MS = 60_000;
const SNAPSHOT_LIMIT_MS = 120_000;
const ID_PREFIX = 'crash';

/** Kills the roles of a running product with SIGKILL, one at a time and under load, then counts what became of each event. */
export async function crashRun(options: CrashOptions): Promise<Reconciliation> {
  const product = await startProduct();
  let load: Load | null = null;
  try {
    load = startLoad({
      url: product.webUrl,
      sites: [...SITES],
      ratePerSecond: options.ratePerSecond,
      batch: BATCH,
      seconds: null,
      visitors: VISITORS,
      idPrefix: ID_PREFIX,
      retryForMs: RETRY_FOR_MS,
    });
    const running = load;
    await until('the first events to be accepted', () => running.accepted() > 0);
    for (const metric of METRICS) await defineMetric(product, metric);
    const random = seededRandom(options.seed);
    for (let round = 1; round <= options.rounds; round++) {
      for (const role of shuffled(ROLES, random)) {
        // Anywhere in a second: between two batches, in the middle of a write, while another role recovers.
        await sleep(500 + random() * 1_000);
        const line = await killOnce(product, running, role);
        options.report(`round ${round}/${options.rounds}: ${line}`);
      }
    }
    load.stop();
    const result = await load.result;
    return await reconcile(product, result, options);
  } finally {
    load?.stop();
    await product.dispose();
  }
}

/** Kills a role and waits until it runs again and events are accepted again. */
async function killOnce(product: Product, load: Load, role: string): Promise<string> {
  const pid = product.rolePid(role);
  if (pid === null) throw new Error(`the ${role} role does not run`);
  process.kill(pid, 'SIGKILL');
  const killedAt = performance.now();
  await until(
    `${role} to be started again`,
    () => {
      const now = product.rolePid(role);
      return now !== null && now !== pid;
    },
    BACK_LIMIT_MS,
  );
  await until(
    `everything to work again after ${role} was killed`,
    async () => (await fetch(`${product.webUrl}/readyz`).catch(() => null))?.status === 200,
    BACK_LIMIT_MS,
  ).catch(async (error: Error) => {
    const readiness = await fetch(`${product.webUrl}/readyz`).then((answer) => answer.text(), String);
    throw new Error(`${error.message}; readiness: ${readiness}; printed: ${product.output().slice(-2_000)}`);
  });
  const accepted = load.accepted();
  await until('events to be accepted again', () => load.accepted() > accepted, BACK_LIMIT_MS);
  return `${role} killed, everything works again after ${Math.round(performance.now() - killedAt)} ms`;
}

async function reconcile(product: Product, result: LoadResult, options: CrashOptions): Promise<Reconciliation> {
  const { sent, accepted } = result;
  const stored = await settled<StoredCounts>(
    () => countStored(product.clickhouseUrl),
    ({ ids }) => ids >= sent,
    SETTLE_LIMIT_MS,
  );
  const rollups = await settled<RollupCounts>(
    () => countRollups(product.brokers),
    ({ inMinutes, late }) => inMinutes + late >= sent,
    SETTLE_LIMIT_MS,
  );
  const inSnapshots = options.snapshots
    ? await settled(
        () => countSnapshots(product.clickhouseUrl),
        (events) => events >= sent - rollups.late,
        SNAPSHOT_LIMIT_MS,
      )
    : null;
  // Windows are compared once they are over for half a minute.
  const found = await settled(
    () => reconciledByWeir(product),
    ({ metrics }) => metrics.every(({ rows }) => rows > 0),
    SNAPSHOT_LIMIT_MS,
  );
  const ids = await idsInLog(product.brokers);
  const missing: string[] = [];
  for (let n = 0; n < sent && missing.length < 10; n++) {
    if (!ids.has(`${ID_PREFIX}-${n}`)) missing.push(`${ID_PREFIX}-${n}`);
  }
  return {
    kills: options.rounds * ROLES.length,
    sent,
    accepted,
    retries: result.retries,
    inLog: ids.size,
    repeatsInLog: [...ids.values()].reduce((sum, times) => sum + times - 1, 0),
    inClickhouse: stored.ids,
    twiceInClickhouse: stored.rows - stored.ids,
    inRollups: rollups.inMinutes + rollups.late,
    lateInRollups: rollups.late,
    inSnapshots,
    metricRows: found.metrics.reduce((sum, { rows }) => sum + rows, 0),
    missing,
    differences: found.differences,
  };
}

async function defineMetric({ webUrl }: Product, metric: object): Promise<void> {
  const answer = await fetch(`${webUrl}/api/metrics?site=${SITES[0]}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(metric),
  });
  if (answer.status !== 201) throw new Error(`the metric was refused: ${await answer.text()}`);
}

/** As `weir reconcile --all` does it. */
async function reconciledByWeir({ brokers, clickhouseUrl }: Product) {
  const client = { brokers: [brokers], clientId: 'crash-reconcile', log: silentLog };
  const [wire, registry, status] = [openWire(client), openMetricRegistry(client), watchStatus(client)];
  const store = createStoreClient({ url: clickhouseUrl, log: silentLog });
  try {
    return await reconcileBooks({ wire, store, registry, status, site: null, sample: null, waitMs: SETTLE_LIMIT_MS });
  } finally {
    await Promise.all([wire.close(), registry.close(), status.close(), store.close()]);
  }
}

/** What does not agree, one line each; none where everything does. */
export function disagreements(counts: Reconciliation): string[] {
  const { sent, accepted, inLog, inClickhouse, twiceInClickhouse, inRollups, lateInRollups, inSnapshots } = counts;
  const lines: string[] = [];
  const expect = (what: string, is: number, should: number) => {
    if (is !== should) lines.push(`${what}: ${is}, expected ${should}`);
  };
  expect('accepted', accepted, sent);
  expect('in the log', inLog, sent);
  expect('in ClickHouse', inClickhouse, sent);
  expect('twice in ClickHouse', twiceInClickhouse, 0);
  expect('in the rollups', inRollups, sent);
  if (inSnapshots !== null) expect('in the stored minutes', inSnapshots, sent - lateInRollups);
  lines.push(...counts.differences);
  if (counts.missing.length > 0) lines.push(`missing in the log: ${counts.missing.join(', ')}`);
  return lines;
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
