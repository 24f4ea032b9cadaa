import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Admin, ProduceAcks, Producer, stringSerializers } from '@platformatic/kafka';
import { residentBytes } from '../test/product.ts';
import type { Bench, BenchResult } from './bench.ts';
import { cpuSeconds } from './load/role-usage.ts';
import { endBroker, startBroker } from './peer/broker-process.ts';

const TOPICS = 1_000;
const PARTITIONS_EACH = 5;
const TOPICS_A_REQUEST = 100;
const SETTLE_MS = 5_000;

/** Targets of the broker: started within this, and no larger when idle. */
const TARGET_MS = 5_000;
const TARGET_MB = 300;

export default {
  name: 'many-partitions',
  description: `the bundled broker with ${TOPICS} topics of ${PARTITIONS_EACH} partitions: start after an orderly end and after kill -9, memory idle`,
  async run(): Promise<BenchResult> {
    const dataDir = mkdtempSync(join(tmpdir(), 'weir-bench-partitions-'));
    try {
      const figures: Record<string, number> = {};
      const first = await startBroker(dataDir);
      const startedMs = performance.now();
      await createTopics(first.port);
      figures['create all topics, ms'] = performance.now() - startedMs;
      await endBroker(first, 'SIGTERM');
      for (const [how, signal] of [
        ['orderly end', 'SIGTERM'],
        ['kill -9', 'SIGKILL'],
      ] as const) {
        const before = await startBroker(dataDir);
        await writeToAll(before.port);
        await endBroker(before, signal);
        Object.assign(figures, await started(dataDir, how));
      }
      return { rows: rowsOf(figures), figures };
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
} satisfies Bench;

async function started(dataDir: string, how: string): Promise<Record<string, number>> {
  const broker = await startBroker(dataDir);
  await sleep(SETTLE_MS);
  const cpuBefore = cpuSeconds(broker.child.pid!);
  await sleep(SETTLE_MS);
  const figures = {
    [`start after ${how}, ms`]: broker.readyMs,
    [`memory idle after ${how}, MB`]: residentBytes(broker.child.pid!) / 1e6,
    [`processor time idle after ${how}, % of a core`]:
      ((cpuSeconds(broker.child.pid!) - cpuBefore) / SETTLE_MS) * 100_000,
  };
  await endBroker(broker, 'SIGTERM');
  return figures;
}

const topicName = (index: number): string => `bench-${index}`;

async function createTopics(port: number): Promise<void> {
  const admin = new Admin({ clientId: 'bench', bootstrapBrokers: [`127.0.0.1:${port}`], timeout: 60_000 });
  for (let at = 0; at < TOPICS; at += TOPICS_A_REQUEST) {
    const topics = Array.from({ length: TOPICS_A_REQUEST }, (_, index) => topicName(at + index));
    await admin.createTopics({ topics, partitions: PARTITIONS_EACH, replicas: 1 });
  }
  await admin.close();
}

/** A record in each partition, so that every log has something to recover. */
async function writeToAll(port: number): Promise<void> {
  const producer = new Producer({
    clientId: 'bench',
    bootstrapBrokers: [`127.0.0.1:${port}`],
    serializers: stringSerializers,
  });
  for (let at = 0; at < TOPICS; at += TOPICS_A_REQUEST) {
    const messages = Array.from({ length: TOPICS_A_REQUEST * PARTITIONS_EACH }, (_, index) => ({
      topic: topicName(at + Math.floor(index / PARTITIONS_EACH)),
      partition: index % PARTITIONS_EACH,
      value: 'x'.repeat(100),
    }));
    await producer.send({ messages, acks: ProduceAcks.ALL });
  }
  await producer.close();
}

function rowsOf(figures: Record<string, number>): BenchResult['rows'] {
  return Object.entries(figures).map(([figure, value]) => ({
    figure,
    weir: Math.round(value),
    target: figure.startsWith('start') ? `${TARGET_MS}` : figure.startsWith('memory') ? `${TARGET_MB}` : '-',
  }));
}
