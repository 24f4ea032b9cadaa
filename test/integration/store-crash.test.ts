import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createStoreClient, StoreError } from '../../engine/clickhouse/client.ts';
import { migrate } from '../../engine/clickhouse/migrate.ts';
import { silentLog } from '../../engine/log.ts';
import { spawnStore, temporaryFolder } from '../engine/clickhouse/store-fixture.ts';
import { freePorts } from '../free-ports.ts';

const folder = temporaryFolder();
afterEach(() => folder.remove());

const TOPIC = '00000000-0000-4000-8000-000000000001';
const BLOCK_ROWS = 200;

function block(partition: number, first: number): object[] {
  return Array.from({ length: BLOCK_ROWS }, (_, i) => ({
    site: 'crash',
    name: 'pageview',
    event_id: `${partition}/${first + i}`,
    ts: 1_700_000_000_000 + first + i,
    kafka_topic_id: TOPIC,
    kafka_partition: partition,
    kafka_offset: first + i,
  }));
}

test('what was acknowledged outlives kill -9 in the middle of inserts, and a repeated block counts once', async () => {
  const [port] = await freePorts(1);
  const acknowledged = new Map<number, number>([0, 1, 2].map((partition) => [partition, 0]));
  for (let round = 0; round < 4; round++) {
    const store = await spawnStore(folder.path, port);
    await store.ready();
    const client = createStoreClient({ url: store.url, log: silentLog });
    await migrate(client, silentLog);
    let killed = false;
    const writers = [...acknowledged.keys()].map(async (partition) => {
      for (;;) {
        const first = acknowledged.get(partition)!;
        try {
          // The block that was in doubt is sent again by the next round, under the same token.
          await client.insert('weir.events', block(partition, first), { token: `${TOPIC}/${partition}/${first}` });
          acknowledged.set(partition, first + BLOCK_ROWS);
        } catch (error) {
          if (!killed || !(error instanceof StoreError)) throw error;
          return;
        }
      }
    });
    // Killed while writing: after a number of blocks, wherever the next ones are.
    const goal = [...acknowledged.values()].reduce((sum, n) => sum + n, 0) + (20 + round * 7) * BLOCK_ROWS;
    while ([...acknowledged.values()].reduce((sum, n) => sum + n, 0) < goal) await new Promise(setImmediate);
    killed = true;
    await store.end('SIGKILL');
    await Promise.all(writers);
    await client.close();
  }

  const store = await spawnStore(folder.path, port);
  await store.ready();
  const client = createStoreClient({ url: store.url, log: silentLog });
  for (const [partition, first] of acknowledged) {
    await client.insert('weir.events', block(partition, first), { token: `${TOPIC}/${partition}/${first}` });
  }
  const rows = await client.rows(
    `SELECT kafka_partition AS partition, count() AS rows, uniqExact(kafka_offset) AS offsets, max(kafka_offset) + 1 AS next
     FROM weir.events GROUP BY partition ORDER BY partition`,
  );
  expect(rows).toEqual(
    [...acknowledged].map(([partition, first]) => {
      const next = first + BLOCK_ROWS;
      return { partition, rows: next, offsets: next, next };
    }),
  );
  await client.close();
  await store.end('SIGTERM');
  expect(store.exitCode()).toBe(0);
});

test('a token may outlive its rows: a crash between the two leaves it known and the rows missing', async () => {
  const store = await spawnStore(folder.path);
  await store.ready();
  const client = createStoreClient({ url: store.url, log: silentLog });
  await migrate(client, silentLog);
  await client.insert('weir.events', block(0, 0), { token: 'first' });
  await client.insert('weir.events', block(0, BLOCK_ROWS), { token: 'second' });
  const [part] = await client.rows<{ path: string }>(
    `SELECT path FROM system.parts WHERE table = 'events' AND active ORDER BY max_block_number DESC LIMIT 1`,
  );
  await store.end('SIGKILL');
  // The crash itself lasts microseconds: this is what it leaves behind.
  rmSync(part!.path, { recursive: true });

  const again = await spawnStore(folder.path, store.port);
  await again.ready();
  const rows = async () => (await client.rows<{ rows: number }>('SELECT count() AS rows FROM weir.events'))[0]!.rows;
  await client.insert('weir.events', block(0, BLOCK_ROWS), { token: 'second' });
  expect(await rows()).toBe(BLOCK_ROWS);
  await client.insert('weir.events', block(0, BLOCK_ROWS), { token: 'second/1' });
  expect(await rows()).toBe(2 * BLOCK_ROWS);
  await client.close();
  await again.end('SIGTERM');
});

test('a graceful end finishes the inserts that run', async () => {
  const store = await spawnStore(folder.path);
  await store.ready();
  const client = createStoreClient({ url: store.url, log: silentLog, timeoutMs: 5_000 });
  await migrate(client, silentLog);
  let acknowledged = 0;
  const writer = (async () => {
    for (;;) {
      try {
        await client.insert('weir.events', block(0, acknowledged), { token: String(acknowledged) });
        acknowledged += BLOCK_ROWS;
      } catch (error) {
        // An insert that was refused because the store ends is not in doubt, or not there.
        return error;
      }
    }
  })();
  while (acknowledged < 5 * BLOCK_ROWS) await new Promise(setImmediate);
  const startedAt = performance.now();
  await store.end('SIGTERM');
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  expect(store.exitCode()).toBe(0);
  expect(await writer).toBeInstanceOf(StoreError);
  await client.close();

  const again = await spawnStore(folder.path);
  await again.ready();
  const reader = createStoreClient({ url: again.url, log: silentLog });
  const [row] = await reader.rows<{ rows: number }>('SELECT count() AS rows FROM weir.events');
  expect(row!.rows).toBeGreaterThanOrEqual(acknowledged);
  expect(row!.rows).toBeLessThanOrEqual(acknowledged + BLOCK_ROWS);
  await reader.close();
  await again.end('SIGTERM');
});

test('each failure to start is one line that names what to change', async () => {
  const store = await spawnStore(folder.path);
  await store.ready();
  const locked = await spawnStore(folder.path);
  await locked.ended;
  expect([locked.exitCode(), locked.output()]).toEqual([1, expect.stringMatching(/^weir: .*WEIR_DATA.*\n$/)]);
  const taken = await spawnStore(join(folder.path, 'other'), store.port);
  await taken.ended;
  expect([taken.exitCode(), taken.output()]).toEqual([1, expect.stringMatching(/^weir: .*WEIR_CLICKHOUSE_PORT.*\n$/)]);
  expect(taken.output()).toContain(String(store.port));
  await store.end('SIGTERM');
  writeFileSync(join(folder.path, 'file'), '');
  const unwritable = await spawnStore(join(folder.path, 'file'));
  await unwritable.ended;
  expect([unwritable.exitCode(), unwritable.output()]).toEqual([1, expect.stringMatching(/^weir: .*WEIR_DATA.*\n$/)]);
});
