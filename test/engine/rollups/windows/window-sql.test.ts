import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventRow } from '../../../../engine/archive/event-row.ts';
import { createStoreClient, type StoreClient } from '../../../../engine/clickhouse/client.ts';
import { migrate } from '../../../../engine/clickhouse/migrate.ts';
import type { PlacedEvent } from '../../../../engine/events/event.ts';
import { Visits } from '../../../../engine/events/visits.ts';
import { silentLog } from '../../../../engine/log.ts';
import { metricValue } from '../../../../engine/rollups/aggregates/value.ts';
import type { MetricDraft } from '../../../../engine/rollups/definitions/definition.ts';
import { EventLens } from '../../../../engine/rollups/definitions/event-lens.ts';
import { createMetricWindows } from '../../../../engine/rollups/windows/open-windows.ts';
import type { WindowRow } from '../../../../engine/rollups/windows/row.ts';
import {
  partialOfSql,
  type WindowScope,
  type WindowSqlRow,
  windowStatement,
} from '../../../../engine/rollups/windows/window-sql.ts';
import { startTestStore } from '../../clickhouse/store-fixture.ts';
import { draft, draftOf, log } from './arbitrary.ts';
import { expectClose } from './expectation.ts';
import { rowKey } from './model.ts';
import { finish, upsert } from './rows.ts';

const TOPIC = '00000000-0000-4000-8000-00000000000a';
const EVERYTHING: WindowScope = { fromMs: 0, toMs: 4_000_000_000_000 };
let store: Awaited<ReturnType<typeof startTestStore>>;
let client: StoreClient;
let partitions: PlacedEvent[][];

beforeAll(async () => {
  partitions = partitionsOf(longLog());
  store = await startTestStore();
  client = createStoreClient({ url: store.url, log: silentLog });
  await migrate(client, silentLog);
  const rows = partitions.flat().map((event) => eventRow(event, TOPIC));
  await client.insert('weir.events', rows);
}, 60_000);

afterAll(async () => {
  await client.close();
  await store.dispose();
});

/** Fixed, so that the store is filled once; the definitions are random. */
function longLog(): PlacedEvent[] {
  return fc.sample(log(1_200, 1_200), { numRuns: 1, seed: 7 })[0] ?? [];
}

/** As the log and the stream do it: a visitor in one partition, offsets by partition, sessions decided there. */
function partitionsOf(events: readonly PlacedEvent[]): PlacedEvent[][] {
  return [0, 1, 2].map((partition) => {
    const visits = new Visits();
    return events
      .filter(({ visitor_id }) => Number(visitor_id.slice(1)) % 3 === partition)
      .map((event, offset) => {
        const placed = { ...event, id: `e${partition}-${offset}`, partition, offset };
        return { ...placed, session_id: visits.place(placed) ?? 'repeated' };
      });
  });
}

/** What the stream stores of the windows of one partition. */
function streamed(definition: MetricDraft, events: readonly PlacedEvent[]): Map<string, WindowRow> {
  const windows = createMetricWindows(definition, new EventLens());
  const rows = new Map<string, WindowRow>();
  for (const event of events) {
    windows.add(event);
    upsert(rows, windows.takeClosed());
  }
  upsert(rows, finish(windows));
  return rows;
}

async function computed(definition: MetricDraft, scope = EVERYTHING): Promise<Map<number, Map<string, WindowSqlRow>>> {
  const { sql, params } = windowStatement(definition, scope);
  const rows = await client.rows<WindowSqlRow>(sql, params);
  return new Map(
    [0, 1, 2].map((partition) => {
      const own = rows.filter((row) => row.partition === partition);
      return [partition, new Map(own.map((row) => [rowKey({ ...row, other: Number(row.other) === 1 }), row]))];
    }),
  );
}

