import { expect, test } from 'vitest';
import { crashRun, disagreements } from '../crash/product/product-run.ts';
import { ROLES } from '../product.ts';

test('each role killed with kill -9 under load: accepted = in the log = in ClickHouse = in the rollups', async () => {
  const lines: string[] = [];
  const report = (line: string) => lines.push(line);
  const counts = await crashRun({ rounds: 1, ratePerSecond: 200, seed: 1, snapshots: false, report });
  expect(lines).toHaveLength(ROLES.length);
  expect(counts.sent).toBeGreaterThan(500);
  expect(counts.metricRows).toBeGreaterThan(0);
  expect({ ...counts, wrong: disagreements(counts) }).toMatchObject({ wrong: [] });
}, 240_000);
