import { describe, expect, it, vi } from 'vitest';
import type { ConfigChange } from '../../../../engine/kafka/cluster/config-edit.ts';
import { TOPIC_CONFIG_NAMES } from '../../../../engine/kafka/cluster/topic-config.ts';
import { ERROR_CODES, type ErrorName } from '../../../../engine/kafka/protocol/errors.ts';
import { AlterConfigsApi } from '../../../../engine/kafka/protocol/generated/alter-configs.ts';
import {
  DescribeConfigsApi,
  type DescribeConfigsResponseConfig,
} from '../../../../engine/kafka/protocol/generated/describe-configs.ts';
import { FetchApi } from '../../../../engine/kafka/protocol/generated/fetch.ts';
import { IncrementalAlterConfigsApi } from '../../../../engine/kafka/protocol/generated/incremental-alter-configs.ts';
import { ListConfigResourcesApi } from '../../../../engine/kafka/protocol/generated/list-config-resources.ts';
import { ListGroupsApi } from '../../../../engine/kafka/protocol/generated/list-groups.ts';
import { ProduceApi } from '../../../../engine/kafka/protocol/generated/produce.ts';
import { batchCodec } from '../../../../engine/kafka/records/batch.ts';
import { CODEC } from '../../../../engine/kafka/records/compression.ts';
import { decodeRecords } from '../../../../engine/kafka/records/record.ts';
import { ConsumerMember } from '../consumer-member.ts';
import { RawClient } from '../raw-client.ts';
import { batchOf, createTopic, fetchOf, produceOf } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const TOPIC = 2;
const BROKER = 4;
const OPERATIONS = ['set', 'delete', 'append', 'subtract'];

const nameOf = (errorCode: number): ErrorName =>
  Object.entries(ERROR_CODES).find(([, code]) => code === errorCode)![0] as ErrorName;

type Change = readonly [name: string, value: string | null, operation?: ConfigChange['operation']];

/** What a test does with the configs of one resource over one connection. */
class Configs {
  readonly #connection: RawClient;
  readonly #resource: { readonly resourceType: number; readonly resourceName: string };

  constructor(connection: RawClient, resourceType: number, resourceName: string) {
    this.#connection = connection;
    this.#resource = { resourceType, resourceName };
  }

