import { describe, expect, it } from 'vitest';
import { ApiVersionsApi } from '../../../../engine/kafka/protocol/generated/api-versions.ts';
import { FetchApi } from '../../../../engine/kafka/protocol/generated/fetch.ts';
import { MetadataApi } from '../../../../engine/kafka/protocol/generated/metadata.ts';
import { ProduceApi } from '../../../../engine/kafka/protocol/generated/produce.ts';
import { Reader } from '../../../../engine/kafka/protocol/reader.ts';
import { frameOf } from '../raw-client.ts';
import { batchOf, createTopic, fetchOf, produceOf } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';

const allTopics = {
  topics: null,
  allowAutoTopicCreation: false,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
};
const software = { clientSoftwareName: 'test', clientSoftwareVersion: '1' };
const metadataFrame = (correlationId: number) => frameOf(MetadataApi, 12, correlationId, allTopics);

/** Frames that no client in its right mind sends. */
const BROKEN: [string, Buffer][] = [
  ['a frame of negative length', Buffer.from('ffffffff', 'hex')],
  ['a frame past socket.request.max.bytes', Buffer.from('7fffffff', 'hex')],
  ['an empty frame', Buffer.from('00000000', 'hex')],
  ['a frame shorter than a header', Buffer.from('000000020003', 'hex')],
  ['an API that nobody knows', Buffer.from('0000000a 7530 0000 00000001 ffff'.replaceAll(' ', ''), 'hex')],
  ['a version that is not served', Buffer.from('0000000a 0003 0063 00000001 ffff'.replaceAll(' ', ''), 'hex')],
  ['a body that ends early', Buffer.from('0000000e 0003 0001 00000001 ffff 00000005'.replaceAll(' ', ''), 'hex')],
  ['a list longer than the frame', Buffer.from('0000000e 0003 0001 00000001 ffff 7fffffff'.replaceAll(' ', ''), 'hex')],
  ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
];

describe('a connection', () => {
  it.each(BROKEN)('ends on %s, with one line in the log and no other connection disturbed', async (_, bytes) => {
    const { client, lines } = await runningBroker();
    const bystander = await client();
    const offender = await client();
    offender.socket.write(bytes);
    expect(await offender.nextFrame()).toBeNull();
    expect(lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([
      expect.objectContaining({
        message: 'closed a connection',
        fields: expect.objectContaining({ reason: expect.any(String) }),
      }),
    ]);
    expect(await bystander.call(MetadataApi, 12, allTopics)).toMatchObject({ brokers: [{ host: '127.0.0.1' }] });
  });

  it('answers in the order of the requests, however they arrive', async () => {
    const { client } = await runningBroker();
    const connection = await client();
    const stream = Buffer.concat(Array.from({ length: 50 }, (_, index) => metadataFrame(index)));
    for (let at = 0; at < stream.length; at += 13) connection.socket.write(stream.subarray(at, at + 13));
    for (let index = 0; index < 50; index++) {
      expect((await connection.nextFrame())!.readInt32BE(0)).toBe(index);
    }
  });

  it('lets produce requests overlap and still answers them in order', async () => {
    const { client } = await runningBroker();
    const connection = await client();
    await createTopic(connection, 'clicks');
    const ids = Array.from({ length: 200 }, (_, index) =>
      connection.send(ProduceApi, 9, produceOf('clicks', batchOf([`value ${index}`]))),
    );
    for (const [offset, id] of ids.entries()) {
      const response = await connection.receive(ProduceApi, 9, id);
      expect(response.topics[0]!.partitions[0]).toMatchObject({ errorCode: 0, baseOffset: offset });
    }
  });

  it('keeps later requests waiting behind a long poll, as Kafka does', async () => {
    const { client } = await runningBroker();
    const connection = await client();
    await createTopic(connection, 'clicks');
    const fetch = connection.send(FetchApi, 12, fetchOf({ topic: 'clicks', maxWaitMs: 300 }));
    const metadata = connection.send(MetadataApi, 12, allTopics);
    await connection.receive(FetchApi, 12, fetch);
    await connection.receive(MetadataApi, 12, metadata);
  });

  it('does not read without end from a client that takes no answers', async () => {
    const { client } = await runningBroker();
    const connection = await client();
    await createTopic(connection, 'clicks');
    const value = 'x'.repeat(900_000);
    await connection.call(ProduceApi, 9, produceOf('clicks', batchOf([value])));
    connection.socket.pause();
    const requests = 200;
    const ids = Array.from({ length: requests }, () => connection.send(FetchApi, 12, fetchOf({ topic: 'clicks' })));
    const bystander = await client();
    await bystander.call(MetadataApi, 12, allTopics);
    // 180 MB of answers are asked for; what is held for this client stays near the bound of 4 MB.
    expect(process.memoryUsage().external).toBeLessThan(150 * 1024 * 1024);
    connection.socket.resume();
    for (const id of ids) {
      const response = await connection.receive(FetchApi, 12, id);
      expect(response.topics[0]!.partitions[0]!.records!.length).toBeGreaterThan(900_000);
    }
  });

  it('learns what is served in a version that both sides know (KIP-511)', async () => {
    const { client } = await runningBroker();
    const connection = await client();
    connection.socket.write(Buffer.from('0000000a 0012 0063 00000001 ffff'.replaceAll(' ', ''), 'hex'));
    const frame = (await connection.nextFrame())!;
    const response = ApiVersionsApi.decodeResponse(new Reader(frame.subarray(4)), 0);
    expect(response.errorCode).toBe(35);
    expect(response.apiKeys).toContainEqual({ apiKey: 18, minVersion: 0, maxVersion: 4 });
    // The connection lives on.
    expect(await connection.call(ApiVersionsApi, 3, software)).toMatchObject({ errorCode: 0 });
  });
});

describe('ApiVersions', () => {
  it('names Produce from version 0, for the sake of old librdkafka, and nothing that is not served', async () => {
    const { client } = await runningBroker();
    const { apiKeys } = await (await client()).call(ApiVersionsApi, 4, software);
    expect(apiKeys).toContainEqual({ apiKey: 0, minVersion: 0, maxVersion: 13 });
    expect(apiKeys).toContainEqual({ apiKey: 26, minVersion: 0, maxVersion: 5 });
    expect(apiKeys.map(({ apiKey }) => apiKey)).not.toContain(76);
    expect(apiKeys.every(({ minVersion, maxVersion }) => minVersion <= maxVersion)).toBe(true);
  });
});
