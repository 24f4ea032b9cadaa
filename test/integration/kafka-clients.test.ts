import { Admin, Consumer, ProduceAcks, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FetchApi } from '../../engine/kafka/protocol/generated/fetch.ts';
import { batchCodec } from '../../engine/kafka/records/batch.ts';
import { createTopic, fetchOf, partitionsOf, recordsIn } from '../engine/kafka/requests.ts';
import { runningBroker } from '../engine/kafka/running-broker.ts';
import { temporaryFolder } from '../engine/kafka/temporary-folder.ts';
import { until } from '../until.ts';
import { kcat, kcatMember } from './kcat.ts';

const numbers = (count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, index) => String(from + index));
const asInput = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
const linesOf = (text: string): string[] => text.split('\n').filter(Boolean);
const readAll = async (port: number, topic: string): Promise<string[]> =>
  linesOf(await kcat(port, ['-C', '-e', '-q', '-t', topic, '-o', 'beginning']));

describe('kcat', () => {
  it('lists the broker and its topics', async () => {
    const { broker, client } = await runningBroker();
    await createTopic(await client(), 'clicks', 3);
    const listing = await kcat(broker.port, ['-L']);
    expect(listing).toContain(`broker 1 at 127.0.0.1:${broker.port} (controller)`);
    expect(listing).toContain('topic "clicks" with 3 partitions');
    expect(listing).toContain('partition 2, leader 1, replicas: 1, isrs: 1');
  });

  it.each([
    ['none', 0],
    ['gzip', 1],
    ['snappy', 2],
    ['lz4', 3],
    ['zstd', 4],
  ] as const)('produces with %s to a topic made on the way, and reads it back', async (codec, code) => {
    const { broker, client } = await runningBroker();
    const lines = numbers(2000);
    await kcat(broker.port, ['-P', '-t', 'clicks', '-z', codec, '-X', 'linger.ms=100'], asInput(lines));
    expect(await readAll(broker.port, 'clicks')).toEqual(lines);
    const [partition] = partitionsOf(await (await client()).call(FetchApi, 12, fetchOf({ topic: 'clicks' })));
    expect(batchCodec(recordsIn(partition!))).toBe(code);
  });

  it('produces as an idempotent producer, without acks, and in order', async () => {
    const { broker } = await runningBroker();
    const lines = numbers(500);
    await kcat(broker.port, ['-P', '-t', 'sure', '-X', 'enable.idempotence=true'], asInput(lines));
    expect(await readAll(broker.port, 'sure')).toEqual(lines);
    await kcat(broker.port, ['-P', '-t', 'unsure', '-X', 'acks=0'], asInput(lines));
    await until('records without acks', async () => (await readAll(broker.port, 'unsure')).length === lines.length);
  });

  it('finds offsets by time', async () => {
    const { broker } = await runningBroker();
    await kcat(broker.port, ['-P', '-t', 'clicks'], asInput(numbers(10)));
    const between = Date.now() + 1;
    await until('the clock to move on', () => Date.now() > between);
    await kcat(broker.port, ['-P', '-t', 'clicks'], asInput(numbers(10)));
    expect(await kcat(broker.port, ['-Q', '-t', `clicks:0:${between}`])).toContain('clicks [0] offset 10');
    expect(await kcat(broker.port, ['-Q', '-t', 'clicks:0:-1'])).toContain('clicks [0] offset 20');
  });

  it('shares partitions in a group; when a member dies or leaves the others take over and every record is read', async () => {
    const { broker, client } = await runningBroker();
    await createTopic(await client(), 'clicks', 4);
    const produceKeyed = (values: string[]) =>
      kcat(broker.port, ['-P', '-t', 'clicks', '-K', ':'], asInput(values.map((value) => `${value}:${value}`)));
    const [first, second] = [
      kcatMember(broker.port, 'readers', 'clicks'),
      kcatMember(broker.port, 'readers', 'clicks'),
    ];
    const received = () => new Set([...first.lines(), ...second.lines()]);

    await produceKeyed(numbers(200));
    await until('the first 200', () => received().size === 200);
    await until('both members to have a share', async () => {
      await produceKeyed(numbers(200));
      return first.lines().length > 0 && second.lines().length > 0;
    });

    await second.die();
    await produceKeyed(numbers(200, 201));
    await until('the survivor to read everything', () => received().size === 400);

    await first.leave();
    const third = kcatMember(broker.port, 'readers', 'clicks');
    await produceKeyed(numbers(50, 401));
    await until('the successor to go on', () => numbers(50, 401).every((value) => third.lines().includes(value)));
    expect(third.lines().every((value) => Number(value) > 400)).toBe(true);
  }, 60_000);

  it('finds its committed offsets after a restart of the broker', async () => {
    const dataDir = temporaryFolder();
    const before = await runningBroker({ dataDir });
    await kcat(before.broker.port, ['-P', '-t', 'clicks'], asInput(numbers(100)));
    const reader = kcatMember(before.broker.port, 'readers', 'clicks');
    await until('100 records', () => reader.lines().length === 100);
    await reader.leave();
    await before.broker.close();

    const after = await runningBroker({ dataDir });
    await kcat(after.broker.port, ['-P', '-t', 'clicks'], asInput(numbers(5, 101)));
    const successor = kcatMember(after.broker.port, 'readers', 'clicks');
    await until('the new records', () => successor.lines().length >= 5);
    expect(successor.lines()).toEqual(numbers(5, 101));
    expect(await readAll(after.broker.port, 'clicks')).toEqual(numbers(105));
  }, 60_000);
});

