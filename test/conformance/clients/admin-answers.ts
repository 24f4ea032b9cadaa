import { join } from 'node:path';
import { ApiVersionsApi } from '../../../engine/kafka/protocol/generated/api-versions.ts';
import { APACHE_KAFKA_VERSIONS, versionRange } from '../../engine/kafka/api-page.ts';
import { RawClient } from '../../engine/kafka/raw-client.ts';
import { APACHE_KAFKA_VERSION, apacheKafkaJars, classPath } from '../apache-kafka/jars.ts';
import { startApacheKafka } from '../apache-kafka/server.ts';
import { demand } from '../command.ts';
import type { CaseResult, Context, Suite } from '../suite.ts';

const PROGRAM = join(import.meta.dirname, '..', 'java', 'AdminAnswers.java');
const LIMIT_MS = 180_000;

/** Answers that differ, and why they may. */
const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {
  'config of a topic: flush.ms': 'one broker has no replicas to count on, so it forces logs to disk by default',
  'config of a topic: min.insync.replicas':
    'Apache Kafka sets it for all brokers when it switches to eligible leader replicas',
  'config of a broker: log.cleaner.threads': 'there is one cleaner here, and it is fixed',
  'describeAcls without an authorizer':
    'ACLs can be made here at any time; Apache Kafka needs an authorizer in its settings',
};

/**
 * The strictest judge of administration: everything that Java's admin client can ask of one broker is asked of the broker and of a fresh Apache
 * Kafka, and each answer must be the same.
 */
export const adminAnswersSuite: Suite = {
  name: 'admin-answers',
  about:
    `Java's admin client (version ${APACHE_KAFKA_VERSION}) asks the broker and a fresh Apache Kafka the same questions, ` +
    'and the answers are compared: values, sources and types of configs, errors by their class. Only answers that a reason is given for may differ.',
  async run(context: Context) {
    const path = classPath(await apacheKafkaJars());
    const reference = await startApacheKafka();
    try {
      const [expected, got] = [await answersOf(path, reference.address), await answersOf(path, context.target.address)];
      const results = [await documentedVersions(reference.address), ...compare(expected, got)];
      for (const result of results) if (context.only.test(result.name)) context.report(result);
    } finally {
      await reference.close();
    }
  },
};

/** Whether docs/kafka-api.md says of Apache Kafka what it answers. */
async function documentedVersions(address: string): Promise<CaseResult> {
  const client = await RawClient.connect(Number(address.split(':')[1]));
  const software = { clientSoftwareName: 'conformance', clientSoftwareVersion: '1' };
  const { apiKeys } = await client.call(ApiVersionsApi, 4, software);
  client.close();
  const differing = apiKeys
    .map(({ apiKey, minVersion, maxVersion }) => [apiKey, versionRange(minVersion, maxVersion)] as const)
    .filter(([key, versions]) => APACHE_KAFKA_VERSIONS[key] !== versions);
  const isSo = differing.length === 0 && apiKeys.length === Object.keys(APACHE_KAFKA_VERSIONS).length;
  const name = 'API versions of Apache Kafka, as docs/kafka-api.md has them';
  return {
    name,
    outcome: isSo ? 'passed' : 'failed',
    reason: isSo ? '' : `differs: ${differing.join('; ')}`,
    seconds: 0,
  };
}

/** What the broker answered, by the name of the question. */
async function answersOf(path: string, address: string): Promise<Map<string, string>> {
  const args = ['-Xmx256m', '-Dorg.slf4j.simpleLogger.defaultLogLevel=off', '-cp', path, PROGRAM, address];
  const printed = await demand('java', args, { limitMs: LIMIT_MS });
  return new Map(
    printed
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)]),
  );
}

const OF_A_BROKER = 'config of a broker: ';

function compare(expected: ReadonlyMap<string, string>, got: ReadonlyMap<string, string>): CaseResult[] {
  const results = [...expected].flatMap(([name, answer]): CaseResult[] => {
    const ours = got.get(name);
    if (ours === undefined && name.startsWith(OF_A_BROKER)) return [];
    if (ours === answer) return [{ name, outcome: 'passed', reason: '', seconds: 0 }];
    const known = KNOWN_DIFFERENCES[name];
    const reason = `${ours ?? 'no answer'}; Apache Kafka: ${answer}`;
    return [{ name, outcome: known ? 'left out' : 'failed', reason: known ?? reason, seconds: 0 }];
  });
  const invented = [...got.keys()].filter((name) => !expected.has(name));
  return [...results, ...invented.map(inventedResult), absentConfigs(expected, got)];
}

const inventedResult = (name: string): CaseResult => ({
  name,
  outcome: 'failed',
  reason: 'Apache Kafka has no such config',
  seconds: 0,
});

/** Settings for what one small broker has not are not told, and setting them is refused. */
function absentConfigs(expected: ReadonlyMap<string, string>, got: ReadonlyMap<string, string>): CaseResult {
  const absent = [...expected.keys()].filter((name) => name.startsWith(OF_A_BROKER) && !got.has(name));
  const reason = `${absent.length} settings for what is not here (remote storage, replication, share groups, thread pools and such)`;
  return { name: 'configs of a broker that are not told', outcome: 'left out', reason, seconds: 0 };
}
