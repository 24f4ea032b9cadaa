import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import { until } from '../../until.ts';
import { installNpmPackages } from '../cache.ts';
import { demand, findProgram, runCommand } from '../command.ts';
import { builtLibrdkafka } from '../librdkafka/build.ts';
import { librdkafkaCases } from '../librdkafka/cases.ts';
import { runAll } from '../librdkafka/suite.ts';
import { PASSWORD, USER } from '../secured/secured-broker.ts';
import { type Context, type SecuredBroker, type Suite, Unavailable } from '../suite.ts';
import { kcatScenarios } from './kcat.ts';
import { runScenarios, type Scenario, same, uniqueName } from './scenarios.ts';

const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
type Mechanism = (typeof MECHANISMS)[number];
const LIMIT_MS = 30_000;
/** librdkafka's own cases that need a broker with SASL. */
const LIBRDKAFKA_CASES = /0135_sasl_credentials|0142_reauthentication/;
const KAFKAJS = '2.2.4';
const PYTHON = '/usr/bin/python3';
const PYTHON_SCRIPT = join(import.meta.dirname, '..', 'python', 'sasl_round_trip.py');

export const saslSuite: Suite = {
  name: 'sasl',
  about:
    'Clients of each family on a SASL_PLAINTEXT and a SASL_SSL listener, by PLAIN and SCRAM, through sessions that end after 10 s; wrong ' +
    "passwords; librdkafka's own cases that need such a broker.",
  async run(context: Context) {
    if (!context.target.startSecured) throw new Unavailable('needs a broker that it starts itself');
    const broker = await context.target.startSecured();
    try {
      for (const client of await clientsHere(context)) await runScenarios(context, scenariosOf(client, broker));
      if (!context.short) await librdkafka(context, broker);
    } finally {
      await broker.close();
    }
  },
};

/** How a client logs in. */
interface Login {
  mechanism: Mechanism;
  password: string;
  usesTls: boolean;
}

/** A client that writes one record to a topic and reads it back. Rejects where it is not let in. */
interface SaslClient {
  name: string;
  roundTrip(broker: SecuredBroker, login: Login, value: string): Promise<string>;
  further?(broker: SecuredBroker): Scenario[];
}

function scenariosOf(client: SaslClient, broker: SecuredBroker): Scenario[] {
  const roundTrip = (login: Login): Scenario => ({
    name: `${client.name}: a record by ${login.mechanism}${login.usesTls ? ' over TLS' : ''}`,
    async run() {
      const value = uniqueName('value');
      same('record', await client.roundTrip(broker, login, value), value);
    },
  });
  const refused = (mechanism: Mechanism): Scenario => ({
    name: `${client.name}: a wrong password is refused by ${mechanism}`,
    async run() {
      const outcome = await client.roundTrip(broker, { mechanism, password: 'wrong', usesTls: false }, 'x').then(
        () => 'let in',
        () => 'refused',
      );
      same('outcome', outcome, 'refused');
    },
  });
  return [
    ...MECHANISMS.map((mechanism) => roundTrip({ mechanism, password: PASSWORD, usesTls: false })),
    ...MECHANISMS.map((mechanism) => roundTrip({ mechanism, password: PASSWORD, usesTls: true })),
    ...MECHANISMS.map(refused),
    ...(client.further?.(broker) ?? []),
  ];
}

async function clientsHere({ say, short }: Context): Promise<SaslClient[]> {
  const clients: SaslClient[] = [platformatic];
  if (await findProgram('kcat')) clients.push(kcat);
  else say('kcat is missing: apt-get install kcat');
  const python = await runCommand(PYTHON, ['-c', 'import confluent_kafka'], { limitMs: 10_000 }).catch(() => null);
  if (python?.code === 0) clients.push(confluentKafka);
  else say('python3-confluent-kafka is missing: apt-get install python3-confluent-kafka');
  if (!short) clients.push(await kafkajs());
  return clients;
}

const librdkafkaConfig = (broker: SecuredBroker, { mechanism, password, usesTls }: Login): Record<string, string> => ({
  'security.protocol': usesTls ? 'sasl_ssl' : 'sasl_plaintext',
  'sasl.mechanisms': mechanism,
  'sasl.username': USER,
  'sasl.password': password,
  ...(usesTls ? { 'ssl.ca.location': broker.caPath } : {}),
});

const addressOf = (broker: SecuredBroker, { usesTls }: Login): string => (usesTls ? broker.tls : broker.plain);

const kcat: SaslClient = {
  name: 'kcat',
  async roundTrip(broker, login, value) {
    const topic = uniqueName('sasl');
    const settings = Object.entries(librdkafkaConfig(broker, login)).flatMap(([name, set]) => ['-X', `${name}=${set}`]);
    const run = (args: string[], input = ''): Promise<string> =>
      demand('kcat', ['-b', addressOf(broker, login), ...settings, '-X', 'message.timeout.ms=8000', ...args], {
        limitMs: LIMIT_MS,
        input,
      });
    await run(['-P', '-t', topic], `${value}\n`);
    return (await run(['-C', '-t', topic, '-o', 'beginning', '-e', '-q', '-m', '8'])).trim();
  },
  /** Everything that it is made to do without SASL. */
  further: (broker) =>
    kcatScenarios(
      broker.plain,
      Object.entries(
        librdkafkaConfig(broker, { mechanism: 'SCRAM-SHA-256', password: PASSWORD, usesTls: false }),
      ).flatMap(([name, set]) => ['-X', `${name}=${set}`]),
    )
      // It makes its topic by another client, which would have to log in too.
      .filter(({ name }) => !name.startsWith('two members'))
      .map((scenario) => ({ ...scenario, name: `kcat by SCRAM-SHA-256: ${scenario.name}` })),
};

