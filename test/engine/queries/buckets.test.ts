import { afterAll, beforeAll, expect, test } from 'vitest';
import { bucketSql, bucketStart, INTERVALS } from '../../../engine/queries/range.ts';
import { openTestStore, type TestStore } from './dataset.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

/** Every 25 minutes over the weeks in which clocks change, both ways. */
const INSTANTS = ['2026-03-06', '2026-03-27', '2026-10-23', '2026-10-30'].flatMap((day) =>
  Array.from({ length: 230 }, (_, index) => Date.parse(day) + index * 25 * 60_000),
);

test.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'America/Santiago'])(
  'ClickHouse and we put every instant into the same bucket: %s',
  async (zone) => {
    for (const interval of INTERVALS) {
      const rows = await store.client.rows<{ at: number; bucket: number }>(
        `SELECT at, ${bucketSql('fromUnixTimestamp64Milli(at)', interval)} AS bucket
         FROM (SELECT arrayJoin({instants:Array(Int64)}) AS at)`,
        { instants: INSTANTS, zone },
      );
      const differing = rows.filter(({ at, bucket }) => bucketStart(at, zone, interval) !== bucket * 1000);
      expect(differing.map(({ at }) => `${interval} ${new Date(at).toISOString()}`)).toEqual([]);
    }
  },
);