describe('@platformatic/kafka', () => {
  const clientOf = (port: number) => ({ clientId: 'test', bootstrapBrokers: [`127.0.0.1:${port}`] });

  function adminOf(port: number): Admin {
    const admin = new Admin(clientOf(port));
    onTestFinished(() => admin.close());
    return admin;
  }

  async function produce(port: number, topic: string, values: readonly string[]): Promise<void> {
    const producer = new Producer({ ...clientOf(port), serializers: stringSerializers, idempotent: true });
    const messages = values.map((value) => ({ topic, key: value, value }));
    await producer.send({ messages, acks: ProduceAcks.ALL });
    await producer.close();
  }

  /** Reads `count` values as a member of a group, commits, and leaves. */
  async function consume(port: number, groupId: string, topic: string, count: number): Promise<string[]> {
    const consumer = new Consumer({ ...clientOf(port), groupId, deserializers: stringDeserializers });
    const stream = await consumer.consume({
      topics: [topic],
      mode: 'committed',
      fallbackMode: 'earliest',
      autocommit: false,
    });
    const values: string[] = [];
    for await (const message of stream) {
      values.push(message.value ?? '');
      await message.commit();
      if (values.length === count) break;
    }
    await consumer.close(true);
    return values;
  }

  it('creates, describes, grows and deletes topics', async () => {
    const { broker } = await runningBroker();
    const admin = adminOf(broker.port);
    await admin.createTopics({
      topics: ['clicks'],
      partitions: 2,
      replicas: 1,
      configs: [{ name: 'retention.ms', value: '60000' }],
    });
    expect(await admin.listTopics()).toEqual(['clicks']);
    await expect(admin.createTopics({ topics: ['clicks'], partitions: 2, replicas: 1 })).rejects.toThrow();
    await admin.createPartitions({ topics: [{ name: 'clicks', count: 5 }] });
    const { topics } = await admin.metadata({ topics: ['clicks'] });
    expect(topics.get('clicks')?.partitionsCount).toBe(5);
    await admin.deleteTopics({ topics: ['clicks'] });
    expect(await admin.listTopics()).toEqual([]);
  });

  it('produces, and consumes in a group that goes on where it stopped', async () => {
    const { broker } = await runningBroker();
    const admin = adminOf(broker.port);
    await admin.createTopics({ topics: ['clicks'], partitions: 3, replicas: 1 });
    await produce(broker.port, 'clicks', numbers(300));
    const first = await consume(broker.port, 'readers', 'clicks', 100);
    const second = await consume(broker.port, 'readers', 'clicks', 200);
    expect(new Set([...first, ...second]).size).toBe(300);
    const groups = await admin.describeGroups({ groups: ['readers'] });
    expect(groups.get('readers')).toMatchObject({ state: 'Empty', protocolType: 'consumer' });
    await admin.deleteGroups({ groups: ['readers'] });
    expect([...(await admin.listGroups()).keys()]).toEqual([]);
  }, 60_000);

  it('reads what kcat wrote, and the other way round', async () => {
    const { broker } = await runningBroker();
    await kcat(broker.port, ['-P', '-t', 'clicks', '-z', 'gzip'], asInput(numbers(50)));
    expect(await consume(broker.port, 'readers', 'clicks', 50)).toEqual(numbers(50));
    await produce(broker.port, 'clicks', numbers(50, 51));
    expect(await readAll(broker.port, 'clicks')).toEqual(numbers(100));
  }, 60_000);
});