function expectEqual(definition: MetricDraft, row: WindowRow, sql: WindowSqlRow): void {
  expect([row.start, row.end]).toEqual([sql.start, sql.end]);
  const { value, n, quantiles, top } = metricValue(definition, row.partial);
  const exact = partialOfSql(definition, sql);
  if (exact) {
    const { sum, ...counts } = exact;
    expect(row.partial).toMatchObject(counts);
    expectClose(row.partial.sum ?? 0, sum ?? 0);
  } else if (definition.aggregate.kind === 'distinct') {
    expect(n).toBe(sql.n);
    // Few enough to be told apart.
    expect(Math.abs((value ?? -1) - (sql.members ?? 0))).toBeLessThanOrEqual(1);
  } else if (definition.aggregate.kind === 'top') {
    expect(top?.map((item) => [item.value, item.count])).toEqual(
      sql.top?.map(([text, count]) => [text, Number(count)]),
    );
  } else {
    expect(n).toBe(sql.n);
    expectClose(row.partial.sum ?? 0, sql.sum ?? 0);
    quantiles?.forEach(({ value: found }, index) => {
      const wanted = sql.quantiles?.[index] ?? Number.NaN;
      if (wanted > 1e15) expect(found).toBeGreaterThan(0.99e15);
      else expect(Math.abs((found ?? Number.NaN) - wanted)).toBeLessThanOrEqual(0.01 * Math.abs(wanted) + 1e-9);
    });
  }
}

async function expectReconciled(definition: MetricDraft): Promise<void> {
  const byPartition = await computed(definition);
  for (const [partition, sql] of byPartition) {
    const rows = streamed(definition, partitions[partition]!);
    expect([...rows.keys()].sort()).toEqual([...sql.keys()].sort());
    for (const [key, row] of rows) expectEqual(definition, row, sql.get(key)!);
  }
}

describe('windows computed by ClickHouse from the archived rows', () => {
  it('have events of every kind to compute them from', () => {
    expect(partitions.flat().length).toBeGreaterThan(1_000);
    expect(new Set(partitions.flat().map((event) => typeof event.props.total)).size).toBe(4);
  });

  it('are those of the stream, for any definition', async () => {
    const window = fc.constantFrom<object[]>(
      { kind: 'tumbling', size_s: 7 },
      { kind: 'tumbling', size_s: 300 },
      { kind: 'hopping', size_s: 60, hop_s: 20 },
      { kind: 'hopping', size_s: 90, hop_s: 60 },
      { kind: 'sliding', size_s: 90 },
    );
    await fc.assert(fc.asyncProperty(draft({ window }), expectReconciled), { numRuns: 50 });
  }, 120_000);

  it('are those of the stream for session windows', async () => {
    const aggregate = fc.constantFrom<object[]>(
      { kind: 'count' },
      { kind: 'sum', of: 'props.total' },
      { kind: 'average', of: 'engaged_ms' },
    );
    const sessions = draft({ aggregate, window: fc.constant({ kind: 'session' }), limit: 500 });
    await fc.assert(fc.asyncProperty(sessions, expectReconciled), { numRuns: 15 });
  }, 60_000);

  it('are of the offsets, the topic and the time asked for', async () => {
    const definition = draftOf({ window: { kind: 'hopping', size_s: 300, hop_s: 60 }, bots: true });
    const before = new Map([
      [0, 100],
      [2, 40],
    ]);
    const some = await computed(definition, { ...EVERYTHING, before, topicId: TOPIC });
    for (const partition of [0, 1, 2]) {
      const rows = streamed(definition, partitions[partition]!.slice(0, before.get(partition) ?? 0));
      expect([...some.get(partition)!.keys()].sort()).toEqual([...rows.keys()].sort());
    }
    const other = await computed(definition, { ...EVERYTHING, topicId: '00000000-0000-4000-8000-00000000000b' });
    expect([...other.values()].every((rows) => rows.size === 0)).toBe(true);
    const all = [...streamed(definition, partitions[0]!).values()].map(({ start }) => start).sort((a, b) => a - b);
    const middle = all[Math.floor(all.length / 2)]!;
    const part = await computed(definition, { fromMs: middle, toMs: middle + 60_000 });
    expect([...part.get(0)!.values()].map(({ start, n }) => [start, n])).toEqual(
      [...(await computed(definition)).get(0)!.values()]
        .filter(({ start }) => start === middle)
        .map(({ start, n }) => [start, n]),
    );
  });

  it('are not led astray by what an analyst writes', async () => {
    const nasty = `') OR 1=1 --{m0:String}\\'`;
    const filter = [
      { field: `props.${nasty}`, op: 'is', values: [nasty] },
      { field: 'path', op: 'contains', values: [nasty] },
    ];
    const found = await computed(draftOf({ filter, dimensions: [`props.${nasty}`] }));
    expect([...found.values()].every((rows) => rows.size === 0)).toBe(true);
    const { sql } = windowStatement(draftOf({ filter, site: 'demo' }), EVERYTHING);
    expect(sql).not.toContain('OR 1=1');
  });
});
