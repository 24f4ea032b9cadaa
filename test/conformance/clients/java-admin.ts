import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demandText, type Tools } from './java-tool.ts';
import { type Scenario, same, uniqueName } from './scenarios.ts';

const TOOLS = 'org.apache.kafka.tools';

/** What an administrator does to brokers, quotas, features and replicas with Apache Kafka's tools. */
export function clusterAdministration(tools: Tools): Scenario[] {
  return [...brokerConfigs(tools), ownCodecs(tools), ...replicas(tools), ...cluster(tools)];
}

function brokerConfigs({ tool, server, create }: Tools): Scenario[] {
  const configs = (...args: string[]): Promise<string> => tool('kafka.admin.ConfigCommand', [...server, ...args]);
  const everyBroker = ['--entity-type', 'brokers', '--entity-default'];
  return [
    {
      name: 'kafka-configs: a default of all brokers reaches a topic',
      async run() {
        const topic = await create('java-broker-default');
        await configs(...everyBroker, '--alter', '--add-config', 'log.retention.ms=7200000');
        demandText('described', await configs(...everyBroker, '--describe'), /log\.retention\.ms=7200000/);
        const ofTopic = ['--entity-type', 'topics', '--entity-name', topic, '--describe', '--all'];
        const reached = /retention\.ms=7200000 .*DYNAMIC_DEFAULT_BROKER_CONFIG:log\.retention\.ms=7200000/;
        demandText('of the topic', await configs(...ofTopic), reached);
        await configs(...everyBroker, '--alter', '--delete-config', 'log.retention.ms');
        same('still set', /log\.retention\.ms/.test(await configs(...everyBroker, '--describe')), false);
      },
    },
    {
      name: 'kafka-configs: a broker setting fixed at its start is refused',
      async run() {
        const broker = ['--entity-type', 'brokers', '--entity-name', '1', '--alter'];
        const refused = await configs(...broker, '--add-config', 'num.partitions=3').then(
          () => 'taken',
          (error: Error) => error.message,
        );
        demandText('refused', refused, /Cannot update these configs dynamically|InvalidRequest/);
      },
    },
    {
      name: 'kafka-configs: append to a list and subtract from it',
      async run() {
        const topic = ['--entity-type', 'topics', '--entity-name', await create('java-lists')];
        await configs(...topic, '--alter', '--add-config', 'cleanup.policy=[compact,delete]');
        demandText('described', await configs(...topic, '--describe'), /cleanup\.policy=compact,delete/);
      },
    },
    {
      name: 'kafka-configs: client quotas of users and client ids',
      async run() {
        const user = ['--entity-type', 'users', '--entity-name', uniqueName('user')];
        const both = [...user, '--entity-type', 'clients', '--entity-name', 'app'];
        await configs(...user, '--alter', '--add-config', 'producer_byte_rate=1048576,request_percentage=200');
        await configs(...both, '--alter', '--add-config', 'consumer_byte_rate=2097152');
        demandText('of the user', await configs(...user, '--describe'), /producer_byte_rate=1048576\.0/);
        demandText('of both', await configs(...both, '--describe'), /consumer_byte_rate=2097152\.0/);
        await configs(...user, '--alter', '--delete-config', 'producer_byte_rate,request_percentage');
        await configs(...both, '--alter', '--delete-config', 'consumer_byte_rate');
        same('still set', /producer_byte_rate/.test(await configs(...user, '--describe')), false);
      },
    },
  ];
}

/** Topics with a codec of their own, which the broker packs by itself. */
function ownCodecs({ tool, server, topics, produce, consume }: Tools): Scenario {
  return {
    name: 'kafka-console-consumer reads what the broker packed: compression.type gzip, snappy, lz4, zstd',
    async run() {
      const records = Array.from({ length: 2_000 }, (_, index) => `record ${index} of ${index % 7} and more\n`).join(
        '',
      );
      for (const codec of ['gzip', 'snappy', 'lz4', 'zstd']) {
        const topic = uniqueName(`java-${codec}`);
        await topics('--create', '--topic', topic, '--partitions', '1', '--config', `compression.type=${codec}`);
        await produce(topic, records);
        same(codec, await consume(topic, 2_000), records);
        const sent = await tool(`${TOOLS}.GetOffsetShell`, [...server, '--topic', topic]);
        same(`offset of ${codec}`, sent.trim(), `${topic}:0:2000`);
      }
    },
  };
}

