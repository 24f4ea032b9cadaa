import type { InsertOptions, StoreClient } from '../../../engine/clickhouse/client.ts';
import { StoreError } from '../../../engine/clickhouse/client.ts';

interface StoredRow {
  kafka_partition: number;
  kafka_offset: number;
  kafka_topic_id: string;
  event_id: string;
  session_id: string;
}

export type Outcome = 'stored' | 'refused' | 'answer lost' | 'stored later';

/**
 * A model of ClickHouse as the archive sees it, whose inserts hang until the test decides how each ends: atomic blocks, a
 * known token changes nothing. For simulations of faults that a real server has no button for.
 */
export class UnreliableStore implements StoreClient {
  readonly stored: StoredRow[] = [];
  readonly #tokens = new Set<string>();
  /** Inserts without an outcome yet, and those that take effect after their sender was told of a failure. */
  readonly #hanging: Array<(outcome: Outcome) => void> = [];
  readonly #late: Array<() => void> = [];

  get hanging(): number {
    return this.#hanging.length;
  }

  /** Ends the oldest hanging insert, or lets the oldest late one take effect where none hangs. */
  decide(outcome: Outcome): void {
    const decide = this.#hanging.shift();
    if (decide) decide(outcome);
    else this.#late.shift()?.();
  }

  insert(_table: string, rows: readonly object[], { token = '' }: InsertOptions = {}): Promise<void> {
    const apply = () => {
      if (this.#tokens.has(token)) return;
      this.#tokens.add(token);
      this.stored.push(...(rows as StoredRow[]));
    };
    return new Promise((resolve, reject) => {
      this.#hanging.push((outcome) => {
        if (outcome === 'stored' || outcome === 'answer lost') apply();
        if (outcome === 'stored later') this.#late.push(apply);
        if (outcome === 'stored') resolve();
        else if (outcome === 'refused') reject(new StoreError('refused', 'ECONNREFUSED', '', false, null));
        else reject(new StoreError('no answer', 'TIMEOUT', '', true, null));
      });
    });
  }

  async rows<T>(sql: string, params: Record<string, unknown> = {}): Promise<T[]> {
    const of = this.stored.filter((row) => {
      return row.kafka_topic_id === params.topicId && row.kafka_partition === params.partition;
    });
    if (sql.includes('SELECT event_id')) {
      return of.filter((row) => row.kafka_offset === params.offset).map(({ event_id }) => ({ event_id }) as T);
    }
    const offsets = of.map((row) => row.kafka_offset).filter((offset) => offset >= Number(params.from));
    return [{ stored: offsets.length, last: Math.max(0, ...offsets) } as T];
  }

  command = () => Promise.resolve();
  ping = () => Promise.resolve(true);
  close = () => Promise.resolve();
}
