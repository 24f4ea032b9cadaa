import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type EmbeddedBrokerOptions, startBroker } from '../../../engine/kafka/embedded.ts';
import { FetchApi } from '../../../engine/kafka/protocol/generated/fetch.ts';
import { MetadataApi } from '../../../engine/kafka/protocol/generated/metadata.ts';
import { ProduceApi } from '../../../engine/kafka/protocol/generated/produce.ts';
import { RawClient } from './raw-client.ts';
import { batchOf, fetchOf, partitionsOf, produceOf, recordsIn } from './requests.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ALL = {
  topics: null,
  allowAutoTopicCreation: false,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
};

async function topicsOf(port: number): Promise<Record<string, number>> {
  const client = await RawClient.connect(port);
  const { topics } = await client.call(MetadataApi, 12, ALL);
  client.close();
  const own = topics.filter(({ isInternal }) => !isInternal);
  return Object.fromEntries(own.map(({ name, partitions }) => [name ?? '', partitions.length]));
}

describe('a broker within a process', () => {
  it('takes any free port, has its topics at once, and leaves nothing behind', async () => {
    await using broker = await startBroker({ topics: ['clicks', { name: 'views', partitions: 4 }] });
    expect(broker.brokers).toBe(`127.0.0.1:${broker.port}`);
    expect(await topicsOf(broker.port)).toEqual({ clicks: 1, views: 4 });
    expect(existsSync(broker.dataDir)).toBe(true);
    await broker.close();
    expect(existsSync(broker.dataDir)).toBe(false);
  });

  it('runs beside others in one process, each with records of its own', async () => {
    await using first = await startBroker({ topics: ['one'] });
    await using second = await startBroker({ topics: ['two'] });
    expect(await topicsOf(first.port)).toEqual({ one: 1 });
    expect(await topicsOf(second.port)).toEqual({ two: 1 });
  });

  it('keeps a folder that it is given, with what is in it', async () => {
    const dataDir = temporaryFolder();
    const first = await startBroker({ dataDir, topics: ['kept'] });
    const writer = await RawClient.connect(first.port);
    await writer.call(ProduceApi, 9, produceOf('kept', batchOf(['a record'])));
    writer.close();
    await first.close();
    await using second = await startBroker({ dataDir, topics: ['kept', 'new'] });
    expect(await topicsOf(second.port)).toEqual({ kept: 1, new: 1 });
    const reader = await RawClient.connect(second.port);
    const [partition] = partitionsOf(await reader.call(FetchApi, 12, fetchOf({ topic: 'kept' })));
    expect(recordsIn(partition!).includes('a record')).toBe(true);
    reader.close();
  });

  it('takes configs by their names in Kafka', async () => {
    await using broker = await startBroker({
      configs: { 'num.partitions': '5', 'auto.create.topics.enable': 'true', 'log.retention.ms': '60000' },
    });
    const client = await RawClient.connect(broker.port);
    const topics = [{ name: 'made', topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }];
    const made = await client.call(MetadataApi, 12, { ...ALL, topics, allowAutoTopicCreation: true });
    expect(made.topics[0]?.partitions).toHaveLength(5);
    client.close();
  });

  it.each<[string, EmbeddedBrokerOptions]>([
    ['an unknown config', { configs: { 'no.such.config': '1' } }],
    ['a config that is no number', { configs: { 'num.partitions': 'many' } }],
    ['a config that is no boolean', { configs: { 'auto.create.topics.enable': 'maybe' } }],
    ['a topic that cannot be', { topics: ['not a name'] }],
    ['a folder and memory', { dataDir: '/nowhere', inMemory: true }],
    ['neither', { inMemory: false }],
  ])('refuses %s', async (_, options) => {
    await expect(startBroker(options)).rejects.toThrow();
  });
});
