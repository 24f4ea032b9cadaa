import { Admin, ProduceAcks, Producer, stringSerializers } from '@platformatic/kafka';
import { demand } from '../../test/conformance/command.ts';
import type { RunningBroker } from '../../test/conformance/suite.ts';
import { residentBytes } from '../../test/product.ts';
import { cpuSeconds } from '../load/role-usage.ts';
import type { JavaPerformance } from './java-performance.ts';
import type { LoadGenerator } from './rdkafka-performance.ts';

const PARTITIONS = 4;
const RECORD_SIZES = [100, 1024] as const;
const LATENCY_RATE = 5_000;
const CONNECTIONS = 100;
const IDLE_MS = 3_000;
const SAMPLE_MS = 100;
const SYNC_LIMIT_MS = 120_000;

export interface Volume {
  /** Records a measurement, by record size. */
  records: Readonly<Record<(typeof RECORD_SIZES)[number], number>>;
  latencySeconds: number;
}

/** Name with its unit last -> value, in the order of the table. */
export type Figures = Record<string, number>;

/** Starts a broker and takes every figure of it; the broker is gone afterwards. */
export async function measure(
  start: () => Promise<RunningBroker>,
  load: LoadGenerator,
  java: JavaPerformance,
  volume: Volume,
): Promise<Figures> {
  // What an earlier run left to be written to the disk is none of this broker's.
  await demand('sync', [], { limitMs: SYNC_LIMIT_MS });
  const startedAt = performance.now();
  const broker = await start();
  // What comes before the process is started (formatting a folder) is no part of its start.
  const beforeMs = broker.spawnedAt - startedAt;
  try {
    await firstProduce(broker.address);
    const figures: Figures = { 'start to first produce, ms': performance.now() - startedAt - beforeMs };
    await new Promise((wake) => setTimeout(wake, IDLE_MS));
    figures['memory idle, MB'] = residentBytes(broker.pid) / 1e6;
    const watch = watchMemory(broker.pid);
    for (const recordBytes of RECORD_SIZES) Object.assign(figures, await throughput(broker, load, recordBytes, volume));
    Object.assign(figures, await manyConnections(broker, load, volume));
    for (const recordBytes of RECORD_SIZES) Object.assign(figures, await byJava(broker, java, recordBytes, volume));
    Object.assign(figures, await latency(broker, load, volume));
    figures['memory under load, peak MB'] = watch.end() / 1e6;
    return figures;
  } finally {
    await broker.close();
  }
}

async function firstProduce(address: string): Promise<void> {
  const producer = new Producer({
    clientId: 'bench',
    bootstrapBrokers: [address],
    serializers: stringSerializers,
    autocreateTopics: true,
    retries: 1_000,
    retryDelay: 5,
  });
  await producer.send({ messages: [{ topic: 'bench-first', value: 'x' }], acks: ProduceAcks.ALL });
  await producer.close();
}

async function createTopic(address: string, topic: string, partitions: number): Promise<void> {
  const admin = new Admin({ clientId: 'bench', bootstrapBrokers: [address] });
  await admin.createTopics({ topics: [topic], partitions, replicas: 1 });
  await admin.close();
}

