import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStoreClient, type StoreClient } from '../../../engine/clickhouse/client.ts';
import { migrate } from '../../../engine/clickhouse/migrate.ts';
import { startStore } from '../../../engine/clickhouse/store.ts';
import { silentLog } from '../../../engine/log.ts';
import type { Filter } from '../../../engine/queries/filters.ts';
import { type Range, spanOf } from '../../../engine/queries/range.ts';
import type { Scope } from '../../../engine/queries/scope.ts';

export interface Row {
  ts: string;
  visitor: string;
  session: string;
  name?: string;
  path?: string;
  site?: string;
  [column: string]: unknown;
}

export interface TestStore {
  client: StoreClient;
  insert(rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}

const TOPIC = '00000000-0000-4000-8000-00000000000a';

/** The real embedded store in a folder of its own, with the real migrations. */
export async function openTestStore(): Promise<TestStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'weir-queries-'));
  const store = await startStore({ dataDir, host: '127.0.0.1', port: 0, log: silentLog });
  const client = createStoreClient({ url: store.url, log: silentLog });
  await migrate(client, silentLog);
  let offset = 0;
  return {
    client,
    insert: (rows) =>
      client.insert(
        'weir.events',
        rows.map((row) => eventOf(row, offset++)),
      ),
    close: async () => {
      await client.close();
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function eventOf({ ts, visitor, session, ...columns }: Row, offset: number): object {
  return {
    site: 'a',
    name: 'pageview',
    event_id: `e${offset}`,
    ts,
    received_at: ts,
    visitor_id: visitor,
    session_id: session,
    path: '/',
    country: 'DE',
    device: 'desktop',
    browser: 'Firefox',
    is_bot: false,
    props: {},
    kafka_topic_id: TOPIC,
    kafka_partition: 0,
    kafka_offset: offset,
    ...columns,
  };
}

export function scopeOf(
  range: Range,
  options: Partial<{ zone: string; filters: Filter[]; bots: boolean; now: string; site: string }> = {},
): Scope {
  const now = Date.parse(options.now ?? '2026-06-30T12:00:00Z');
  return {
    site: options.site ?? 'a',
    span: spanOf(range, options.zone ?? 'UTC', now),
    filters: options.filters ?? [],
    bots: options.bots ?? false,
  };
}

export function is(dimension: Filter['dimension'], ...values: string[]): Filter {
  return { dimension, operator: 'is', values };
}
