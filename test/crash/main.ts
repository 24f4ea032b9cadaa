import { parseArgs } from 'node:util';
import { brokerRun } from './broker/broker-run.ts';
import { violations } from './broker/checker.ts';
import { hasLibrdkafka } from './broker/librdkafka-load.ts';
import { PLANTS, type Plant } from './broker/plant.ts';
import { crashRun, disagreements } from './product/product-run.ts';

/**
 * `npm run crash [-- broker|product] [--rounds N] [--seed N] [--json]`, both loops where none is named; ends with 1 where anything does not agree.
 *
 * broker: kills the broker with kill -9 under plain, idempotent and transactional load of several clients, while it rolls segments, retains and
 * compacts. What was acknowledged is there, once where it should be, and in order; transactions are whole or not there; offsets go with them.
 * `--plant FAULT` doctors what the readers found before it is checked: the run must then fail.
 *
 * product: kills each role under load (`--rate EVENTS` a second): accepted = in the log = in ClickHouse = in the rollups, none lost, none twice.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    rate: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    plant: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const [rounds, ratePerSecond, seed] = [values.rounds, values.rate, values.seed].map(Number) as [number, number, number];
if (!(Number.isInteger(rounds) && rounds > 0 && ratePerSecond > 0 && Number.isInteger(seed))) {
  refuse('--rounds and --seed take whole numbers, --rate a number above 0');
}
const loops = positionals.length > 0 ? positionals : ['broker', 'product'];
const stranger = loops.find((loop) => loop !== 'broker' && loop !== 'product');
if (stranger !== undefined) refuse(`there is no loop ${stranger}: name broker, product or none`);
if (values.plant !== undefined && !(values.plant in PLANTS)) {
  refuse(`--plant takes one of: ${Object.keys(PLANTS).join(', ')}`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const report = (line: string) => console.error(line);
const wrong: string[] = [];
if (loops.includes('broker')) {
  const librdkafka = hasLibrdkafka();
  if (!librdkafka) report('python3-confluent-kafka is not installed: the broker loop runs without librdkafka');
  const { counts, faults, history, contents } = await brokerRun({ rounds, seed, librdkafka, report });
  show('broker', counts);
  wrong.push(...faults);
  if (values.plant !== undefined) wrong.push(...violations(...PLANTS[values.plant as Plant](history, contents)));
}
if (loops.includes('product')) {
  const counts = await crashRun({ rounds, ratePerSecond, seed, snapshots: true, report });
  show('product', counts);
  wrong.push(...disagreements(counts));
}
for (const line of wrong) console.error(`crash: ${line}`);
process.exit(wrong.length > 0 ? 1 : 0);

function show(loop: string, counts: object): void {
  if (values.json) console.log(JSON.stringify({ loop, counts, rounds, seed, at: new Date().toISOString() }));
  else console.table(counts);
}

function refuse(why: string): never {
  console.error(`crash: ${why}`);
  process.exit(1);
}
