import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kafkaPath } from '../apache-kafka/kafka-path.ts';
import { CACHE_DIR } from '../cache.ts';
import { type CommandResult, runCommand } from '../command.ts';
import type { CaseResult, Context, Suite } from '../suite.ts';
import { buildJavaTests, builtLibrdkafka, libraryPath, NODE_RDKAFKA } from './build.ts';
import { failures, type LibrdkafkaCase, lastWords, librdkafkaCases, parseSummary } from './cases.ts';
import { LEFT_OUT } from './left-out.ts';

/** Kafka's version that the cases take the broker to be of. */
const KAFKA_VERSION = '4.0.0';
const CASE_LIMIT_MS = 10 * 60_000;
/** Quick ones that touch every part of a broker. */
const SHORT = ['0005', '0012', '0017', '0036', '0041', '0054', '0070', '0085', '0099', '0130'];
/** Cases wait more than they work: several runners at a time, each with its own topics. */
const RUNNERS = 3;
/** As in librdkafka's tests/scenarios, but for the replicas, since one broker has one; and with ACLs, which two cases set. */
const BASE = {
  'num.partitions': '4',
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'allow.everyone.if.no.acl.found': 'true',
};
const SCENARIOS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  default: { ...BASE, 'auto.create.topics.enable': 'true' },
  noautocreate: { ...BASE, 'auto.create.topics.enable': 'false' },
};

const NEEDS_SCRIPTS = 'calls the scripts of a Kafka distribution, which need Java and Maven';

type Protocol = 'classic' | 'consumer';

/** librdkafka's broker tests, with one of the two group protocols. */
export function librdkafkaSuite(protocol: Protocol): Suite {
  return {
    name: protocol === 'classic' ? 'librdkafka' : 'librdkafka-consumer-protocol',
    about:
      `librdkafka's own test suite from the npm tarball of \`${NODE_RDKAFKA}\`, TEST_KAFKA_VERSION=${KAFKA_VERSION}, ` +
      `${protocol === 'classic' ? 'group protocol *classic*' : 'group protocol *consumer* (KIP-848)'}. Four partitions by ` +
      'default, as its own scenarios have it. Cases that ask for topics with three replicas get one: a line of its ' +
      '`test.c` is changed for that. The cases that run against its own mock broker judge no broker and are not run.',
    run: (context) => run(context, protocol),
  };
}

async function run(context: Context, protocol: Protocol): Promise<void> {
  const librdkafka = await builtLibrdkafka(context.say);
  const cases = librdkafkaCases(librdkafka).filter(({ name }) => context.only.test(name));
  const wanted = cases.filter((item) => !item.local && (!context.short || SHORT.includes(item.number)));
  for (const item of wanted) {
    const reason = reasonToLeaveOut(item);
    if (reason) context.report({ name: item.name, outcome: 'left out', reason, seconds: 0 });
  }
  const runnable = wanted.filter((item) => !reasonToLeaveOut(item));
  const tools = context.short ? null : await kafkaPath();
  if (tools !== null) await buildJavaTests(librdkafka, tools);
  const runner = { librdkafka, protocol, context, tools };
  for (const scenario of new Set(runnable.map((item) => item.scenario))) {
    const ofScenario = runnable.filter((item) => item.scenario === scenario);
    if (context.target.startWith) {
      const broker = await context.target.startWith(SCENARIOS[scenario]!);
      await runAll(runner, broker.address, scenario, ofScenario).finally(() => broker.close());
    } else {
      await runAll(runner, context.target.address, scenario, ofScenario);
    }
  }
}

function reasonToLeaveOut(item: LibrdkafkaCase): string | undefined {
  if (item.skipped === 'manual') return 'run by hand only';
  if (item.skipped === 'known issue') return "librdkafka's own known issue";
  return LEFT_OUT[item.name];
}

export interface Runner {
  librdkafka: string;
  protocol: Protocol;
  context: Context;
  /** Folder like a Kafka distribution, for cases that call its scripts; null without Java's tools. */
  tools: string | null;
  /** Further lines of its test.conf. */
  clientConfig?: Readonly<Record<string, string>>;
}

/** Cases of one number run in one process: the runner selects by number only. */
export async function runAll(
  runner: Runner,
  address: string,
  scenario: string,
  cases: LibrdkafkaCase[],
): Promise<void> {
  const numbers = [...new Set(cases.map((item) => item.number))];
  const next = async (): Promise<void> => {
    for (let number = numbers.shift(); number; number = numbers.shift()) {
      const names = cases.filter((item) => item.number === number).map((item) => item.name);
      let results = await runNumber(runner, address, scenario, number, names);
      if (results.some((result) => result.outcome === 'failed')) {
        results = withSecondTry(results, await runNumber(runner, address, scenario, number, names));
      }
      results.forEach(runner.context.report);
    }
  };
  await Promise.all(Array.from({ length: RUNNERS }, next));
}

/** A case that fails once and passes once depends on timing: it is passed, and says so. */
function withSecondTry(first: CaseResult[], second: CaseResult[]): CaseResult[] {
  return first.map((result, index) => {
    const again = second[index]!;
    if (result.outcome !== 'failed' || again.outcome !== 'passed') return result;
    return { ...again, reason: `on the second try; first: ${result.reason}` };
  });
}

async function runNumber(
  runner: Runner,
  address: string,
  scenario: string,
  number: string,
  names: string[],
): Promise<CaseResult[]> {
  const { librdkafka, protocol, context, tools, clientConfig } = runner;
  const logs = join(CACHE_DIR, 'output', address.replace(/\W/g, '-'));
  mkdirSync(logs, { recursive: true });
  const configuration = join(logs, 'test.conf');
  const lines = { 'metadata.broker.list': address, 'test.topic.random': 'true', ...clientConfig };
  writeFileSync(
    configuration,
    Object.entries(lines)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  const args = ['-p1', '-L', '-s', scenario, ...(context.short ? ['-Q'] : [])];
  const result = await runCommand('./test-runner', args, {
    cwd: join(librdkafka, 'tests'),
    limitMs: CASE_LIMIT_MS,
    env: {
      ...libraryPath(librdkafka),
      RDKAFKA_TEST_CONF: configuration,
      TESTS: number,
      TEST_KAFKA_VERSION: KAFKA_VERSION,
      TEST_CONSUMER_GROUP_PROTOCOL: protocol,
      BROKERS: address,
      KAFKA_PATH: tools ?? undefined,
      CI: undefined,
    },
  });
  const output = `${result.stdout}\n${result.stderr}`;
  writeFileSync(join(logs, `${number}-${scenario}-${protocol}.log`), output);
  const [summary, failed] = [parseSummary(output), failures(output)];
  return names.map((name) => {
    const line = summary.find((item) => item.name === name);
    const { outcome, seconds } = line ?? { outcome: 'failed', seconds: result.seconds };
    const reason = line && !result.timedOut ? line.reason : ending(result, output);
    const told = outcome === 'failed' ? (failed.get(name) ?? reason) : reason;
    if (tools === null && /KAFKA_PATH/.test(told)) return { name, outcome: 'left out', reason: NEEDS_SCRIPTS, seconds };
    return { name, outcome, reason: told, seconds };
  });
}

function ending(result: CommandResult, output: string): string {
  const how = result.timedOut
    ? `not done after ${CASE_LIMIT_MS / 1000} s`
    : `runner ended with ${result.code ?? 'a signal'}`;
  return `${how}: ${lastWords(output)}`;
}
