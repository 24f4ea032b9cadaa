import type { StoreClient } from '../../clickhouse/client.ts';
import { migrate } from '../../clickhouse/migrate.ts';
import type { Log } from '../../log.ts';
import type { MinuteRecord } from './records.ts';

/** Snapshots of closed minutes in weir.rollup_minutes. Makes sure of the schema itself, as soon as the store is there. */
export class MinutesTable {
  readonly #store: StoreClient;
  readonly #log: Log;
  #migrated: Promise<unknown> | null = null;

  constructor(store: StoreClient, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  /** Repeats do no harm: of the rows of one window the one with the highest offset remains. */
  async insert(records: readonly MinuteRecord[]): Promise<void> {
    try {
      this.#migrated ??= migrate(this.#store, this.#log);
      await this.#migrated;
      await this.#store.insert('weir.rollup_minutes', records.map(minuteRow));
    } catch (error) {
      this.#migrated = null;
      throw error;
    }
  }
}

function minuteRow(record: MinuteRecord) {
  const { kind: _kind, tops, ...columns } = record;
  return { ...columns, tops: JSON.stringify(tops) };
}
