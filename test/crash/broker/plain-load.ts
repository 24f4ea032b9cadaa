import { setTimeout as sleep } from 'node:timers/promises';
import { ProduceAcks, Producer } from '@platformatic/kafka';
import type { BrokerUnderTest } from './broker-under-test.ts';
import type { Stream } from './history.ts';
import { type Load, padded } from './load.ts';

const RECORD_BYTES = 120;
const RETRY_MS = 50;
const PAUSE_MS = 5;
const TIMEOUT_MS = 2_000;

/** @platformatic/kafka without idempotence: acks=all, one record on the way, sent again until it is acknowledged. So it may stand there twice. */
export class PlainLoad implements Load {
  readonly name: string;
  readonly #partition: readonly [topic: string, index: number];
  readonly #producer: Producer<Buffer, Buffer, Buffer, Buffer>;
  readonly #acknowledged: number[] = [];
  #sent = 0;
  #isStopping = false;
  readonly ended: Promise<void>;

  constructor(broker: BrokerUnderTest, topic: string, index: number) {
    this.name = `plain-${topic}-${index}`;
    this.#partition = [topic, index];
    this.#producer = new Producer({
      ...{ clientId: this.name, bootstrapBrokers: [`127.0.0.1:${broker.port}`] },
      ...{ retries: 0, timeout: TIMEOUT_MS, connectTimeout: TIMEOUT_MS, requestTimeout: TIMEOUT_MS },
    });
    this.ended = this.#run();
  }

  get stream(): Stream {
    const [topic, index] = this.#partition;
    const acknowledged = this.#acknowledged;
    return { writer: this.name, partition: `${topic}-${index}`, sent: this.#sent, acknowledged, mayRepeat: true };
  }

  progress(): number {
    return this.#acknowledged.length;
  }

  kill(): void {
    this.#isStopping = true;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.ended;
    await this.#producer.close(true);
  }

  async #run(): Promise<void> {
    const [topic, partition] = this.#partition;
    while (!this.#isStopping) {
      const number = this.#sent++;
      const value = padded(`${this.name}:${number}`, RECORD_BYTES);
      while (!(await this.#send({ topic, partition, value }))) await sleep(RETRY_MS);
      this.#acknowledged.push(number);
      await sleep(PAUSE_MS);
    }
  }

  async #send(message: { topic: string; partition: number; value: Buffer }): Promise<boolean> {
    try {
      await this.#producer.send({ messages: [message], acks: ProduceAcks.ALL, autocreateTopics: false });
      return true;
    } catch {
      // Whether it arrived is not known: it is sent again.
      return false;
    }
  }
}
