import { parseArgs } from 'node:util';
import { APACHE_KAFKA_VERSION } from './apache-kafka/jars.ts';
import { startApacheKafka } from './apache-kafka/server.ts';
import { startWeirBroker } from './broker.ts';
import { adminAnswersSuite } from './clients/admin-answers.ts';
import { javaSuite } from './clients/java.ts';
import { kafkajsSuite } from './clients/kafkajs.ts';
import { kcatSuite } from './clients/kcat.ts';
import { nodeRdkafkaSuite } from './clients/node-rdkafka.ts';
import { platformaticSuite } from './clients/platformatic.ts';
import { confluentKafkaSuite, kafkaPythonSuite } from './clients/python.ts';
import { saslSuite } from './clients/sasl.ts';
import { demand } from './command.ts';
import { librdkafkaSuite } from './librdkafka/suite.ts';
import { writePage } from './report.ts';
import { type Judged, keepResults, type Results, readResults, type SuiteResults } from './results.ts';
import { startSecuredApacheKafka } from './secured/apache-kafka.ts';
import { startSecuredWeir } from './secured/weir.ts';
import {
  type CaseResult,
  type RunningBroker,
  type SecuredBroker,
  type Suite,
  type Target,
  Unavailable,
} from './suite.ts';

/**
 * `npm run conformance [-- --broker HOST:PORT] [--reference] [--suite NAME ...] [--only PATTERN] [--short]`: lets software of
 * others judge our broker (or the one given, or with --reference Apache Kafka) and writes docs/conformance.md. Exits 1
 * where a case failed.
 */
const SUITES: readonly Suite[] = [
  librdkafkaSuite('classic'),
  librdkafkaSuite('consumer'),
  kcatSuite,
  confluentKafkaSuite,
  kafkaPythonSuite,
  nodeRdkafkaSuite,
  platformaticSuite('classic'),
  platformaticSuite('consumer'),
  kafkajsSuite,
  javaSuite,
  adminAnswersSuite,
  saslSuite,
];

const { values } = parseArgs({
  options: {
    broker: { type: 'string' },
    reference: { type: 'boolean', default: false },
    suite: { type: 'string', multiple: true, default: [] },
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
  },
});

const unknown = values.suite.find((name) => !SUITES.some((suite) => suite.name === name));
if (unknown !== undefined) {
  console.error(`conformance: there is no suite "${unknown}"; there are ${SUITES.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}

const chosen = SUITES.filter(({ name }) => values.suite.length === 0 || values.suite.includes(name));
const judged: Judged = values.reference ? 'apache-kafka' : 'weir';
const commit = (await demand('git', ['rev-parse', '--short', 'HEAD'], { limitMs: 5_000 })).trim();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
// Clients of others end a connection as they please; what that rejects belongs to the case that runs.
process.on('unhandledRejection', (error) => console.error(`  unhandled in a client: ${error}`));

const fresh: Results = {};
for (const suite of chosen) {
  console.log(`\n${suite.name}`);
  fresh[suite.name] = await judge(suite);
}
const cases = Object.values(fresh).flatMap((results) => results.cases);
const count = (outcome: CaseResult['outcome']): number => cases.filter((item) => item.outcome === outcome).length;
// What a given broker is, and what a short run leaves out, nobody can tell from the page.
if (!values.short && !values.broker) {
  keepResults(judged, fresh, { part: values.only !== undefined });
  writePage(SUITES, readResults('weir'), readResults('apache-kafka'), APACHE_KAFKA_VERSION);
}
console.log(`\n${count('passed')} passed, ${count('failed')} failed, ${count('left out')} left out`);
process.exit(count('failed') > 0 ? 1 : 0);

/** Each suite has a fresh broker, so that one cannot leave traces for the next. */
async function judge(suite: Suite): Promise<SuiteResults> {
  const broker = values.broker ? null : await start({});
  const target: Target = broker
    ? { address: broker.address, logDir: broker.logDir, startWith: start, startSecured }
    : { address: values.broker!, logDir: null, startWith: null, startSecured: null };
  const results: CaseResult[] = [];
  let unavailable = '';
  try {
    await suite.run({
      target,
      short: values.short,
      only: new RegExp(values.only ?? ''),
      say: (line) => console.log(`  ${line}`),
      report: (result) => {
        results.push(result);
        const { name, outcome, seconds, reason } = result;
        console.log(`  ${outcome.padEnd(8)} ${name} (${seconds.toFixed(1)} s)${reason ? `: ${reason}` : ''}`);
      },
    });
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    unavailable = error.message;
    console.log(`  left out: ${unavailable}`);
  } finally {
    await broker?.close();
  }
  results.sort((a, b) => a.name.localeCompare(b.name));
  return { date: new Date().toISOString().slice(0, 10), commit, unavailable, cases: results };
}

function start(properties: Readonly<Record<string, string>>): Promise<RunningBroker> {
  return values.reference ? startApacheKafka(properties, ['-Xmx1g']) : startWeirBroker(properties);
}

function startSecured(): Promise<SecuredBroker> {
  return values.reference ? startSecuredApacheKafka() : startSecuredWeir();
}
