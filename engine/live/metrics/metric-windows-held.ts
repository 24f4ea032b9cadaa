import type { MetricValueRecord } from '../../rollups/metrics/value-record.ts';
import { WINDOWS_SHOWN } from './metric-views.ts';

/** Rows of partitions that are held of one metric; beyond it the oldest windows go. */
const MAX_ROWS = 20_000;

interface PartitionState {
  watermark: number;
  late: number;
  filling: boolean;
  emittedAt: number;
}

/** Rows of a window by dimension values, then by partition. */
type Rows = Map<string, Map<number, MetricValueRecord>>;

/** The newest rows of one metric's revision, by window, row and partition. Bounds: `WINDOWS_SHOWN`, `MAX_ROWS`. */
export class MetricWindowsHeld {
  readonly #windows = new Map<string, Rows>();
  readonly #now: Rows = new Map();
  readonly #partitions = new Map<number, PartitionState>();
  #rows = 0;
  /** Windows that changed since they were taken: `start/end`, and `now`. */
  readonly #changed = new Set<string>();

  /** Takes one upsert; false where a newer one is held. */
  take(record: MetricValueRecord): boolean {
    this.#note(record);
    const key = record.now ? NOW : windowKey(record);
    const rows = record.now ? this.#now : (this.#windows.get(key) ?? new Map());
    const row = record.other ? OTHER : JSON.stringify(record.dims);
    const parts = rows.get(row) ?? new Map<number, MetricValueRecord>();
    const held = parts.get(record.partition);
    if (held && !isNewer(record, held)) return false;
    this.#changed.add(key);
    if (record.now && record.partial.n === 0) {
      // Nothing is left of it: a row that nobody sees any more.
      if (parts.delete(record.partition)) this.#rows--;
      if (parts.size === 0) rows.delete(row);
      return held !== undefined;
    }
    if (!held) this.#rows++;
    parts.set(record.partition, record);
    rows.set(row, parts);
    if (!record.now) this.#windows.set(key, rows);
    this.#forget();
    return true;
  }

  /** Windows that changed since they were asked for last, `now` apart from the others. */
  takeChanged(): { windows: string[]; now: boolean } {
    const now = this.#changed.delete(NOW);
    const windows = [...this.#changed];
    this.#changed.clear();
    return { windows, now };
  }

  /** All rows of a window; none where it is not held. */
  rows(window: string): MetricValueRecord[] {
    const rows = window === NOW ? this.#now : this.#windows.get(window);
    return [...(rows?.values() ?? [])].flatMap((parts) => [...parts.values()]);
  }

  /** Windows held, the earliest first. */
  keys(): string[] {
    return [...this.#windows.keys()].sort(byTime);
  }

  get watermark(): number | null {
    const marks = [...this.#partitions.values()].flatMap(({ watermark }) => (watermark > 0 ? [watermark] : []));
    return marks.length > 0 ? Math.min(...marks) : null;
  }

  get late(): number {
    return [...this.#partitions.values()].reduce((sum, { late }) => sum + late, 0);
  }

  get filling(): boolean {
    return [...this.#partitions.values()].some(({ filling }) => filling);
  }

  #note({ partition, watermark, late, filling, emitted_at: emittedAt }: MetricValueRecord): void {
    const held = this.#partitions.get(partition);
    if (!held || emittedAt >= held.emittedAt) this.#partitions.set(partition, { watermark, late, filling, emittedAt });
  }

  #forget(): void {
    while (this.#windows.size > 1 && (this.#windows.size > WINDOWS_SHOWN || this.#rows > MAX_ROWS)) {
      const oldest = this.keys()[0]!;
      for (const parts of this.#windows.get(oldest)!.values()) this.#rows -= parts.size;
      this.#windows.delete(oldest);
      this.#changed.delete(oldest);
    }
  }
}

export const NOW = 'now';
/** No dimension values are written so. */
const OTHER = 'other';

export function windowKey({ start, end }: { start: number; end: number }): string {
  return `${start}/${end}`;
}

function byTime(a: string, b: string): number {
  return endOf(a) - endOf(b);
}

function endOf(key: string): number {
  return Number(key.slice(key.indexOf('/') + 1));
}

function isNewer(record: MetricValueRecord, held: MetricValueRecord): boolean {
  if (record.offset !== held.offset) return record.offset > held.offset;
  return record.emitted_at >= held.emitted_at;
}