const confluentKafka: SaslClient = {
  name: 'confluent-kafka-python',
  async roundTrip(broker, login, value) {
    const config = { 'bootstrap.servers': addressOf(broker, login), ...librdkafkaConfig(broker, login) };
    const args = [PYTHON_SCRIPT, JSON.stringify(config), uniqueName('sasl'), value];
    return (await demand(PYTHON, args, { limitMs: LIMIT_MS, env: { PYTHONDONTWRITEBYTECODE: '1' } })).trim();
  },
};

const platformatic: SaslClient = {
  name: '@platformatic/kafka',
  async roundTrip(broker, login, value) {
    const topic = uniqueName('sasl');
    const base = {
      clientId: 'conformance',
      bootstrapBrokers: [addressOf(broker, login)],
      autocreateTopics: true,
      // Apache Kafka makes a topic and its own ones a moment after they are asked for.
      retries: 8,
      retryDelay: 400,
      sasl: { mechanism: login.mechanism, username: USER, password: login.password },
      ...(login.usesTls ? { tls: { ca: readFileSync(broker.caPath, 'utf8') } } : {}),
    };
    const producer = new Producer({ ...base, serializers: stringSerializers });
    await producer.send({ messages: [{ topic, key: 'k', value }] }).finally(() => producer.close());
    const consumer = new Consumer({ ...base, groupId: uniqueName('group'), deserializers: stringDeserializers });
    try {
      const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false });
      for await (const message of stream) return message.value ?? '';
      return '';
    } finally {
      await consumer.close(true);
    }
  },
};

/** The part of kafkajs that is used here. */
interface KafkaJs {
  Kafka: new (
    options: object,
  ) => {
    producer(): { connect(): Promise<void>; send(batch: object): Promise<unknown>; disconnect(): Promise<void> };
    consumer(options: object): {
      connect(): Promise<void>;
      subscribe(options: object): Promise<void>;
      run(options: { eachMessage(payload: { message: { value: Buffer | null } }): Promise<void> }): Promise<void>;
      disconnect(): Promise<void>;
    };
  };
}

async function kafkajs(): Promise<SaslClient> {
  const folder = await installNpmPackages(`kafkajs-${KAFKAJS}`, { kafkajs: KAFKAJS });
  const { Kafka } = createRequire(join(folder, 'package.json'))('kafkajs') as KafkaJs;
  return {
    name: 'kafkajs',
    async roundTrip(broker, login, value) {
      const topic = uniqueName('sasl');
      const kafka = new Kafka({
        clientId: 'conformance',
        brokers: [addressOf(broker, login)],
        logLevel: 0,
        retry: { retries: 3 },
        // Its default renews sessions of 10 s before every request, which a broker takes once a second (KIP-368).
        reauthenticationThreshold: 2_000,
        sasl: { mechanism: login.mechanism.toLowerCase(), username: USER, password: login.password },
        ...(login.usesTls ? { ssl: { ca: [readFileSync(broker.caPath, 'utf8')] } } : {}),
      });
      const producer = kafka.producer();
      await producer.connect();
      await producer.send({ topic, messages: [{ value }] });
      await producer.disconnect();
      const consumer = kafka.consumer({ groupId: uniqueName('group'), maxWaitTimeInMs: 200 });
      let received: string | null = null;
      await consumer.connect();
      try {
        await consumer.subscribe({ topics: [topic], fromBeginning: true });
        await consumer.run({
          eachMessage: async ({ message }) => {
            received = String(message.value);
          },
        });
        await until('the record', () => received !== null, LIMIT_MS);
      } finally {
        await consumer.disconnect();
      }
      return received ?? '';
    },
  };
}

async function librdkafka(context: Context, broker: SecuredBroker): Promise<void> {
  const folder = await builtLibrdkafka(context.say);
  const cases = librdkafkaCases(folder).filter(({ name }) => LIBRDKAFKA_CASES.test(name) && context.only.test(name));
  for (const mechanism of ['PLAIN', 'SCRAM-SHA-512'] as const) {
    const clientConfig = librdkafkaConfig(broker, { mechanism, password: PASSWORD, usesTls: false });
    const report: Context['report'] = (result) =>
      context.report({ ...result, name: `librdkafka: ${result.name} by ${mechanism}` });
    const runner = {
      librdkafka: folder,
      protocol: 'classic' as const,
      context: { ...context, report },
      tools: null,
      clientConfig,
    };
    await runAll(runner, broker.plain, 'default', cases);
  }
}
