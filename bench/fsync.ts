import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Admin, ProduceAcks, Producer, stringSerializers } from '@platformatic/kafka';
import type { Bench, BenchResult } from './bench.ts';
import { endBroker, startBroker } from './peer/broker-process.ts';

const MODES = ['never', '1000', 'always'] as const;
const RECORD_BYTES = 1024;
const PARTITIONS = 4;
/** Producers that wait for each acknowledgement, one record after another. */
const LANES = [1, 64] as const;
const FULL_SECONDS = 60;

export default {
  name: 'fsync',
  description: `what each WEIR_KAFKA_FSYNC costs: producers with acks=all that send one record of ${RECORD_BYTES} bytes after another`,
  async run({ seconds }): Promise<BenchResult> {
    const laneSeconds = Math.max(2, (10 * seconds) / FULL_SECONDS);
    const rows: BenchResult['rows'] = [];
    const figures: Record<string, number> = {};
    for (const mode of MODES) {
      for (const lanes of LANES) {
        const sorted = await acknowledgements(mode, lanes, laneSeconds);
        const rate = Math.round(sorted.length / laneSeconds);
        const [p50, p99] = [0.5, 0.99].map((share) => round(sorted[Math.floor(sorted.length * share)]!));
        rows.push({
          WEIR_KAFKA_FSYNC: mode,
          producers: lanes,
          'records/s': rate,
          'p50 ms': p50!,
          'p99 ms': p99!,
        });
        Object.assign(figures, { [`${mode}, ${lanes} producers, records/s`]: rate });
        Object.assign(figures, {
          [`${mode}, ${lanes} producers, p50 ms`]: p50!,
          [`${mode}, ${lanes} producers, p99 ms`]: p99!,
        });
      }
    }
    return { rows, figures };
  },
} satisfies Bench;

/** How long each record took to be acknowledged, in ms, ascending. */
async function acknowledgements(mode: string, lanes: number, seconds: number): Promise<number[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weir-bench-fsync-'));
  const broker = await startBroker(dataDir, { WEIR_KAFKA_FSYNC: mode });
  try {
    const client = { clientId: 'bench', bootstrapBrokers: [`127.0.0.1:${broker.port}`] };
    const admin = new Admin(client);
    await admin.createTopics({ topics: ['fsync'], partitions: PARTITIONS, replicas: 1 });
    await admin.close();
    const producer = new Producer({ ...client, serializers: stringSerializers });
    const value = 'x'.repeat(RECORD_BYTES);
    const took: number[] = [];
    const endMs = performance.now() + seconds * 1000;
    const lane = async (partition: number): Promise<void> => {
      while (performance.now() < endMs) {
        const startedMs = performance.now();
        await producer.send({ messages: [{ topic: 'fsync', value, partition }], acks: ProduceAcks.ALL });
        took.push(performance.now() - startedMs);
      }
    };
    await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index % PARTITIONS)));
    await producer.close();
    return took.sort((a, b) => a - b);
  } finally {
    await endBroker(broker);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const round = (value: number): number => Number(value.toPrecision(3));
