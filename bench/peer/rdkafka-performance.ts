import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demand } from '../../test/conformance/command.ts';
import { builtLibrdkafka, libraryPath } from '../../test/conformance/librdkafka/build.ts';

/** librdkafka's own load generator, the same for every broker. */
export interface LoadGenerator {
  /** Produces and waits for every acknowledgement. */
  produce(options: ProduceOptions): Promise<Throughput>;
  /** Reads a number of records from every partition. */
  consume(options: ConsumeOptions): Promise<Throughput>;
  /** Produce-to-consume latency of each record at a steady rate, without linger, in ms, ascending. */
  latencies(options: LatencyOptions): Promise<number[]>;
}

export interface ProduceOptions {
  address: string;
  topic: string;
  records: number;
  recordBytes: number;
  acks: 1 | -1;
}

export interface ConsumeOptions {
  address: string;
  topic: string;
  partitions: number;
  records: number;
  /** `end` follows what is written from now on. */
  from: 'beginning' | 'end';
}

export interface LatencyOptions {
  address: string;
  topic: string;
  recordsPerSecond: number;
  seconds: number;
  recordBytes: number;
}

export interface Throughput {
  recordsPerSecond: number;
  megabytesPerSecond: number;
}

const LIMIT_MS = 5 * 60_000;
/** Records of this time are left out of the latencies: reader and writer find the topic in it. */
const SETTLING_SECONDS = 2;
const PRODUCED = /(\d+) delivered \(offset -?\d+, (\d+) failed\) in (\d+)ms: (\d+) msgs\/s and ([\d.]+) MB\/s/g;
const CONSUMED = /(\d+) messages \(\d+ bytes\) consumed in (\d+)ms: (\d+) msgs\/s \(([\d.]+) MB\/s\)/g;

/** Builds librdkafka the first time, about two minutes. */
export async function loadGenerator(): Promise<LoadGenerator> {
  const folder = await builtLibrdkafka((line) => console.error(line));
  const program = join(folder, 'examples', 'rdkafka_performance');
  const run = (args: string[]): Promise<string> =>
    demand(program, args, { limitMs: LIMIT_MS, env: libraryPath(folder) });
  const consumer = ({ address, topic, partitions, records, from }: ConsumeOptions): string[] => [
    ...['-C', '-b', address, '-t', topic, '-o', from, '-c', String(records), '-q'],
    ...Array.from({ length: partitions }, (_, partition) => ['-p', String(partition)]).flat(),
  ];
  return {
    async produce({ address, topic, records, recordBytes, acks }) {
      const args = [
        '-P',
        '-b',
        address,
        '-t',
        topic,
        '-c',
        String(records),
        '-s',
        String(recordBytes),
        '-a',
        String(acks),
      ];
      const [, delivered, failed, , rate, megabytes] = lastMatch(await run([...args, '-q']), PRODUCED);
      if (Number(delivered) !== records || Number(failed) > 0) {
        throw new Error(`${delivered} of ${records} records acknowledged, ${failed} failed`);
      }
      return { recordsPerSecond: Number(rate), megabytesPerSecond: Number(megabytes) };
    },
    async consume(options) {
      const [, read, , rate, megabytes] = lastMatch(await run(consumer(options)), CONSUMED);
      if (Number(read) < options.records) throw new Error(`${read} of ${options.records} records read`);
      return { recordsPerSecond: Number(rate), megabytesPerSecond: Number(megabytes) };
    },
    async latencies({ address, topic, recordsPerSecond, seconds, recordBytes }) {
      const settling = recordsPerSecond * SETTLING_SECONDS;
      const records = recordsPerSecond * seconds + settling;
      const scratch = mkdtempSync(join(tmpdir(), 'weir-bench-latency-'));
      const file = join(scratch, 'latencies');
      try {
        const reading = run([
          ...consumer({ address, topic, partitions: 1, records, from: 'beginning' }),
          ...['-l', '-A', file, '-X', 'fetch.wait.max.ms=500'],
        ]);
        await run([
          ...[
            '-P',
            '-b',
            address,
            '-t',
            topic,
            '-p',
            '0',
            '-c',
            String(records),
            '-s',
            String(recordBytes),
            '-a',
            '-1',
          ],
          ...['-l', '-r', String(recordsPerSecond), '-X', 'linger.ms=0', '-q'],
        ]);
        await reading;
        const micros = readFileSync(file, 'utf8').trim().split('\n').map(Number);
        if (micros.length !== records) throw new Error(`${micros.length} of ${records} latencies`);
        return micros
          .slice(settling)
          .map((value) => value / 1000)
          .sort((a, b) => a - b);
      } finally {
        rmSync(scratch, { recursive: true });
      }
    },
  };
}

/** The generator prints a line as it goes and one at its end: the last counts. */
function lastMatch(output: string, pattern: RegExp): RegExpMatchArray {
  const found = [...output.matchAll(pattern)].at(-1);
  if (!found) throw new Error(`the load generator printed no result: ${output.slice(-300)}`);
  return found;
}
