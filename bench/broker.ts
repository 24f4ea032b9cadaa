import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Admin, Consumer, ProduceAcks, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import { residentBytes } from '../test/product.ts';
import type { Bench } from './bench.ts';
import { endBroker, startBroker } from './peer/broker-process.ts';

const RECORD_BYTES = 200;
const STARTS = 5;
const LATENCY_SENDS = 500;
const BATCH_RECORDS = 1000;
/** Sends of the JavaScript producer that are under way at once. */
const SENDS_UNDER_WAY = 4;

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

interface Rate {
  readonly records: number;
  readonly seconds: number;
}

/** librdkafka through kcat: as many records as it takes in the time, then until all are acknowledged. */
async function produceWithKcat(port: number, topic: string, seconds: number): Promise<Rate> {
  const args = ['-b', `127.0.0.1:${port}`, '-P', '-t', topic, '-X', 'acks=all', '-X', 'linger.ms=5'];
  const child = spawn('kcat', args, { stdio: ['pipe', 'ignore', 'inherit'] });
  const block = `${'x'.repeat(RECORD_BYTES)}\n`.repeat(BATCH_RECORDS);
  const startedMs = performance.now();
  let records = 0;
  while (performance.now() - startedMs < seconds * 1000) {
    records += BATCH_RECORDS;
    if (!child.stdin.write(block)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`kcat ended with ${code}`);
  return { records, seconds: (performance.now() - startedMs) / 1000 };
}

async function consumeWithKcat(port: number, topic: string, expected: number): Promise<Rate> {
  const startedMs = performance.now();
  const child = spawn('kcat', ['-b', `127.0.0.1:${port}`, '-C', '-t', topic, '-e', '-q', '-o', 'beginning'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let records = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) records++;
  });
  await once(child, 'close');
  if (records !== expected) throw new Error(`kcat read ${records} of ${expected} records`);
  return { records, seconds: (performance.now() - startedMs) / 1000 };
}

async function produceWithPlatformatic(port: number, topic: string, seconds: number): Promise<Rate> {
  const producer = new Producer({ ...clientOf(port), serializers: stringSerializers });
  const value = 'x'.repeat(RECORD_BYTES);
  const messages = Array.from({ length: BATCH_RECORDS }, () => ({ topic, value, partition: 0 }));
  const startedMs = performance.now();
  let records = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() - startedMs < seconds * 1000) {
      await producer.send({ messages, acks: ProduceAcks.ALL });
      records += BATCH_RECORDS;
    }
  };
  await Promise.all(Array.from({ length: SENDS_UNDER_WAY }, lane));
  const took = (performance.now() - startedMs) / 1000;
  await producer.close();
  return { records, seconds: took };
}

async function consumeWithPlatformatic(port: number, topic: string, expected: number): Promise<Rate> {
  const consumer = new Consumer({ ...clientOf(port), groupId: 'bench', deserializers: stringDeserializers });
  const startedMs = performance.now();
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false });
  let records = 0;
  for await (const _ of stream) if (++records === expected) break;
  const seconds = (performance.now() - startedMs) / 1000;
  await consumer.close(true);
  return { records, seconds };
}

/** One record after another, each acknowledged with acks=all before the next. Sorted, in ms. */
async function latencies(port: number, topic: string): Promise<number[]> {
  const producer = new Producer({ ...clientOf(port), serializers: stringSerializers });
  const value = 'x'.repeat(RECORD_BYTES);
  const took: number[] = [];
  for (let count = 0; count < LATENCY_SENDS; count++) {
    const startedMs = performance.now();
    await producer.send({ messages: [{ topic, value, partition: 0 }], acks: ProduceAcks.ALL });
    took.push(performance.now() - startedMs);
  }
  await producer.close();
  return took.sort((a, b) => a - b);
}

const clientOf = (port: number) => ({ clientId: 'bench', bootstrapBrokers: [`127.0.0.1:${port}`] });

async function readyTimes(): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < STARTS; count++) {
    const dataDir = mkdtempSync(join(tmpdir(), 'weir-bench-'));
    const started = await startBroker(dataDir);
    times.push(started.readyMs);
    await endBroker(started);
    rmSync(dataDir, { recursive: true, force: true });
  }
  return times.sort((a, b) => a - b);
}

const bench: Bench = {
  name: 'broker',
  description: `the bundled broker alone: start, throughput of ${RECORD_BYTES}-byte records with acks=all, memory`,
  async run({ seconds }) {
    const ready = await readyTimes();
    const dataDir = mkdtempSync(join(tmpdir(), 'weir-bench-'));
    const broker = await startBroker(dataDir);
    try {
      const idleMb = residentBytes(broker.child.pid!) / 1e6;
      const admin = new Admin(clientOf(broker.port));
      await admin.createTopics({ topics: ['kcat', 'platformatic', 'latency'], partitions: 1, replicas: 1 });
      await admin.close();
      const share = Math.max(1, seconds / 4);
      const produced = await produceWithKcat(broker.port, 'kcat', share);
      const consumed = await consumeWithKcat(broker.port, 'kcat', produced.records);
      const sent = await produceWithPlatformatic(broker.port, 'platformatic', share);
      const received = await consumeWithPlatformatic(broker.port, 'platformatic', sent.records);
      const took = await latencies(broker.port, 'latency');
      const figures = {
        readyMedianMs: Math.round(percentile(ready, 0.5)),
        readySlowestMs: Math.round(ready.at(-1)!),
        librdkafkaProducePerSecond: rate(produced),
        librdkafkaConsumePerSecond: rate(consumed),
        platformaticProducePerSecond: rate(sent),
        platformaticConsumePerSecond: rate(received),
        acknowledgedP50Ms: round(percentile(took, 0.5)),
        acknowledgedP99Ms: round(percentile(took, 0.99)),
        idleMb: Math.round(idleMb),
        residentMb: Math.round(residentBytes(broker.child.pid!) / 1e6),
      };
      return { rows: rowsOf(figures), figures };
    } finally {
      await endBroker(broker);
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

const rate = ({ records, seconds }: Rate): number => Math.round(records / seconds);
const round = (value: number): number => Math.round(value * 100) / 100;
const megabytes = (perSecond: number): number => Math.round((perSecond * RECORD_BYTES) / 1_000_000);

function rowsOf(figures: Record<string, number>): Record<string, string | number>[] {
  const throughput = (what: string, perSecond: number) => ({
    what,
    figure: `${perSecond.toLocaleString('en')} records/s, ${megabytes(perSecond)} MB/s`,
  });
  return [
    {
      what: 'ready after spawn',
      figure: `${figures.readyMedianMs} ms median, ${figures.readySlowestMs} ms slowest of ${STARTS}`,
    },
    throughput('produce, kcat (librdkafka)', figures.librdkafkaProducePerSecond!),
    throughput('consume, kcat (librdkafka)', figures.librdkafkaConsumePerSecond!),
    throughput('produce, @platformatic/kafka', figures.platformaticProducePerSecond!),
    throughput('consume, @platformatic/kafka, in a group', figures.platformaticConsumePerSecond!),
    {
      what: 'one record acknowledged',
      figure: `${figures.acknowledgedP50Ms} ms median, ${figures.acknowledgedP99Ms} ms p99`,
    },
    { what: 'memory', figure: `${figures.idleMb} MB idle, ${figures.residentMb} MB after the load` },
  ];
}

export default bench;
