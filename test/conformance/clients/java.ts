import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APACHE_KAFKA_VERSION, apacheKafkaJars, classPath } from '../apache-kafka/jars.ts';
import { demand } from '../command.ts';
import type { Context, Suite } from '../suite.ts';
import { clusterAdministration } from './java-admin.ts';
import { demandText, numbered, type Tool, type Tools } from './java-tool.ts';
import { transactions } from './java-transactions.ts';
import { runScenarios, type Scenario, same, uniqueName } from './scenarios.ts';

const LIMIT_MS = 100_000;

export const javaSuite: Suite = {
  name: 'java-tools',
  about:
    `Apache Kafka's own tools and Java client, version ${APACHE_KAFKA_VERSION} from Maven Central: what the scripts in ` +
    "a Kafka distribution's `bin` run, DumpLogSegments over the broker's own files among them.",
  async run(context: Context) {
    const path = classPath(await apacheKafkaJars());
    const folder = mkdtempSync(join(tmpdir(), 'weir-java-tools-'));
    const tool: Tool = (className, args, input) =>
      demand('java', ['-Xmx256m', '-cp', path, className, ...args], {
        limitMs: LIMIT_MS,
        cwd: folder,
        input: input ?? '',
      }).catch((error: Error) => {
        throw new Error(`${className.split('.').at(-1)}: ${tellingLine(error.message)}`);
      });
    try {
      await runScenarios(context, scenarios(tool, context.target.address, context.target.logDir, folder));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** The line of a stack trace that names the fault. */
function tellingLine(message: string): string {
  const lines = message.split('\n').map((line) => line.trim());
  return lines.findLast((line) => /^(Caused by|Failed|Error)|Exception:/.test(line)) ?? lines.at(-1) ?? '';
}

function scenarios(tool: Tool, address: string, logDir: string | null, folder: string): Scenario[] {
  const server = ['--bootstrap-server', address];
  const topics = (...args: string[]): Promise<string> =>
    tool('org.apache.kafka.tools.TopicCommand', [...server, ...args]);
  const create = async (purpose: string, partitions = 1): Promise<string> => {
    const topic = uniqueName(purpose);
    await topics('--create', '--topic', topic, '--partitions', String(partitions), '--replication-factor', '1');
    return topic;
  };
  const produce = (topic: string, records: string): Promise<string> =>
    tool('org.apache.kafka.tools.ConsoleProducer', [...server, '--topic', topic], records);
  const consume = (topic: string, count: number, ...args: string[]): Promise<string> =>
    tool('org.apache.kafka.tools.consumer.ConsoleConsumer', [
      ...server,
      ...['--topic', topic, '--from-beginning', '--max-messages', String(count), '--timeout-ms', '20000', ...args],
    ]);
  const with_ = { tool, server, topics, create, produce, consume, folder };
  return [
    ...administration(with_),
    ...clusterAdministration(with_),
    ...groups(with_),
    ...performance(with_),
    ...transactions(with_),
    ...(logDir === null ? [] : [dumpLog(with_, logDir), dumpGroups(with_, logDir)]),
  ];
}

function administration({ tool, server, topics, create, produce, folder }: Tools): Scenario[] {
  const configs = (...args: string[]): Promise<string> => tool('kafka.admin.ConfigCommand', [...server, ...args]);
  return [
    {
      name: 'kafka-topics: create, describe, widen, list, delete',
      async run() {
        const topic = await create('java-topics', 2);
        demandText(
          'described',
          await topics('--describe', '--topic', topic),
          /PartitionCount: 2\s+ReplicationFactor: 1/,
        );
        await topics('--alter', '--topic', topic, '--partitions', '5');
        demandText('widened', await topics('--describe', '--topic', topic), /PartitionCount: 5/);
        await topics('--delete', '--topic', topic);
        same('still listed', (await topics('--list')).includes(topic), false);
      },
    },
    {
      name: 'kafka-configs: alter and describe a topic',
      async run() {
        const entity = ['--entity-type', 'topics', '--entity-name', await create('java-configs')];
        await configs(...entity, '--alter', '--add-config', 'retention.ms=3600000');
        demandText('described', await configs(...entity, '--describe'), /retention\.ms=3600000/);
        await configs(...entity, '--alter', '--delete-config', 'retention.ms');
        same('still set', /retention\.ms=3600000/.test(await configs(...entity, '--describe')), false);
      },
    },
    {
      name: 'kafka-configs: alter and describe a group',
      async run() {
        const entity = ['--entity-type', 'groups', '--entity-name', uniqueName('java-group')];
        await configs(...entity, '--alter', '--add-config', 'consumer.session.timeout.ms=50000');
        demandText('described', await configs(...entity, '--describe'), /consumer\.session\.timeout\.ms=50000/);
        await configs(...entity, '--alter', '--delete-config', 'consumer.session.timeout.ms');
        same('still set', /=50000/.test(await configs(...entity, '--describe')), false);
      },
    },
    {
      name: 'kafka-configs: describe a broker',
      run: async () =>
        demandText(
          'described',
          await configs('--entity-type', 'brokers', '--entity-name', '1', '--describe', '--all'),
          /log\.retention\.hours/,
        ),
    },
    {
      name: 'kafka-broker-api-versions',
      async run() {
        const seen = await tool('org.apache.kafka.tools.BrokerApiVersionsCommand', server);
        demandText('Produce', seen, /Produce\(0\): 0 to \d+/);
        demandText('Fetch', seen, /Fetch\(1\): 4 to \d+/);
      },
    },
    {
      name: 'kafka-get-offsets: latest, earliest, by time, max timestamp',
      async run() {
        const topic = await create('java-offsets');
        await produce(topic, numbered(10));
        const offset = async (time: string): Promise<string> =>
          (await tool('org.apache.kafka.tools.GetOffsetShell', [...server, '--topic', topic, '--time', time])).trim();
        same('latest', await offset('-1'), `${topic}:0:10`);
        same('earliest', await offset('-2'), `${topic}:0:0`);
        demandText('max timestamp', await offset('-3'), /:0:\d$/);
        same('from the start of time', await offset('1'), `${topic}:0:0`);
      },
    },
    {
      name: 'kafka-delete-records',
      async run() {
        const topic = await create('java-delete-records');
        await produce(topic, numbered(10));
        const file = join(folder, 'delete.json');
        writeFileSync(file, JSON.stringify({ version: 1, partitions: [{ topic, partition: 0, offset: 4 }] }));
        const seen = await tool('org.apache.kafka.tools.DeleteRecordsCommand', [...server, '--offset-json-file', file]);
        demandText('low watermark', seen, /low_watermark: 4/);
      },
    },
    {
      name: 'kafka-log-dirs',
      async run() {
        const topic = await create('java-log-dirs');
        await produce(topic, numbered(10));
        const seen = await tool('org.apache.kafka.tools.LogDirsCommand', [
          ...server,
          '--describe',
          '--topic-list',
          topic,
        ]);
        demandText('described', seen, new RegExp(`"partition":"${topic}-0","size":[1-9]`));
      },
    },
    {
      name: 'kafka-metadata-quorum: status',
      run: async () =>
        demandText(
          'status',
          await tool('org.apache.kafka.tools.MetadataQuorumCommand', [...server, 'describe', '--status']),
          /LeaderId:\s+1/,
        ),
    },
  ];
}

function groups({ tool, server, create, produce, consume }: Tools): Scenario[] {
  const group = (...args: string[]): Promise<string> =>
    tool('org.apache.kafka.tools.consumer.group.ConsumerGroupCommand', [...server, ...args]);
  const roundTrip = (codec: string): Scenario => ({
    name: `kafka-console-producer and -consumer, codec ${codec}`,
    async run() {
      const topic = await create('java-console');
      const args = [...server, '--topic', topic, '--compression-codec', codec];
      await tool('org.apache.kafka.tools.ConsoleProducer', args, numbered(1_000));
      same('records', await consume(topic, 1_000), numbered(1_000));
    },
  });
  const byProtocol = (protocol: string): Scenario => ({
    name: `kafka-consumer-groups: describe, reset, delete (group.protocol=${protocol})`,
    async run() {
      const [topic, name] = [await create('java-groups'), uniqueName('java-group')];
      await produce(topic, numbered(10));
      const property = ['--consumer-property', `group.protocol=${protocol}`];
      same('records', await consume(topic, 10, '--group', name, ...property), numbered(10));
      demandText('listed', await group('--list'), new RegExp(name));
      demandText('described', await group('--describe', '--group', name), new RegExp(`${topic}\\s+0\\s+10\\s+10\\s+0`));
      await group('--reset-offsets', '--group', name, '--topic', topic, '--to-offset', '3', '--execute');
      demandText('reset', await group('--describe', '--group', name), new RegExp(`${topic}\\s+0\\s+3\\s+10\\s+7`));
      await group('--delete', '--group', name);
      same('still listed', (await group('--list')).includes(name), false);
    },
  });
  return [...['none', 'gzip', 'snappy', 'lz4', 'zstd'].map(roundTrip), byProtocol('classic'), byProtocol('consumer')];
}

function performance({ tool, server, create }: Tools): Scenario[] {
  const bootstrap = server[1]!;
  const load = async (topic: string, count: number, ...properties: string[]): Promise<string> =>
    tool('org.apache.kafka.tools.ProducerPerformance', [
      ...['--topic', topic, '--num-records', String(count), '--record-size', '100', '--throughput', '-1'],
      ...['--producer-props', `bootstrap.servers=${bootstrap}`, ...properties],
    ]);
  return [
    {
      name: 'kafka-producer-perf-test and kafka-consumer-perf-test, 200,000 records',
      async run() {
        const topic = await create('java-performance', 4);
        demandText('produced', await load(topic, 200_000, 'acks=all'), /200000 records sent/);
        const args = [...server, '--topic', topic, '--messages', '200000', '--timeout', '20000'];
        const line = (await tool('org.apache.kafka.tools.ConsumerPerformance', args)).trim().split('\n').at(-1)!;
        same('consumed', line.split(', ')[4], '200000');
      },
    },
    {
      name: 'kafka-e2e-latency, 1,000 records',
      async run() {
        const topic = await create('java-latency');
        const args = [bootstrap, topic, '1000', 'all', '100'];
        demandText('percentiles', await tool('org.apache.kafka.tools.EndToEndLatency', args), /Percentiles/);
      },
    },
  ];
}

function dumpLog({ tool, create, produce }: Tools, logDir: string): Scenario {
  return {
    name: 'kafka-dump-log reads the segment, its indexes and the producer snapshot',
    async run() {
      const topic = await create('java-dump-log');
      await produce(topic, numbered(2_000));
      const folder = join(logDir, `${topic}-0`);
      const dump = (...args: string[]): Promise<string> => tool('kafka.tools.DumpLogSegments', args);
      for (const name of readdirSync(folder).filter((file) =>
        /\.(log|index|timeindex|snapshot|txnindex)$/.test(file),
      )) {
        const seen = await dump('--files', join(folder, name), '--deep-iteration', '--print-data-log');
        if (/Found timestamp mismatch|Index mismatch|corrupt|isvalid: false/i.test(seen)) {
          throw new Error(`${name}: ${seen.slice(0, 400)}`);
        }
        if (name.endsWith('.log')) same('records read', seen.match(/payload: record \d+/g)?.length, 2_000);
      }
      await dump('--files', join(folder, '00000000000000000000.index'), '--verify-index-only');
    },
  };
}

/** Kinds of records that a group of the consumer protocol leaves behind: its epoch, a member, and what the member is to have and has. */
const CONSUMER_GROUP_RECORDS = ['3', '5', '6', '7', '8'];

function dumpGroups({ tool, create, produce, consume }: Tools, logDir: string): Scenario {
  return {
    name: 'kafka-dump-log decodes the records of a consumer group',
    async run() {
      const [topic, group] = [await create('java-dump-groups'), uniqueName('java-group')];
      await produce(topic, numbered(10));
      await consume(topic, 10, '--group', group, '--consumer-property', 'group.protocol=consumer');
      const logs = readdirSync(logDir, { recursive: true, encoding: 'utf8' })
        .filter((file) => /__consumer_offsets-\d+\/\d+\.log$/.test(file))
        .map((file) => join(logDir, file));
      const seen = await tool('kafka.tools.DumpLogSegments', ['--offsets-decoder', '--files', logs.join(',')]);
      const lines = seen.split('\n').filter((line) => line.includes(`"groupId":"${group}"`));
      const kinds = new Set(lines.map((line) => /key: \{"type":"(\d+)"/.exec(line)?.[1]));
      same(
        'kinds of records',
        CONSUMER_GROUP_RECORDS.filter((kind) => !kinds.has(kind)),
        [],
      );
      demandText('member', lines.join('\n'), new RegExp(`"subscribedTopicNames":\\["${topic}"\\]`));
    },
  };
}
