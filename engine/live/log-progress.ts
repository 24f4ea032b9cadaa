import type { RollupRecord } from '../rollups/records.ts';
import type { Freshness, OffsetVector } from './protocol.ts';

/** A partition without an event for this long no longer holds the watermark back. */
const RECENT_MS = 60_000;

interface Part {
  /** Next offset of `weir.events` that the rollups do not cover. */
  covered: number;
  watermark: number;
  late: number;
}

/**
 * How far the figures are, partition by partition, over all sites: the source of `Freshness`. Pure. Bound: one entry a
 * partition of `weir.events`.
 */
export class LogProgress {
  readonly #parts = new Map<number, Part>();
  readonly #ends = new Map<number, number>();

  /** The rollups have counted up to and including this record's offset. */
  counted({
    partition,
    offset,
    watermark,
    late,
  }: Pick<RollupRecord, 'partition' | 'offset' | 'watermark' | 'late'>): void {
    const part = this.#parts.get(partition);
    if (part && offset + 1 < part.covered) return;
    this.#parts.set(partition, { covered: offset + 1, watermark: Math.max(watermark, part?.watermark ?? 0), late });
  }

  /** The log holds events up to, not including, `end`. */
  reached(partition: number, end: number): void {
    if (end > (this.#ends.get(partition) ?? -1)) this.#ends.set(partition, end);
  }

  /** Next offset of each partition that the hub has not read. */
  ends(): OffsetVector {
    return Object.fromEntries(this.#ends);
  }

  freshness(nowMs: number): Freshness {
    const parts = [...this.#parts.values()];
    const recent = parts.filter((part) => part.watermark > nowMs - RECENT_MS);
    const newest = Math.max(...parts.map((part) => part.watermark));
    return {
      watermark: parts.length === 0 ? null : Math.min(newest, ...recent.map((part) => part.watermark)),
      lag: this.#lag(),
      late: parts.reduce((sum, part) => sum + part.late, 0),
    };
  }

  #lag(): number | null {
    if (this.#ends.size === 0) return null;
    let lag = 0;
    for (const [partition, end] of this.#ends) {
      const part = this.#parts.get(partition);
      if (part) lag += Math.max(0, end - part.covered);
    }
    return lag;
  }
}