  async change(changes: readonly Change[], { validateOnly = false, times = 1 } = {}): Promise<ErrorName[]> {
    const configs = changes.map(([name, value, operation = 'set']) => ({
      name,
      value,
      configOperation: OPERATIONS.indexOf(operation),
    }));
    const resources = Array.from({ length: times }, () => ({ ...this.#resource, configs }));
    const request = { resources, validateOnly };
    const { responses } = await this.#connection.call(IncrementalAlterConfigsApi, 1, request);
    return responses.map(({ errorCode }) => nameOf(errorCode));
  }

  async replace(values: Record<string, string | null>, version = 2): Promise<ErrorName> {
    const configs = Object.entries(values).map(([name, value]) => ({ name, value }));
    const request = { resources: [{ ...this.#resource, configs }], validateOnly: false };
    const { responses } = await this.#connection.call(AlterConfigsApi, version, request);
    return nameOf(responses[0]!.errorCode);
  }

  async describe(names: string[] | null = null, version = 4) {
    const request = {
      resources: [{ ...this.#resource, configurationKeys: names }],
      includeSynonyms: true,
      includeDocumentation: true,
    };
    const { results } = await this.#connection.call(DescribeConfigsApi, version, request);
    return results[0]!;
  }

  async one(name: string): Promise<DescribeConfigsResponseConfig> {
    const { configs } = await this.describe([name]);
    expect(configs.map((config) => config.name)).toEqual([name]);
    return configs[0]!;
  }
}

async function withTopic(options = {}) {
  const running = await runningBroker(options);
  const connection = await running.client();
  await createTopic(connection, 'clicks');
  const of = (type: number, name: string) => new Configs(connection, type, name);
  return {
    running: running.broker,
    connection,
    topic: of(TOPIC, 'clicks'),
    broker: of(BROKER, '1'),
    all: of(BROKER, ''),
    of,
  };
}

describe('configs of a topic', () => {
  it('are told with where they come from, the broker default by its own name', async () => {
    const { topic } = await withTopic();
    expect(await topic.change([['cleanup.policy', 'compact']])).toEqual(['NONE']);
    expect(await topic.one('cleanup.policy')).toMatchObject({
      value: 'compact',
      configSource: 1,
      configType: 7,
      readOnly: false,
      synonyms: [
        { name: 'cleanup.policy', value: 'compact', source: 1 },
        { name: 'log.cleanup.policy', value: 'delete', source: 5 },
      ],
    });
    expect(await topic.change([['cleanup.policy', null, 'delete']])).toEqual(['NONE']);
    expect(await topic.one('cleanup.policy')).toMatchObject({ value: 'delete', configSource: 5 });
  });

  it('can be appended to and subtracted from where they are lists', async () => {
    const { topic } = await withTopic();
    await topic.change([['cleanup.policy', 'compact', 'append']]);
    expect((await topic.one('cleanup.policy')).value).toBe('delete,compact');
    await topic.change([['cleanup.policy', 'delete', 'subtract']]);
    expect((await topic.one('cleanup.policy')).value).toBe('compact');
  });

  it('are all described where no names, or an empty list of them, are sent', async () => {
    const { topic } = await withTopic();
    const all = (await topic.describe(null)).configs.map(({ name }) => name);
    expect(all).toEqual(TOPIC_CONFIG_NAMES);
    expect((await topic.describe([])).configs.map(({ name }) => name)).toEqual(all);
    expect((await topic.describe(['retention.ms', 'nope'])).configs.map(({ name }) => name)).toEqual(['retention.ms']);
  });

  it('stay as they were where a change is only validated, refused in part, or named twice', async () => {
    const { topic } = await withTopic();
    expect(await topic.change([['retention.ms', '5']], { validateOnly: true })).toEqual(['NONE']);
    const refused = await topic.change([
      ['retention.ms', '5'],
      ['segment.ms', 'soon'],
    ]);
    expect(refused).toEqual(['INVALID_CONFIG']);
    expect(await topic.change([['retention.ms', '5']], { times: 2 })).toEqual(['INVALID_REQUEST', 'INVALID_REQUEST']);
    expect(await topic.one('retention.ms')).toMatchObject({ value: '604800000', configSource: 5 });
  });

  it('are replaced as a whole by AlterConfigs, in every version', async () => {
    const { topic } = await withTopic();
    await topic.change([['segment.ms', '60000']]);
    for (const version of [0, 1, 2]) {
      const value = String(1000 + version);
      expect(await topic.replace({ 'retention.ms': value }, version)).toBe('NONE');
      expect(await topic.one('retention.ms')).toMatchObject({ value, configSource: 1 });
      expect(await topic.one('segment.ms')).toMatchObject({ configSource: 5 });
    }
    expect(await topic.replace({ 'retention.ms': 'soon' })).toBe('INVALID_CONFIG');
    expect(await topic.replace({ 'retention.ms': null })).toBe('INVALID_REQUEST');
  });

  it.each([
    ['a value that is no number', ['retention.ms', 'soon'], 'INVALID_CONFIG'],
    ['a value that would be ignored', ['preallocate', 'true'], 'INVALID_CONFIG'],
    ['a name that there is not', ['retention.hours', '1'], 'INVALID_CONFIG'],
    ['no value', ['retention.ms', null], 'INVALID_REQUEST'],
  ] as const)('refuse %s', async (_, change, code) => {
    const { topic } = await withTopic();
    expect(await topic.change([change])).toEqual([code]);
  });

  it('belong to a topic that there is, and to no other kind of resource', async () => {
    const { of } = await withTopic();
    expect(await of(TOPIC, 'gone').change([['retention.ms', '1']])).toEqual(['UNKNOWN_TOPIC_OR_PARTITION']);
    expect(await of(99, 'clicks').change([['retention.ms', '1']])).toEqual(['INVALID_REQUEST']);
    const refusals = await Promise.all([of(TOPIC, 'gone'), of(TOPIC, 'a/b'), of(99, 'x')].map((one) => one.describe()));
    expect(refusals.map(({ errorCode }) => nameOf(errorCode))).toEqual([
      'UNKNOWN_TOPIC_OR_PARTITION',
      'INVALID_TOPIC_EXCEPTION',
      'INVALID_REQUEST',
    ]);
  });
});

describe('ListConfigResources', () => {
  it('names what has configs, by type; loggers and client metrics there are none', async () => {
    const { connection } = await withTopic();
    const listed = async (resourceTypes: number[], version = 1) => {
      const answer = await connection.call(ListConfigResourcesApi, version, { resourceTypes });
      return answer.errorCode === 0 ? answer.configResources : nameOf(answer.errorCode);
    };
    const [clicks, one] = [
      { resourceName: 'clicks', resourceType: TOPIC },
      { resourceName: '1', resourceType: BROKER },
    ];
    expect(await listed([])).toEqual(expect.arrayContaining([clicks, one]));
    expect(await listed([BROKER, BROKER])).toEqual([one]);
    expect(await listed([8, 16])).toEqual([]);
    expect(await listed([], 0)).toEqual([]);
    expect(await listed([99])).toBe('UNSUPPORTED_VERSION');
  });
});

describe('configs of a broker', () => {
  it('are told by the names that Kafka gives them, what is fixed at the start as read-only', async () => {
    const { broker, running } = await withTopic({ config: { defaultPartitions: 3 } });
    expect(await broker.one('num.partitions')).toMatchObject({ value: '3', readOnly: true, configSource: 4 });
    expect(await broker.one('log.retention.hours')).toMatchObject({ value: '168', readOnly: true, configSource: 5 });
    expect(await broker.one('log.retention.ms')).toMatchObject({ value: null, readOnly: false, synonyms: [] });
    expect(await broker.one('node.id')).toMatchObject({ value: '1' });
    expect((await broker.one('advertised.listeners')).value).toContain(`:${running.port}`);
    expect((await broker.one('log.dirs')).documentation).not.toBe('');
  });

  it('reach every topic that sets nothing of its own: one broker before all, all before the default', async () => {
    const { all, broker, topic } = await withTopic();
    expect(await all.change([['log.retention.ms', '500000']])).toEqual(['NONE']);
    expect(await broker.change([['log.retention.ms', '400000']])).toEqual(['NONE']);
    expect(await topic.one('retention.ms')).toMatchObject({
      value: '400000',
      configSource: 2,
      synonyms: [
        { name: 'log.retention.ms', value: '400000', source: 2 },
        { name: 'log.retention.ms', value: '500000', source: 3 },
        { name: 'log.retention.hours', value: '168', source: 5 },
      ],
    });
    expect(await broker.one('log.retention.ms')).toMatchObject({ value: '400000', configSource: 2 });
    expect((await all.describe()).configs).toMatchObject([{ name: 'log.retention.ms', value: '500000' }]);
    await broker.change([['log.retention.ms', null, 'delete']]);
    expect(await topic.one('retention.ms')).toMatchObject({ value: '500000', configSource: 3 });
    await topic.change([['retention.ms', '7']]);
    expect(await topic.one('retention.ms')).toMatchObject({ value: '7', configSource: 1 });
  });

  it('act at once on topics that exist: message.max.bytes, min.insync.replicas', async () => {
    const { all, connection } = await withTopic();
    const produced = async () => {
      const { topics } = await connection.call(ProduceApi, 9, produceOf('clicks', batchOf(['x'.repeat(500)])));
      return nameOf(topics[0]!.partitions[0]!.errorCode);
    };
    expect(await produced()).toBe('NONE');
    await all.change([['message.max.bytes', '300']]);
    expect(await produced()).toBe('MESSAGE_TOO_LARGE');
    await all.change([
      ['message.max.bytes', null, 'delete'],
      ['min.insync.replicas', '2'],
    ]);
    expect(await produced()).toBe('NOT_ENOUGH_REPLICAS');
    await all.replace({});
    expect(await produced()).toBe('NONE');
  });

  it('keep batches in the codec that they say, for one topic or for all', async () => {
    const { all, topic, connection } = await withTopic();
    const kept = async () => {
      const produced = await connection.call(ProduceApi, 9, produceOf('clicks', batchOf(['x'.repeat(500)])));
      const offset = produced.topics[0]!.partitions[0]!.baseOffset;
      const { topics } = await connection.call(FetchApi, 12, fetchOf({ topic: 'clicks', offset }));
      const records = topics[0]!.partitions[0]!.records as Buffer;
      return { codec: batchCodec(records), values: [...decodeRecords(records)].map(({ value }) => value?.toString()) };
    };
    expect((await kept()).codec).toBe(CODEC.none);
    await all.change([['compression.type', 'zstd']]);
    expect(await kept()).toEqual({ codec: CODEC.zstd, values: ['x'.repeat(500)] });
    await topic.change([['compression.type', 'lz4']]);
    expect(await kept()).toEqual({ codec: CODEC.lz4, values: ['x'.repeat(500)] });
  });

  it('are there again after a restart', async () => {
    const dataDir = temporaryFolder();
    const first = await withTopic({ dataDir });
    await first.all.change([['log.retention.ms', '500000']]);
    await first.broker.change([['log.segment.bytes', '4096']]);
    await first.running.close();
    const { client } = await runningBroker({ dataDir });
    const topic = new Configs(await client(), TOPIC, 'clicks');
    expect(await topic.one('retention.ms')).toMatchObject({ value: '500000', configSource: 3 });
    expect(await topic.one('segment.bytes')).toMatchObject({ value: '4096', configSource: 2 });
  });

  it('can be given at the start, in coarser units too', async () => {
    const { topic, broker } = await withTopic({
      config: { properties: { 'log.retention.hours': '2', 'log.cleanup.policy': 'compact' } },
    });
    expect((await topic.one('retention.ms')).value).toBe('7200000');
    expect(await topic.one('cleanup.policy')).toMatchObject({ value: 'compact', configSource: 4 });
    expect(await broker.one('log.retention.hours')).toMatchObject({ value: '2', configSource: 4 });
  });

  it.each([
    ['nope', '1'],
    ['log.retention.ms', 'soon'],
    // Has a field of its own.
    ['num.partitions', '3'],
  ])('keep a broker from starting with %s=%s', async (name, value) => {
    await expect(runningBroker({ config: { properties: { [name]: value } } })).rejects.toThrow(name);
  });

  it('bound how many connections there are, of all and from one address', async () => {
    const { all, broker: own, running } = await withTopic();
    await all.change([['max.connections.per.ip', '1']]);
    const refused = await RawClient.connect(running.port);
    expect(await refused.nextFrame()).toBeNull();
    await all.replace({});
    const taken = await RawClient.connect(running.port);
    expect(await new Configs(taken, BROKER, '1').one('node.id')).toMatchObject({ value: '1' });
    taken.close();
    await own.change([['max.connections', '1']]);
    const dropped = await RawClient.connect(running.port);
    expect(await dropped.nextFrame()).toBeNull();
  });

  it.each([
    ['what is fixed at the start', '1', ['num.partitions', '3'], 'INVALID_REQUEST'],
    ['a value that is no number', '', ['log.retention.ms', 'soon'], 'INVALID_REQUEST'],
    ['another broker', '2', ['log.retention.ms', '1'], 'INVALID_REQUEST'],
  ] as const)('refuse %s', async (_, name, change, code) => {
    const { of } = await withTopic();
    expect(await of(BROKER, name).change([change])).toEqual([code]);
  });

  it('that are none of the broker are kept, and told without their value, as in Kafka', async () => {
    const { all, broker: own } = await withTopic();
    expect(await own.change([['sasl.kerberos.min.time.before.relogin', '58000']])).toEqual(['NONE']);
    const kept = await own.one('sasl.kerberos.min.time.before.relogin');
    expect(kept).toMatchObject({ value: null, isSensitive: true, readOnly: false, configType: 0, configSource: 2 });
    expect(await own.replace({})).toBe('NONE');
    const names = async (of: Configs) => (await of.describe()).configs.map(({ name }) => name);
    for (const of of [own, all]) expect(await names(of)).not.toContain('sasl.kerberos.min.time.before.relogin');
  });

  it('are those of this broker', async () => {
    const { of } = await withTopic();
    for (const name of ['2', 'me']) {
      expect(nameOf((await of(BROKER, name).describe()).errorCode)).toBe('INVALID_REQUEST');
    }
  });
});

describe('configs of a group', () => {
  const GROUP = 32;
  /** Bounds wide enough for a test that waits for a session to run out. */
  const properties = {
    'group.consumer.min.session.timeout.ms': '100',
    'group.consumer.min.heartbeat.interval.ms': '50',
  };

  it('are told with the default of the broker, for a group that is not there too, and forgotten when nothing is set', async () => {
    const { of, connection } = await withTopic();
    const group = of(GROUP, 'g');
    expect(await group.one('consumer.session.timeout.ms')).toMatchObject({
      value: '45000',
      configSource: 5,
      synonyms: [{ name: 'group.consumer.session.timeout.ms', value: '45000', source: 5 }],
    });
    expect(await group.change([['consumer.session.timeout.ms', '50000']])).toEqual(['NONE']);
    expect(await group.one('consumer.session.timeout.ms')).toMatchObject({ value: '50000', configSource: 8 });
    const named = async () =>
      (await connection.call(ListConfigResourcesApi, 1, { resourceTypes: [GROUP] })).configResources;
    expect(await named()).toEqual([{ resourceName: 'g', resourceType: GROUP }]);
    expect(await group.replace({})).toBe('NONE');
    expect(await named()).toEqual([]);
  });

  it.each<[string, Change]>([
    ['below the bound of the broker', ['consumer.session.timeout.ms', '44999']],
    ['above the bound of the broker', ['consumer.heartbeat.interval.ms', '15001']],
    ['that is no number', ['consumer.session.timeout.ms', 'long']],
    ['of a config that there is not', ['share.session.timeout.ms', '45000']],
  ])('take no value %s', async (_, change) => {
    const { of } = await withTopic();
    expect(await of(GROUP, 'g').change([change])).toEqual(['INVALID_CONFIG']);
  });

  it('are of groups with a name, whose heartbeats come before the session ends', async () => {
    const { of } = await withTopic({ config: { properties } });
    expect(await of(GROUP, '').change([['consumer.session.timeout.ms', '50000']])).toEqual(['INVALID_REQUEST']);
    expect(nameOf((await of(GROUP, '').describe()).errorCode)).toBe('INVALID_REQUEST');
    const both: Change[] = [
      ['consumer.session.timeout.ms', '200'],
      ['consumer.heartbeat.interval.ms', '200'],
    ];
    expect(await of(GROUP, 'g').change(both)).toEqual(['INVALID_CONFIG']);
  });

  it('act on members at once, and are there after a restart', async () => {
    const dataDir = temporaryFolder();
    const { running, of, connection } = await withTopic({ dataDir, config: { properties } });
    await of(GROUP, 'g').change([
      ['consumer.session.timeout.ms', '300'],
      ['consumer.heartbeat.interval.ms', '60'],
    ]);
    await running.close();
    connection.close();

    const again = await (await runningBroker({ dataDir, config: { properties } })).client();
    const member = new ConsumerMember(again, 'm');
    const join = { memberEpoch: 0, rebalanceTimeoutMs: 1_000, topicPartitions: [], subscribedTopicNames: ['clicks'] };
    expect((await member.send(join)).heartbeatIntervalMs).toBe(60);
    const states = async () =>
      (await again.call(ListGroupsApi, 5, { statesFilter: [], typesFilter: [] })).groups.map((each) => each.groupState);
    expect(await states()).toEqual(['Stable']);
    await vi.waitFor(async () => expect(await states()).toEqual(['Empty']), { timeout: 5_000 });
  });

  it('keep a broker from starting where its own make no sense together', async () => {
    const config = { properties: { ...properties, 'group.consumer.session.timeout.ms': '4000' } };
    await expect(runningBroker({ config })).rejects.toThrow('consumer.heartbeat.interval.ms');
  });
});
