import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBroker } from '../../../engine/kafka/broker.ts';
import { silentLog } from '../../../engine/kafka/log-sink.ts';
import { ERROR_CODES } from '../../../engine/kafka/protocol/errors.ts';
import { FetchApi } from '../../../engine/kafka/protocol/generated/fetch.ts';
import { JoinGroupApi } from '../../../engine/kafka/protocol/generated/join-group.ts';
import { MetadataApi } from '../../../engine/kafka/protocol/generated/metadata.ts';
import { ProduceApi } from '../../../engine/kafka/protocol/generated/produce.ts';
import { RawClient } from './raw-client.ts';
import { batchOf, createTopic, fetchOf, partitionsOf, produceOf } from './requests.ts';
import { runningBroker } from './running-broker.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function brokerProcess(dataDir: string): Promise<{ child: ChildProcess; port: number }> {
  const program = join(import.meta.dirname, 'broker-process.ts');
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout!, 'data');
  return { child, port: Number(String(line)) };
}

const metadataOf = (topic: string) => ({
  topics: [{ topicId: 'AAAAAAAAAAAAAAAAAAAAAA', name: topic }],
  allowAutoTopicCreation: false,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
});

const joinOf = (groupId: string) => ({
  groupId,
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 60_000,
  memberId: '',
  groupInstanceId: null,
  protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: Buffer.alloc(0) }],
  reason: null,
});

describe('a broker', () => {
  it('does not share its folder, and gives it back when it closes', async () => {
    const dataDir = temporaryFolder();
    const { broker } = await runningBroker({ dataDir });
    const second = startBroker({ dataDir, host: '127.0.0.1', port: 0, log: silentLog });
    await expect(second).rejects.toMatchObject({ code: 'FOLDER_IN_USE', message: expect.stringContaining(dataDir) });
    await broker.close();
    await runningBroker({ dataDir });
  });

  it('names the port that is taken, and leaves the folder free', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const dataDir = temporaryFolder();
    await expect(startBroker({ dataDir, host: '127.0.0.1', port, log: silentLog })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: expect.stringContaining(String(port)),
    });
    await runningBroker({ dataDir });
  });

  it('leaves the marker of an orderly end, and keeps topic ids and the cluster id', async () => {
    const dataDir = temporaryFolder();
    const first = await runningBroker({ dataDir });
    const connection = await first.client();
    const topicId = await createTopic(connection, 'clicks');
    const before = await connection.call(MetadataApi, 12, metadataOf('clicks'));
    await first.broker.close();
    expect(existsSync(join(dataDir, '.kafka_cleanshutdown'))).toBe(true);
    const second = await runningBroker({ dataDir });
    const after = await (await second.client()).call(MetadataApi, 12, metadataOf('clicks'));
    expect(after.clusterId).toBe(before.clusterId);
    expect(after.topics[0]).toMatchObject({ topicId, partitions: [{ leaderEpoch: 1 }] });
  });

  it('closes at once though members wait for their group and consumers for records', async () => {
    const { broker, client } = await runningBroker();
    const [member, reader] = [await client(), await client()];
    await createTopic(reader, 'clicks');
    const join = member.send(JoinGroupApi, 3, joinOf('readers'));
    const fetch = reader.send(FetchApi, 12, fetchOf({ topic: 'clicks', maxWaitMs: 60_000 }));
    // Both have arrived once a later request, from another connection, is answered.
    await (await client()).call(MetadataApi, 12, metadataOf('clicks'));
    const startedMs = performance.now();
    await broker.close();
    expect(performance.now() - startedMs).toBeLessThan(1400);
    expect(await member.receive(JoinGroupApi, 3, join)).toMatchObject({
      errorCode: ERROR_CODES.COORDINATOR_NOT_AVAILABLE,
    });
    expect(partitionsOf(await reader.receive(FetchApi, 12, fetch))).toHaveLength(1);
  });

  it('tells each client the address that it came in by where it listens on all', async () => {
    const { client } = await runningBroker({ host: '0.0.0.0' });
    const { brokers } = await (await client()).call(MetadataApi, 12, metadataOf('clicks'));
    expect(brokers).toMatchObject([{ host: '127.0.0.1' }]);
  });

  it('keeps everything it acknowledged through kill -9 under load, in order and once', async () => {
    const dataDir = temporaryFolder();
    const { child, port } = await brokerProcess(dataDir);
    const connection = await RawClient.connect(port);
    await createTopic(connection, 'clicks');
    let acknowledged = 0;
    const sent: number[] = [];
    for (let index = 0; index < 3000; index++) {
      sent.push(connection.send(ProduceApi, 9, produceOf('clicks', batchOf([`value ${index}`]))));
    }
    for (const id of sent) {
      await connection.receive(ProduceApi, 9, id);
      acknowledged++;
      if (acknowledged === 1000) break;
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    // What was answered before the end still counts.
    for (const id of sent.slice(acknowledged)) {
      const answer = await connection.receive(ProduceApi, 9, id).catch(() => null);
      if (answer === null) break;
      acknowledged++;
    }
    const { client } = await runningBroker({ dataDir });
    const reader = await client();
    const [partition] = partitionsOf(await reader.call(FetchApi, 12, fetchOf({ topic: 'clicks' })));
    expect(partition!.highWatermark).toBeGreaterThanOrEqual(acknowledged);
    const values = Array.from(String(partition!.records).matchAll(/value (\d+)/g), (match) => Number(match[1]));
    expect(values).toEqual(values.map((_, index) => index));
    expect(values.length).toBe(partition!.highWatermark);
  });
});
