import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CreateTopicsApi } from '../../../../engine/kafka/protocol/generated/create-topics.ts';
import { FetchApi } from '../../../../engine/kafka/protocol/generated/fetch.ts';
import { MetadataApi } from '../../../../engine/kafka/protocol/generated/metadata.ts';
import { ProduceApi } from '../../../../engine/kafka/protocol/generated/produce.ts';
import { BROKER_DEFAULTS } from '../../../../engine/kafka/server/broker-config.ts';
import { BrokerUnderTest } from '../../../fuzz/broker-under-test.ts';
import { until } from '../../../until.ts';
import { RawClient } from '../raw-client.ts';
import { batchOf, createTopic, fetchOf, partitionsOf, produceOf, recordsIn, topicOf } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const MB = 1024 * 1024;
/** docs/broker.md: what a connection may cost that does nothing, and what all slow readers together may. */
const IDLE_CONNECTION_BYTES = 32 * 1024;
const ALL_READERS_BYTES = 256 * MB;
const IDLE = 1_000;
const BUSY = 200;
const SLOW = 100;
const REQUESTS = 20;

const metadata = {
  topics: [],
  allowAutoTopicCreation: false,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
};

async function brokerInItsProcess(): Promise<BrokerUnderTest> {
  const broker = await BrokerUnderTest.start(temporaryFolder());
  onTestFinished(() => broker.kill());
  return broker;
}

async function connectMany(port: number, count: number): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  // Not more at once than a listener queues.
  for (let left = count; left > 0; left -= 100) {
    const batch = Array.from({ length: Math.min(left, 100) }, () => RawClient.connect(port));
    clients.push(...(await Promise.all(batch)));
  }
  onTestFinished(() => clients.forEach((client) => void client.close()));
  return clients;
}

const used = ({ heapBytes, externalBytes }: { heapBytes: number; externalBytes: number }): number =>
  heapBytes + externalBytes;

/** Writes and reads back what is its own, in order, a partition of its own. */
async function work(client: RawClient, index: number): Promise<void> {
  for (let request = 0; request < REQUESTS; request++) {
    const value = `client ${index}, request ${request}`;
    const { topics } = await client.call(ProduceApi, 9, produceOf('busy', batchOf([value]), { index }));
    expect(topics[0]!.partitions[0]).toMatchObject({ errorCode: 0, baseOffset: request });
    const fetch = fetchOf({ topic: 'busy', partitions: [index], offset: request });
    const [partition] = partitionsOf(await client.call(FetchApi, 12, fetch));
    expect(recordsIn(partition!).includes(value)).toBe(true);
  }
}

describe('many connections', { timeout: 240_000 }, () => {
  it('1,000 that are idle and 200 that are busy are served, and leave nothing behind', async () => {
    const broker = await brokerInItsProcess();
    const first = await RawClient.connect(broker.port);
    await first.call(CreateTopicsApi, 7, topicOf('busy', BUSY));
    const before = await broker.measure();
    const idle = await connectMany(broker.port, IDLE);
    await Promise.all(idle.map((client) => client.call(MetadataApi, 9, metadata)));
    const crowded = await broker.measure();
    expect(crowded.resources.TCPSocketWrap).toBe(IDLE + 1);
    expect(used(crowded) - used(before)).toBeLessThan(IDLE * IDLE_CONNECTION_BYTES);
    const busy = await connectMany(broker.port, BUSY);
    await Promise.all(busy.map(work));
    // Those that waited are still there.
    await Promise.all(idle.map((client) => client.call(MetadataApi, 9, metadata)));
    for (const client of [...idle, ...busy]) client.close();
    await until('the connections to be let go', async () => {
      const { resources } = await broker.measure();
      return resources.TCPSocketWrap === 1;
    });
    expect(broker.errors).toEqual([]);
  });

  it('slow readers cost no more than is stated, however much they ask for, and hold nobody else up', async () => {
    const broker = await brokerInItsProcess();
    const first = await RawClient.connect(broker.port);
    await createTopic(first, 'large', 8);
    const value = 'x'.repeat(900_000);
    for (let index = 0; index < 8; index++) {
      for (let count = 0; count < 4; count++) {
        await first.call(ProduceApi, 9, produceOf('large', batchOf([value]), { index }));
      }
    }
    const before = await broker.measure();
    const slow = await connectMany(broker.port, SLOW);
    const wish = fetchOf({ topic: 'large', partitions: [0, 1, 2, 3, 4, 5, 6, 7], partitionMaxBytes: 4 * MB });
    for (const client of slow) {
      client.socket.pause();
      // 100 readers ask for 20 times 28 MB each: 56 GB that nobody takes.
      for (let count = 0; count < 20; count++) client.send(FetchApi, 12, wish);
    }
    for (let round = 0; round < 50; round++) {
      const fetched = await first.call(FetchApi, 12, fetchOf({ topic: 'large', partitions: [round % 8] }));
      expect(recordsIn(partitionsOf(fetched)[0]!).length).toBeGreaterThan(value.length);
    }
    const now = await broker.measure();
    expect(now.peakRssBytes - before.rssBytes).toBeLessThan(ALL_READERS_BYTES);
    for (const client of slow) client.close();
    await until('the readers to be let go', async () => (await broker.measure()).resources.TCPSocketWrap === 1);
    expect(used(await broker.measure()) - used(before)).toBeLessThan(64 * MB);
    expect(broker.errors).toEqual([]);
  });
});

describe('max.connections', () => {
  it('refuses who comes past it with one line in the log, and takes the next once one has gone', async () => {
    const { client, lines } = await runningBroker({ config: { ...BROKER_DEFAULTS, maxConnections: 3 } });
    const clients = [await client(), await client(), await client()];
    for (const each of clients) await each.call(MetadataApi, 9, metadata);
    const refused = await client();
    expect(await refused.nextFrame()).toBeNull();
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    clients[0]!.close();
    await until('a place to be free', async () => {
      const next = await client();
      next.send(MetadataApi, 9, metadata);
      return (await next.nextFrame()) !== null;
    });
    await clients[1]!.call(MetadataApi, 9, metadata);
  });
});

describe('connections.max.idle.ms', () => {
  const config = { ...BROKER_DEFAULTS, maxIdleMs: 400 };

  it('closes who says nothing, not who goes on asking', async () => {
    const { client } = await runningBroker({ config });
    const [idle, active] = [await client(), await client()];
    const closed = once(idle.socket, 'close');
    let isOver = false;
    void closed.then(() => {
      isOver = true;
    });
    while (!isOver) {
      await active.call(MetadataApi, 9, metadata);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await active.call(MetadataApi, 9, metadata);
  });

  it('closes who takes none of the answers that it asked for', async () => {
    const { client } = await runningBroker({ config });
    const [reader, stalled] = [await client(), await client()];
    await createTopic(reader, 'large');
    const value = 'x'.repeat(900_000);
    for (let count = 0; count < 8; count++) await reader.call(ProduceApi, 9, produceOf('large', batchOf([value])));
    stalled.socket.pause();
    for (let count = 0; count < 20; count++) {
      stalled.send(FetchApi, 12, fetchOf({ topic: 'large', partitionMaxBytes: 8 * MB }));
    }
    // Long enough for the broker to lose its patience: nothing tells this side of it while it does not read.
    await new Promise((resolve) => setTimeout(resolve, 4 * config.maxIdleMs));
    stalled.socket.resume();
    let answers = 0;
    while ((await stalled.nextFrame()) !== null) answers++;
    // Those that lay in the system's buffers; the rest was given up.
    expect(answers).toBeLessThan(20);
  });
});
