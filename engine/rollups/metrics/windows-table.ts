import { MAX_INSERT_ROWS, type StoreClient } from '../../clickhouse/client.ts';
import { migrate } from '../../clickhouse/migrate.ts';
import type { Log } from '../../log.ts';
import type { Aggregate, MetricDefinition } from '../definitions/definition.ts';
import type { StoredRow } from './revision-state.ts';

/** How long the first rows wait for those of other partitions, ms: one insert makes one part, and few parts are cheap. */
const GATHER_MS = 200;
const BLOCK_ROWS = Math.min(20_000, MAX_INSERT_ROWS);

interface Waiting {
  rows: readonly StoredRow[];
  resolve(): void;
  reject(error: unknown): void;
}

/** History of metrics in weir.metric_windows. Makes sure of the schema itself, as soon as the store is there. */
export class MetricWindowsTable {
  readonly #store: StoreClient;
  readonly #log: Log;
  #migrated: Promise<unknown> | null = null;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(store: StoreClient, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  /**
   * Resolves once the rows are stored, together with those of other callers. Repeats do no harm: of the rows of one window
   * and partition the one with the highest offset remains, of equal ones the last.
   */
  insert(rows: readonly StoredRow[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rows, resolve, reject });
      this.#timer ??= setTimeout(() => void this.#flush(), GATHER_MS);
    });
  }

  async #flush(): Promise<void> {
    this.#timer = null;
    const batch = this.#waiting;
    this.#waiting = [];
    const rows = batch.flatMap((each) => each.rows).map(tableRow);
    try {
      this.#migrated ??= migrate(this.#store, this.#log);
      await this.#migrated;
      for (let at = 0; at < rows.length; at += BLOCK_ROWS) {
        await this.#store.insert('weir.metric_windows', rows.slice(at, at + BLOCK_ROWS));
      }
      for (const { resolve } of batch) resolve();
    } catch (error) {
      this.#migrated = null;
      for (const { reject } of batch) reject(error);
    }
  }
}

/** Deletes the history of a metric's revision; null for all of its revisions. */
export async function removeHistory(
  store: StoreClient,
  { site, id, created_at: createdAt }: MetricDefinition,
  revision: number | null,
): Promise<void> {
  await store.command(
    `DELETE FROM weir.metric_windows
     WHERE site = {site:String} AND id = {id:String} AND created_at = fromUnixTimestamp64Milli({createdAt:Int64})
       ${revision === null ? '' : 'AND revision = {revision:UInt32}'}`,
    { site, id, createdAt, ...(revision === null ? {} : { revision }) },
  );
}

function tableRow({ definition, partition, row, offset, late }: StoredRow) {
  const { site, id, created_at, revision, aggregate, window } = definition;
  const { start, end, dims, other, partial } = row;
  return {
    site,
    id,
    created_at,
    revision,
    window_start: start,
    window_end: end,
    partition,
    other,
    dims,
    partial: JSON.stringify(partial),
    n: partial.n,
    value: window.kind === 'session' ? null : additiveValue(aggregate, partial),
    offset,
    late,
  };
}

/** The value where those of partitions add up to the whole. */
function additiveValue({ kind }: Aggregate, { n, sum }: StoredRow['row']['partial']): number | null {
  if (kind === 'count' || kind === 'unique') return n;
  return kind === 'sum' ? (sum ?? 0) : null;
}
