import { PartitionWindows } from '../../rollups/figures/partition-windows.ts';
import type { RollupRecord } from '../../rollups/figures/records.ts';
import { Fold } from '../../stream/fold.ts';
import type { SiteFeed } from '../site-feed.ts';
import type { ReplayMetrics } from './replay-metrics.ts';
import type { ReplayRecord } from './replay-source.ts';

const SECOND_MS = 1_000;
/** What the rolling windows reach back, and a minute for what arrives late. */
export const WARM_UP_MS = 31 * 60_000;

/**
 * A site's figures as the pipeline computed them at the time: the same folds over the same records, with the replay's
 * clock in place of the wall clock.
 */
export class ReplayFigures {
  readonly #metrics: ReplayMetrics;
  readonly #partitions = new Map<number, { fold: Fold; windows: PartitionWindows }>();
  #secondMs = 0;

  constructor(metrics: ReplayMetrics) {
    this.#metrics = metrics;
  }

  /** Counts records in and shows them to the event stream. */
  add(records: readonly ReplayRecord[], feed: SiteFeed): void {
    for (const { partition, record } of records) {
      const { fold, windows } = this.#partition(partition, record.offset);
      const event = fold.apply(record);
      if (!event) continue;
      windows.add(event);
      this.#metrics.add(event);
      if (record.value) feed.events.push({ partition, offset: record.offset, value: record.value });
    }
  }

  /** Brings the feed's figures to that time. */
  emit(atMs: number, feed: SiteFeed): void {
    const slow = atMs - this.#secondMs >= SECOND_MS;
    if (slow) this.#secondMs = atMs - (atMs % SECOND_MS);
    for (const { windows } of this.#partitions.values()) {
      const records: RollupRecord[] = windows.takeQuick(atMs);
      if (slow) {
        records.push(...windows.takeSlow(atMs));
        windows.forget();
        // Stored when they were live.
        windows.takeUnstored(atMs, atMs);
      }
      for (const record of records) feed.figures.apply(record, atMs);
    }
    this.#metrics.emit(atMs, feed);
  }

  /** Lowest watermark of the partitions that have one. */
  watermark(): number | null {
    const marks = [...this.#partitions.values()].flatMap(({ windows }) => windows.watermark ?? []);
    return marks.length > 0 ? Math.min(...marks) : null;
  }

  #partition(partition: number, offset: number) {
    let held = this.#partitions.get(partition);
    if (!held) {
      held = { fold: new Fold(partition, offset), windows: new PartitionWindows(partition) };
      this.#partitions.set(partition, held);
    }
    return held;
  }
}
