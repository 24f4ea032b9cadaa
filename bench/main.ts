import { readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';

/**
 * `npm run bench [-- NAME ...] [--seconds N] [--json]`: runs the named benches, or all. Each prints a table; with
 * `--json` one JSON object on a line instead.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, seconds: { type: 'string', default: '60' } },
});

const NOT_BENCHES = new Set(['main.ts', 'bench.ts']);

async function loadBenches(): Promise<Bench[]> {
  const files = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !NOT_BENCHES.has(entry.name))
    .map((entry) => entry.name)
    .sort();
  const modules = await Promise.all(files.map((file) => import(`./${file}`) as Promise<{ default?: Bench }>));
  return modules.flatMap(({ default: bench }) => (bench ? [bench] : []));
}

const benches = await loadBenches();
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
const seconds = Number(values.seconds);
if (unknown.length > 0 || !(seconds > 0)) {
  const names = benches.map((bench) => bench.name).join(', ');
  console.error(
    unknown.length > 0
      ? `bench: there is no "${unknown[0]}"; there are ${names}`
      : 'bench: --seconds takes a number above 0',
  );
  process.exit(1);
}

for (const bench of benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  if (!values.json) console.log(`\n${bench.name}: ${bench.description}`);
  const { rows, figures } = await bench.run({ seconds });
  if (values.json) {
    const machine = {
      cpus: cpus().length,
      cpu: cpus()[0]?.model ?? '',
      memoryBytes: totalmem(),
      node: process.version,
    };
    console.log(JSON.stringify({ bench: bench.name, seconds, at: new Date().toISOString(), machine, figures, rows }));
  } else console.table(rows);
}
process.exit(0);