async function throughput(
  { address, pid }: RunningBroker,
  load: LoadGenerator,
  recordBytes: (typeof RECORD_SIZES)[number],
  volume: Volume,
): Promise<Figures> {
  const topic = `bench-${recordBytes}`;
  const records = volume.records[recordBytes];
  await createTopic(address, topic, PARTITIONS);
  await createTopic(address, `${topic}-tail`, PARTITIONS);
  const produce = (acks: 1 | -1, to = topic) => load.produce({ address, topic: to, records, recordBytes, acks });
  // A first run warms up both the compilers and the files.
  await load.produce({ address, topic, records: Math.ceil(records / 5), recordBytes, acks: 1 });
  const cpuBefore = cpuSeconds(pid);
  const leader = await produce(1);
  const all = await produce(-1);
  const cpuProduced = cpuSeconds(pid);
  const disk = await load.consume({ address, topic, partitions: PARTITIONS, records: 2 * records, from: 'beginning' });
  const cpuConsumed = cpuSeconds(pid);
  const following = load.consume({
    address,
    topic: `${topic}-tail`,
    partitions: PARTITIONS,
    records,
    from: 'beginning',
  });
  const [tail] = await Promise.all([following, produce(1, `${topic}-tail`)]);
  const gigabytes = (2 * records * recordBytes) / 1e9;
  const size = sizeName(recordBytes);
  return {
    [`produce ${size}, acks=1, MB/s`]: leader.megabytesPerSecond,
    [`produce ${size}, acks=all, MB/s`]: all.megabytesPerSecond,
    [`consume ${size} from disk, MB/s`]: disk.megabytesPerSecond,
    [`consume ${size} from the tail, MB/s`]: tail.megabytesPerSecond,
    [`produce ${size}, CPU s/GB`]: (cpuProduced - cpuBefore) / gigabytes,
    [`consume ${size}, CPU s/GB`]: (cpuConsumed - cpuProduced) / gigabytes,
  };
}

const sizeName = (recordBytes: (typeof RECORD_SIZES)[number]): string => (recordBytes === 100 ? '100 B' : '1 KB');

/** As many producers at once, a process and a connection each. */
async function manyConnections({ address }: RunningBroker, load: LoadGenerator, volume: Volume): Promise<Figures> {
  const topic = 'bench-connections';
  await createTopic(address, topic, PARTITIONS);
  const records = Math.ceil(volume.records[1024] / CONNECTIONS);
  const startedAt = performance.now();
  const producers = Array.from({ length: CONNECTIONS }, () =>
    load.produce({ address, topic, records, recordBytes: 1024, acks: -1 }),
  );
  await Promise.all(producers);
  const seconds = (performance.now() - startedAt) / 1000;
  const megabytes = (records * CONNECTIONS * 1024) / 1e6;
  return { [`produce 1 KB, acks=all, ${CONNECTIONS} producers, MB/s`]: megabytes / seconds };
}

/** The same with Apache Kafka's own client, its defaults. */
async function byJava(
  { address }: RunningBroker,
  java: JavaPerformance,
  recordBytes: (typeof RECORD_SIZES)[number],
  volume: Volume,
): Promise<Figures> {
  const topic = `bench-java-${recordBytes}`;
  await createTopic(address, topic, PARTITIONS);
  const wish = { address, topic, recordBytes, records: volume.records[recordBytes] };
  const size = sizeName(recordBytes);
  return {
    [`Java client, produce ${size}, acks=all, MB/s`]: await java.produce(wish),
    [`Java client, consume ${size}, MB/s`]: await java.consume(wish),
  };
}

async function latency({ address }: RunningBroker, load: LoadGenerator, volume: Volume): Promise<Figures> {
  const options = { address, recordsPerSecond: LATENCY_RATE, recordBytes: 1024 };
  await createTopic(address, 'bench-latency-warm-up', 1);
  await load.latencies({ ...options, topic: 'bench-latency-warm-up', seconds: 2 });
  await createTopic(address, 'bench-latency', 1);
  const sorted = await load.latencies({ ...options, topic: 'bench-latency', seconds: volume.latencySeconds });
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return {
    [`latency at ${LATENCY_RATE} records/s, p50 ms`]: at(0.5),
    [`latency at ${LATENCY_RATE} records/s, p99 ms`]: at(0.99),
    [`latency at ${LATENCY_RATE} records/s, p99.9 ms`]: at(0.999),
  };
}

function watchMemory(pid: number): { end(): number } {
  let peak = 0;
  const sample = (): void => {
    peak = Math.max(peak, residentBytes(pid));
  };
  const timer = setInterval(sample, SAMPLE_MS);
  return {
    end() {
      clearInterval(timer);
      sample();
      return peak;
    },
  };
}
