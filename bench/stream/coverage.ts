import { silentLog } from '../../engine/log.ts';
import { createAdmin } from '../../engine/stream/kafka-client.ts';
import { createReader, type Reader } from '../../engine/stream/reader.ts';

/**
 * Follows an output topic of the rollups: for each partition, when a record first said that everything up to an offset is
 * counted in. Times are wall clock, ms.
 */
export class Coverage {
  readonly #covered: Array<Array<{ offset: number; at: number }>> = [];
  readonly #reader: Reader;

  /** Follows the topic from its end as it is now. */
  static async open(brokers: string, topic: string): Promise<Coverage> {
    const admin = createAdmin({ brokers: [brokers], clientId: 'bench-coverage', log: silentLog });
    try {
      return new Coverage(brokers, topic, await admin.listOffsets(topic, 'latest'));
    } finally {
      await admin.close();
    }
  }

  private constructor(brokers: string, topic: string, from: readonly number[]) {
    for (const _ of from) this.#covered.push([]);
    this.#reader = createReader({
      brokers: [brokers],
      clientId: 'bench-coverage',
      log: silentLog,
      onFetched: ({ partition, records }) => {
        const at = performance.timeOrigin + performance.now();
        const history = this.#covered[partition]!;
        for (const { value } of records) {
          if (value === null) continue;
          // Of the many fields of a record this one alone is looked at.
          const offset = Number(/"offset":(-?\d+)/.exec(value.toString('latin1'))?.[1]);
          if (offset > (history.at(-1)?.offset ?? -1)) history.push({ offset, at });
        }
      },
    });
    for (const [partition, offset] of from.entries()) this.#reader.assign(topic, partition, offset);
  }

  /** Whether every partition is covered up to, not including, these offsets. */
  reaches(ends: readonly number[]): boolean {
    return ends.every((end, partition) => end === 0 || (this.#covered[partition]?.at(-1)?.offset ?? -1) >= end - 1);
  }

  /** When an offset was first covered; null while it is not. */
  at(partition: number, offset: number): number | null {
    const history = this.#covered[partition]!;
    let [low, high] = [0, history.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (history[middle]!.offset < offset) low = middle + 1;
      else high = middle;
    }
    return history[low]?.at ?? null;
  }

  /** When the last of the partitions was covered up to these offsets. */
  reachedAt(ends: readonly number[]): number {
    return Math.max(...ends.map((end, partition) => (end === 0 ? 0 : (this.at(partition, end - 1) ?? Number.NaN))));
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}
