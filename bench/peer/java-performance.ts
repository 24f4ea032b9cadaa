import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apacheKafkaJars, classPath } from '../../test/conformance/apache-kafka/jars.ts';
import { demand } from '../../test/conformance/command.ts';

const LIMIT_MS = 5 * 60_000;
/** Java's tools count 1,048,576 bytes a MB. */
const MB = 1.048_576;
const SENT = /records sent, [\d.]+ records\/sec \(([\d.]+) MB\/sec\)/g;

/** Apache Kafka's own load generators, kafka-producer-perf-test and kafka-consumer-perf-test: the Java client. */
export interface JavaPerformance {
  /** MB/s of a producer with acks=all. */
  produce(options: JavaLoad): Promise<number>;
  /** MB/s of a consumer in a group, without the time that it takes to join. */
  consume(options: JavaLoad): Promise<number>;
}

export interface JavaLoad {
  address: string;
  topic: string;
  records: number;
  recordBytes: number;
}

export async function javaPerformance(): Promise<JavaPerformance> {
  const path = classPath(await apacheKafkaJars());
  return {
    async produce({ address, topic, records, recordBytes }) {
      const output = await tool(path, 'ProducerPerformance', [
        ...['--topic', topic, '--num-records', String(records), '--record-size', String(recordBytes)],
        ...['--throughput', '-1', '--producer-props', `bootstrap.servers=${address}`, 'acks=all'],
      ]);
      // It prints a line as it goes and one at its end, over all.
      const rate = [...output.matchAll(SENT)].at(-1)?.[1];
      if (rate === undefined) throw new Error(`ProducerPerformance printed no result: ${output.slice(-300)}`);
      return Number(rate) * MB;
    },
    async consume({ address, topic, records }) {
      const output = await tool(path, 'ConsumerPerformance', [
        ...['--bootstrap-server', address, '--topic', topic, '--messages', String(records), '--timeout', '30000'],
      ]);
      // start, end, MB, MB/s, messages, messages/s, rebalance ms, fetch ms, fetch MB/s, fetch messages/s
      const columns = output.trim().split('\n').at(-1)!.split(', ');
      if (!(Number(columns[4]) >= records)) throw new Error(`ConsumerPerformance read ${columns[4]} of ${records}`);
      return Number(columns[8]) * MB;
    },
  };
}

async function tool(path: string, name: string, args: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-java-'));
  try {
    const className = `org.apache.kafka.tools.${name}`;
    return await demand('java', ['-Xmx512m', '-cp', path, className, ...args], { limitMs: LIMIT_MS, cwd: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
