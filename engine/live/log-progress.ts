import type { RollupRecord } from '../rollups/figures/records.ts';
import type { Freshness, OffsetVector } from './protocol.ts';

/** A partition without an event for this long no longer holds the watermark back. */
const RECENT_MS = 60_000;

/**
 * How far the figures are, partition by partition, over all sites: the source of `Freshness`. Pure. Bound: one entry a
 * partition of `weir.events`.
 */
export class LogProgress {
  /** Next offset that the rollups do not cover. */
  readonly #covered = new Map<number, number>();
  readonly #watermarks = new Map<number, number>();
  /** Next offset that the hub has not read. */
  readonly #ends = new Map<number, number>();

  /** The rollups have counted up to and including this record's offset. */
  counted({ partition, offset, watermark }: Pick<RollupRecord, 'partition' | 'offset' | 'watermark'>): void {
    raise(this.#covered, partition, offset + 1);
    if (watermark > 0) raise(this.#watermarks, partition, watermark);
  }

  /**
   * The rollups have committed this offset: they are past events that changed no figure (repeats, history), of which no
   * record tells.
   */
  committed(partition: number, offset: number): void {
    raise(this.#covered, partition, offset);
  }

  /** The log holds events up to, not including, `end`. */
  reached(partition: number, end: number): void {
    raise(this.#ends, partition, end);
  }

  ends(): OffsetVector {
    return Object.fromEntries(this.#ends);
  }

  /** Null where it is not known of every partition with events how far the rollups are. */
  lag(): number | null {
    if (this.#ends.size === 0) return null;
    let lag = 0;
    for (const [partition, end] of this.#ends) {
      const covered = this.#covered.get(partition);
      if (covered === undefined && end > 0) return null;
      lag += Math.max(0, end - (covered ?? 0));
    }
    return lag;
  }

  /** All but what the site knows by itself: its late events. */
  freshness(nowMs: number): Omit<Freshness, 'late'> {
    const watermarks = [...this.#watermarks.values()];
    const recent = watermarks.filter((watermark) => watermark > nowMs - RECENT_MS);
    const newest = Math.max(...watermarks);
    return { watermark: watermarks.length === 0 ? null : Math.min(newest, ...recent), lag: this.lag() };
  }
}

function raise(values: Map<number, number>, partition: number, value: number): void {
  if (value > (values.get(partition) ?? Number.NEGATIVE_INFINITY)) values.set(partition, value);
}
