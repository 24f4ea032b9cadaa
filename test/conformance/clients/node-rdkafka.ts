import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cached, npmInstall, outsideNode } from '../cache.ts';
import { type CommandResult, demand, runCommand } from '../command.ts';
import { NODE_RDKAFKA, nodeRdkafkaSources } from '../librdkafka/build.ts';
import { type Context, type Suite, Unavailable } from '../suite.ts';
import { createTopic } from './topic.ts';

const BUILD_LIMIT_MS = 20 * 60_000;
const FILE_LIMIT_MS = 5 * 60_000;
const CASE_LIMIT_MS = 20_000;
/** The add-on now and then uses a consumer after it has freed it (KafkaConsumerConsumeLoop), with Apache Kafka as well. */
const TRIES = 6;

export const nodeRdkafkaSuite: Suite = {
  name: 'node-rdkafka',
  about: `The end-to-end tests of \`${NODE_RDKAFKA}\` from its npm tarball, its native add-on built here.`,
  async run(context: Context) {
    const folder = await built(context.say);
    // Made by the script that starts Kafka in that project's own CI.
    for (const topic of ['test', 'test2', 'test3', 'test4', 'test5', 'test6']) {
      await createTopic(context.target.address, topic, 1).catch(() => undefined);
    }
    for (const file of readdirSync(join(folder, 'e2e')).filter((name) => name.endsWith('.spec.js'))) {
      await runFile(context, folder, file);
    }
  },
};

/** The package with its add-on built against the librdkafka that it carries: about three minutes, once. */
async function built(say: (line: string) => void): Promise<string> {
  const sources = await nodeRdkafkaSources();
  const node = (await demand('node', ['-p', 'process.execPath'], { limitMs: 10_000, env: outsideNode() })).trim();
  if (!existsSync(join(dirname(dirname(node)), 'include', 'node', 'node.h'))) {
    throw new Unavailable(`${node} came without the headers (include/node) that a native add-on is built with`);
  }
  return cached('node-rdkafka', async (folder) => {
    say('building node-rdkafka: about three minutes, once');
    cpSync(sources, folder, { recursive: true });
    // Its own build runs this beside what needs its output.
    await demand('./configure', [], { cwd: folder, limitMs: BUILD_LIMIT_MS });
    await npmInstall(folder, {
      env: { npm_config_nodedir: dirname(dirname(node)), JOBS: '2' },
      limitMs: BUILD_LIMIT_MS,
    });
  });
}

interface MochaReport {
  tests: MochaTest[];
  pending: MochaTest[];
  /** Failed tests, and failed hooks: the tests behind a failed hook are nowhere else. */
  failures: MochaTest[];
}

interface MochaTest {
  fullTitle: string;
  duration?: number;
  err: { message?: string };
}

async function runFile(context: Context, folder: string, file: string): Promise<void> {
  let { report: written, result } = await mocha(context, folder, file);
  for (let tries = 1; !written && result.code === null && !result.timedOut && tries < TRIES; tries += 1) {
    ({ report: written, result } = await mocha(context, folder, file));
  }
  if (!written) {
    const died = result.code === null && !result.timedOut;
    const how = result.timedOut ? `not done after ${FILE_LIMIT_MS / 1000} s` : `exit code ${result.code}`;
    const said = result.stderr.trim().split('\n').at(-1) ?? '';
    const reason = died ? `the add-on died by a signal in each of ${TRIES} tries` : `${how}: ${said}`;
    context.report({ name: file, outcome: died ? 'left out' : 'failed', reason, seconds: result.seconds });
    return;
  }
  const { tests, pending, failures } = JSON.parse(written) as MochaReport;
  const skipped = new Set(pending.map(({ fullTitle }) => fullTitle));
  const known = new Set(tests.map(({ fullTitle }) => fullTitle));
  const hooks = failures.filter(({ fullTitle }) => !known.has(fullTitle));
  for (const { fullTitle, duration, err } of [...tests, ...hooks]) {
    const outcome = skipped.has(fullTitle) ? 'left out' : err.message ? 'failed' : 'passed';
    const reason = outcome === 'left out' ? 'skipped by the suite itself' : (err.message ?? '').slice(0, 300);
    context.report({ name: fullTitle, outcome, reason, seconds: (duration ?? 0) / 1000 });
  }
}

/** Runs one file of tests; the report is empty where mocha did not live to write it. */
async function mocha(
  context: Context,
  folder: string,
  file: string,
): Promise<{ report: string; result: CommandResult }> {
  const report = join(folder, `report-${file}.json`);
  rmSync(report, { force: true });
  const args = [
    ...['--exit', '--grep', context.only.source, '--timeout', String(CASE_LIMIT_MS)],
    ...['--reporter', 'json', '--reporter-option', `output=${report}`],
  ];
  const result = await runCommand(join(folder, 'node_modules', '.bin', 'mocha'), [...args, join('e2e', file)], {
    cwd: folder,
    limitMs: FILE_LIMIT_MS,
    env: { ...outsideNode(), KAFKA_HOST: context.target.address },
  });
  return { report: existsSync(report) ? readFileSync(report, 'utf8') : '', result };
}
