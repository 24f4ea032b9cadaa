import { parseArgs } from 'node:util';
import { crashRun, disagreements } from './crash-run.ts';

/**
 * `npm run crash [-- --rounds N] [--rate EVENTS] [--seed N] [--json]`: kills each role with kill -9 under load, N times,
 * and reconciles: accepted = in the log = in ClickHouse = in the rollups, none lost, none twice. Ends with 1 where they differ.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    rate: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const [rounds, ratePerSecond, seed] = [values.rounds, values.rate, values.seed].map(Number) as [number, number, number];
if (!(Number.isInteger(rounds) && rounds > 0 && ratePerSecond > 0 && Number.isInteger(seed))) {
  console.error('crash: --rounds and --seed take whole numbers, --rate a number above 0');
  process.exit(1);
}

const report = (line: string) => console.error(line);
const counts = await crashRun({ rounds, ratePerSecond, seed, snapshots: true, report });
if (values.json) console.log(JSON.stringify({ crash: counts, rounds, seed, at: new Date().toISOString() }));
else console.table(counts);
const wrong = disagreements(counts);
for (const line of wrong) console.error(`crash: ${line}`);
process.exit(wrong.length > 0 ? 1 : 0);
