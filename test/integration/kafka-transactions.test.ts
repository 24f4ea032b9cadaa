import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runningBroker } from '../engine/kafka/running-broker.ts';
import { freePorts } from '../free-ports.ts';
import { until } from '../until.ts';
import { kcat } from './kcat.ts';
import { KilledBroker } from './killed-broker.ts';

/** Debian's own Python, which its packages are for. */
const PYTHON = '/usr/bin/python3';

const clientOf = (port: number) => ({ clientId: 'test', bootstrapBrokers: [`127.0.0.1:${port}`] });

async function createTopics(port: number, names: string[], partitions: number): Promise<void> {
  const admin = new Admin(clientOf(port));
  await admin.createTopics({ topics: names, partitions, replicas: 1 });
  await admin.close();
}

/** What a reader with read_committed finds in a topic, to its end. */
async function committed(port: number, topic: string): Promise<string[]> {
  const args = ['-C', '-e', '-q', '-t', topic, '-o', 'beginning', '-X', 'isolation.level=read_committed'];
  return (await kcat(port, args)).split('\n').filter(Boolean);
}

describe('@platformatic/kafka', () => {
  function producerOf(port: number, transactionalId: string) {
    const options = { serializers: stringSerializers, transactionalId, idempotent: true, retries: 5 };
    const producer = new Producer({ ...clientOf(port), ...options });
    onTestFinished(() => producer.close(true));
    return producer;
  }

  const messagesOf = (topic: string, values: readonly string[]) =>
    values.map((value) => ({ topic, key: value, value }));

  it('commits and aborts', async () => {
    const { broker } = await runningBroker();
    await createTopics(broker.port, ['clicks'], 3);
    const producer = producerOf(broker.port, 'pay');
    for (const round of ['kept', 'dropped', 'kept too']) {
      const transaction = await producer.beginTransaction();
      await transaction.send({ messages: messagesOf('clicks', [`${round} 1`, `${round} 2`]) });
      if (round === 'dropped') await transaction.abort();
      else await transaction.commit();
    }
    const expected = ['kept 1', 'kept 2', 'kept too 1', 'kept too 2'];
    expect((await committed(broker.port, 'clicks')).sort()).toEqual(expected);
  });

  it('consumes, transforms and produces with the offsets in the same transaction', async () => {
    const { broker } = await runningBroker();
    await createTopics(broker.port, ['in', 'out'], 1);
    await kcat(broker.port, ['-P', '-t', 'in'], Array.from({ length: 20 }, (_, i) => `${i}\n`).join(''));
    const producer = producerOf(broker.port, 'mover');
    const move = async (count: number, commits: boolean): Promise<void> => {
      const consumer = new Consumer({
        ...clientOf(broker.port),
        groupId: 'movers',
        deserializers: stringDeserializers,
      });
      const stream = await consumer.consume({
        topics: ['in'],
        mode: 'committed',
        fallbackMode: 'earliest',
        autocommit: false,
      });
      const transaction = await producer.beginTransaction();
      await transaction.addConsumer(consumer);
      let moved = 0;
      for await (const message of stream) {
        await transaction.send({ messages: messagesOf('out', [`${message.value}!`]) });
        await transaction.addOffset(message);
        if (++moved === count) break;
      }
      if (commits) await transaction.commit();
      else await transaction.abort();
      await consumer.close(true);
    };
    await move(5, true);
    await move(5, false);
    await move(15, true);
    const numbers = Array.from({ length: 20 }, (_, i) => `${i}!`);
    expect(await committed(broker.port, 'out')).toEqual(numbers);
  }, 60_000);
});

/** Runs the script beside this file; `lines` grows with what it says. */
function python(port: number, ...args: readonly string[]): { lines: string[]; ended: Promise<number | null> } {
  const script = join(import.meta.dirname, 'transactions.py');
  const child = spawn(PYTHON, ['-B', script, `127.0.0.1:${port}`, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  return { lines, ended: once(child, 'close').then(([code]) => code as number | null) };
}

const KILLS = 4;

/** Kills the broker again and again while the script works, and lets it come to its end. */
async function throughKills(broker: KilledBroker, script: ReturnType<typeof python>): Promise<void> {
  for (let kill = 1; kill <= KILLS; kill++) {
    const seen = script.lines.length;
    await until('transactions', () => script.lines.length >= seen + 8 || script.lines.includes('done'), 60_000);
    await broker.kill();
    await broker.start();
  }
  expect(await script.ended).toBe(0);
  expect(script.lines.at(-1)).toBe('done');
}

describe('confluent-kafka, through kill -9 of the broker in the middle of transactions', () => {
  async function killedBroker(topics: string[]): Promise<KilledBroker> {
    const [port] = await freePorts(1);
    const broker = new KilledBroker(port!);
    await broker.start();
    await createTopics(broker.port, topics, 2);
    return broker;
  }

  it('has each transaction in both of its topics, or in none', async () => {
    const broker = await killedBroker(['left', 'right']);
    const script = python(broker.port, 'pairs', '400');
    await throughKills(broker, script);
    const said = (what: string): string[] =>
      script.lines.filter((line) => line.startsWith(what)).map((line) => line.split(' ')[1]!);
    const [left, right] = [await committed(broker.port, 'left'), await committed(broker.port, 'right')];
    const inOrder = (values: readonly string[]) => values.toSorted((a, b) => Number(a) - Number(b));
    expect(inOrder(left)).toEqual(said('committed'));
    expect(inOrder(right)).toEqual(said('committed'));
    expect(said('committed').length + said('aborted').length).toBe(400);
  }, 180_000);

  it('moves every record once', async () => {
    const broker = await killedBroker(['in', 'out']);
    const numbers = Array.from({ length: 1_000 }, (_, i) => String(i));
    await kcat(broker.port, ['-P', '-t', 'in'], `${numbers.join('\n')}\n`);
    await throughKills(broker, python(broker.port, 'transfer', '1000'));
    const moved = await committed(broker.port, 'out');
    expect(moved.toSorted((a, b) => Number(a) - Number(b))).toEqual(numbers);
  }, 180_000);
});
