import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../../engine/kafka/protocol/api.ts';
import { FetchApi } from '../../engine/kafka/protocol/generated/fetch.ts';
import { InitProducerIdApi } from '../../engine/kafka/protocol/generated/init-producer-id.ts';
import { ProduceApi } from '../../engine/kafka/protocol/generated/produce.ts';
import { batchSizeBytes } from '../../engine/kafka/records/batch.ts';
import { decodeRecords } from '../../engine/kafka/records/record.ts';
import { RawClient } from '../engine/kafka/raw-client.ts';
import { batchOf, createTopic, fetchOf, partitionsOf, produceOf, recordsIn } from '../engine/kafka/requests.ts';
import { ControlGroup } from './control-group.ts';
import { CONTROL_TOPIC } from './world.ts';

const EVERY_MS = 20;
const GROUP_EVERY = 10;
const RECONNECT_EVERY = 250;
const RECORDS = 3;

/** A client in its right mind: produces, reads back and keeps its place in a group through the whole run. */
export class ControlClient {
  readonly #port: number;
  readonly #hangMs: number;
  readonly #group: ControlGroup;
  #client: RawClient | undefined;
  #producerId = -1;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();
  /** What went wrong; it goes no further then. */
  fault: string | null = null;
  /** Longest that one of its requests took, ms. */
  slowestMs = 0;
  /** Records written and read back. */
  written = 0;
  read = 0;

  constructor(port: number, hangMs: number) {
    this.#port = port;
    this.#hangMs = hangMs;
    this.#group = new ControlGroup((api, version, request) => this.#call(api, version, request));
  }

  /** Creates its topic and begins. */
  async start(): Promise<void> {
    await this.#connect();
    await createTopic(this.#client!, CONTROL_TOPIC);
    const wish = { transactionalId: null, transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 };
    this.#producerId = (await this.#call(InitProducerIdApi, 4, wish)).producerId;
    this.#running = this.#run().catch((error: Error) => {
      this.fault = `the control client: ${error.message}`;
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    this.#client?.close();
  }

  async #run(): Promise<void> {
    for (let step = 1; !this.#stopped; step++) {
      if (step % RECONNECT_EVERY === 0) await this.#connect();
      await this.#produce();
      await this.#readBack();
      if (step % GROUP_EVERY === 0) await this.#group.step(this.read);
      await sleep(EVERY_MS);
    }
  }

  async #connect(): Promise<void> {
    this.#client?.close();
    this.#client = await this.#timed('a new connection', RawClient.connect(this.#port));
  }

  async #produce(): Promise<void> {
    const values = Array.from({ length: RECORDS }, (_, index) => controlValue(this.written + index));
    const batch = batchOf(values, { producerId: this.#producerId, producerEpoch: 0, baseSequence: this.written });
    const { topics } = await this.#call(ProduceApi, 9, produceOf(CONTROL_TOPIC, batch));
    const [answer] = topics[0]!.partitions;
    if (answer?.errorCode !== 0) throw new Error(`produce was refused with error ${answer?.errorCode}`);
    if (answer.baseOffset !== this.written) throw new Error(`offset ${answer.baseOffset} instead of ${this.written}`);
    this.written += RECORDS;
  }

  async #readBack(): Promise<void> {
    const values = await readValues((wish) => this.#call(FetchApi, 12, fetchOf(wish)), this.read);
    for (const value of values) {
      if (value !== controlValue(this.read)) throw new Error(`"${value}" at offset ${this.read}`);
      this.read++;
    }
    if (this.read !== this.written)
      throw new Error(`${this.read} records can be read, ${this.written} were acknowledged`);
  }

  async #call<Request, Response>(api: Api<Request, Response>, version: number, request: Request): Promise<Response> {
    return this.#timed(api.name, this.#client!.call(api, version, request));
  }

  async #timed<T>(what: string, answer: Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const abort = new AbortController();
    const late = sleep(this.#hangMs, undefined, { signal: abort.signal }).then(() => {
      throw new Error(`${what}: no answer within ${this.#hangMs} ms`);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      abort.abort();
      late.catch(() => undefined);
      this.slowestMs = Math.max(this.slowestMs, performance.now() - startedAt);
    }
  }
}

const controlValue = (offset: number): string => `control record ${offset}`;

type Fetching = (wish: Parameters<typeof fetchOf>[0]) => Promise<Parameters<typeof partitionsOf>[0]>;

/** Values of the control topic from an offset on, as many as one fetch brings. */
async function readValues(fetch: Fetching, offset: number): Promise<string[]> {
  const [partition] = partitionsOf(await fetch({ topic: CONTROL_TOPIC, offset, maxWaitMs: 100 }));
  if (partition?.errorCode !== 0) throw new Error(`fetch was refused with error ${partition?.errorCode}`);
  const records = recordsIn(partition);
  const values: string[] = [];
  for (let at = 0; at < records.length; at += batchSizeBytes(records, at)) {
    for (const record of decodeRecords(records, at)) {
      if (record.offset >= offset) values.push(String(record.value));
    }
  }
  return values;
}

/** What is wrong with the control topic's contents from its beginning, read anew; null where they are right. */
export async function controlContentsFault(port: number, written: number): Promise<string | null> {
  const client = await RawClient.connect(port);
  try {
    for (let offset = 0; offset < written; ) {
      const values = await readValues((wish) => client.call(FetchApi, 12, fetchOf(wish)), offset);
      if (values.length === 0) return `the control topic ends at ${offset}, ${written} records were acknowledged`;
      for (const value of values) {
        if (value !== controlValue(offset)) return `"${value}" at offset ${offset} of the control topic`;
        offset++;
      }
    }
    return null;
  } finally {
    client.close();
  }
}
