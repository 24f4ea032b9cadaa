import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LIMITS } from './findings.ts';
import { fuzzRun } from './fuzz-run.ts';

/**
 * `npm run fuzz [-- --frames N] [--seed S] [--frame N] [--lanes N] [--json]`: sends damaged requests to a broker and ends with 1 where it
 * crashes, hangs, grows, answers wrongly, disturbs others or spoils its log. `--frame N` sends that frame of the seed alone.
 */
const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
    frame: { type: 'string' },
    lanes: { type: 'string', default: '64' },
    json: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 0x7fff_ffff));
const first = Number(values.frame ?? 0);
const frames = values.frame === undefined ? Number(values.frames) : 1;
const lanes = Number(values.lanes);
if (![seed, first, frames, lanes].every(Number.isInteger) || frames < 1 || lanes < 1) {
  console.error('fuzz: --frames, --seed, --frame and --lanes take whole numbers');
  process.exit(1);
}

console.error(`fuzz: seed ${seed}, ${frames} frames from ${first}`);
const result = await fuzzRun({
  seed,
  first,
  frames,
  lanes,
  roundFrames: 25_000,
  patience: { silentMs: 100, hangMs: 60_000, settleMs: 60_000 },
  limits: LIMITS,
  report: (line) => console.error(line),
});
const { findings, measured, ...figures } = result;
const summary = { ...figures, seed, before: measured[0], after: measured.at(-1), findings: findings.length };
if (values.json) console.log(JSON.stringify(summary));
else console.dir(summary, { depth: 3 });

const folder = join('.weir', 'fuzz');
for (const { what, suspects } of findings) {
  console.error(`\nfuzz: ${what}`);
  mkdirSync(folder, { recursive: true });
  for (const { number, title, bytes, delivery } of suspects) {
    const file = join(folder, `seed-${seed}-frame-${number}.bin`);
    writeFileSync(file, bytes);
    console.error(`  ${title}, ${bytes.length} bytes, ${delivery}: ${file}`);
    console.error(`  again: npm run fuzz -- --seed ${seed} --frame ${number}`);
  }
}
process.exit(findings.length > 0 ? 1 : 0);
