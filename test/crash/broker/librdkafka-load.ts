import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BrokerUnderTest } from './broker-under-test.ts';
import type { Copy, Stream } from './history.ts';
import type { Load } from './load.ts';

/** Debian's own Python, which its packages are for. */
const PYTHON = '/usr/bin/python3';

/** Whether Debian's python3-confluent-kafka is there. */
export function hasLibrdkafka(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import confluent_kafka'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The script beside this file in a process of its own; a word it says begins each line. */
class Script {
  readonly #child: ChildProcess;
  readonly ended: Promise<void>;
  #last = '';
  #complaint = '';

  constructor(broker: BrokerUnderTest, args: readonly string[], heard: (words: readonly string[]) => void) {
    const script = join(import.meta.dirname, 'librdkafka_load.py');
    const command = ['-B', script, `127.0.0.1:${broker.port}`, ...args];
    this.#child = spawn(PYTHON, command, { stdio: ['pipe', 'pipe', 'pipe'] });
    process.on('exit', () => this.kill());
    this.ended = once(this.#child, 'close').then(() => {
      if (this.#last !== 'done') throw new Error(`librdkafka's load ended with: ${this.#last} ${this.#complaint}`);
    });
    createInterface(this.#child.stdout!).on('line', (line) => {
      this.#last = line;
      heard(line.split(' '));
    });
    // librdkafka reports every lost connection; the last lines tell how the script died, if it did.
    this.#child.stderr!.on('data', (text) => {
      this.#complaint = (this.#complaint + text).slice(-2_000);
    });
  }

  async stop(): Promise<void> {
    this.#child.stdin!.end('\n');
    await this.ended;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

/** librdkafka's idempotent producer, writing to every partition of a topic. */
export class LibrdkafkaFeed implements Load {
  readonly name: string;
  readonly #topic: string;
  readonly #acknowledged: number[][];
  readonly #script: Script;
  readonly failed: string[] = [];
  #sent = Number.POSITIVE_INFINITY;

  constructor(broker: BrokerUnderTest, topic: string, partitions: number) {
    this.name = `librdkafka-${topic}`;
    this.#topic = topic;
    this.#acknowledged = Array.from({ length: partitions }, () => []);
    this.#script = new Script(broker, ['feed', topic, String(partitions)], ([word, first, number]) => {
      if (word === 'acknowledged') this.#acknowledged[Number(first)]!.push(Number(number));
      else if (word === 'failed') this.failed.push(`${topic}-${first} number ${number}`);
      else if (word === 'sent') this.#sent = Number(first);
    });
  }

  get streams(): Stream[] {
    return this.#acknowledged.map((acknowledged, index) => ({
      ...{ writer: `${this.name}-${index}`, partition: `${this.#topic}-${index}`, sent: this.#sent },
      ...{ acknowledged, mayRepeat: false },
    }));
  }

  progress(): number {
    return this.#acknowledged.reduce((sum, numbers) => sum + numbers.length, 0);
  }

  get ended(): Promise<void> {
    return this.#script.ended;
  }

  stop(): Promise<void> {
    return this.#script.stop();
  }

  kill(): void {
    this.#script.kill();
  }
}

/** librdkafka's consumer and transactional producer, moving records from a topic to another. */
export class LibrdkafkaCopy implements Load {
  readonly name: string;
  readonly #from: string;
  readonly #to: string;
  readonly #partitions: number;
  readonly #script: Script;
  #commits = 0;
  #aborts = 0;

  constructor(broker: BrokerUnderTest, from: string, to: string, partitions: number) {
    this.name = `copy-${to}`;
    this.#from = from;
    this.#to = to;
    this.#partitions = partitions;
    this.#script = new Script(broker, ['copy', from, to], ([word]) => {
      if (word === 'committed') this.#commits++;
      else if (word === 'aborted') this.#aborts++;
    });
  }

  get copy(): Copy {
    const counts = { commits: this.#commits, aborts: this.#aborts };
    return { groupId: this.name, from: this.#from, to: this.#to, partitions: this.#partitions, ...counts };
  }

  progress(): number {
    return this.#commits;
  }

  get ended(): Promise<void> {
    return this.#script.ended;
  }

  stop(): Promise<void> {
    return this.#script.stop();
  }

  kill(): void {
    this.#script.kill();
  }
}