function replicas({ tool, server, create, folder }: Tools): Scenario[] {
  return [
    {
      name: 'kafka-reassign-partitions: generate, execute, verify on one broker',
      async run() {
        const topic = await create('java-reassign', 2);
        const reassign = (...args: string[]): Promise<string> =>
          tool(`${TOOLS}.reassign.ReassignPartitionsCommand`, [...server, ...args]);
        const topics = join(folder, `${topic}-topics.json`);
        writeFileSync(topics, JSON.stringify({ version: 1, topics: [{ topic }] }));
        const generated = await reassign('--topics-to-move-json-file', topics, '--broker-list', '1', '--generate');
        const plan = generated.slice(generated.indexOf('Proposed partition reassignment configuration'));
        const file = join(folder, `${topic}-plan.json`);
        writeFileSync(file, plan.slice(plan.indexOf('{')));
        const executed = await reassign('--reassignment-json-file', file, '--execute');
        demandText('executed', executed, /Successfully started partition reassignments? for/);
        const verified = await reassign('--reassignment-json-file', file, '--verify');
        demandText('verified', verified, new RegExp(`Reassignment of partition ${topic}-1 is completed`));
        demandText('listed', await reassign('--list'), /No partition reassignments found/);
      },
    },
    {
      name: 'kafka-leader-election: the preferred leader leads already',
      async run() {
        const topic = await create('java-election');
        const elect = ['--election-type', 'PREFERRED', '--topic', topic, '--partition', '0'];
        const seen = await tool(`${TOOLS}.LeaderElectionCommand`, [...server, ...elect]);
        demandText('elected', seen, new RegExp(`Valid replica already elected for partitions ${topic}-0`));
      },
    },
  ];
}

function cluster({ tool, server, topics, create, produce }: Tools): Scenario[] {
  return [
    {
      name: 'kafka-metadata-quorum: replication',
      async run() {
        const seen = await tool(`${TOOLS}.MetadataQuorumCommand`, [...server, 'describe', '--replication']);
        demandText('replication', seen, /\n1\s+\S+\s+\d+\s+0\s+.*Leader/);
      },
    },
    {
      name: 'kafka-features: describe, downgrade, upgrade',
      async run() {
        const features = (...args: string[]): Promise<string> => tool(`${TOOLS}.FeatureCommand`, [...server, ...args]);
        demandText('described', await features('describe'), /metadata\.version.*FinalizedVersionLevel: 4\.1-IV1/);
        await features('downgrade', '--feature', 'transaction.version=1');
        demandText('down', await features('describe'), /transaction\.version.*FinalizedVersionLevel: 1/);
        await features('upgrade', '--feature', 'transaction.version=2');
        demandText('up', await features('describe'), /transaction\.version.*FinalizedVersionLevel: 2/);
      },
    },
    {
      name: 'kafka-cluster: id and endpoints',
      async run() {
        const command = (name: string): Promise<string> => tool(`${TOOLS}.ClusterTool`, [name, ...server]);
        demandText('id', await command('cluster-id'), /Cluster ID: \S{22}/);
        demandText('endpoints', await command('list-endpoints'), /\n1\s+127\.0\.0\.1\s+\d+\s+null\s+unfenced\s+broker/);
      },
    },
    {
      name: 'kafka-topics: describe many partitions, page by page',
      async run() {
        const topic = await create('java-pages', 30);
        const args = ['--describe', '--topic', topic, '--partition-size-limit-per-response', '7'];
        const seen = await topics(...args);
        same('partitions', seen.match(/Partition: \d+\s+Leader: 1/g)?.length, 30);
      },
    },
    {
      name: 'kafka-transactions: describe the producers of a partition',
      async run() {
        const topic = await create('java-producers');
        await produce(topic, 'one\ntwo\n');
        const args = ['describe-producers', '--topic', topic, '--partition', '0'];
        demandText('described', await tool(`${TOOLS}.TransactionsCommand`, [...server, ...args]), /\n\d+\s+0\s+/);
      },
    },
  ];
}
