import { type Checkpoint, CheckpointReader, type Manifest, SLOTS, toRecords } from './checkpoint.ts';
import type { Producer } from './kafka-client.ts';
import { type ClientOptions, openWire, type Wire } from './kafka-wire.ts';
import { readRange } from './reader.ts';

/** So many last records surely hold the last two checkpoints of an ordinary size; else the whole partition is read. */
const TAIL_RECORDS = 16;

export interface Checkpoints {
  /** Resolves once the checkpoint is acknowledged; a failure leaves the one before in force. */
  save(partition: number, checkpoint: Checkpoint): Promise<void>;
  /** The furthest whole checkpoint that `accept` agrees to, or null. */
  load(
    partition: number,
    accept: (manifest: Manifest) => boolean,
  ): Promise<{ manifest: Manifest; state: Buffer } | null>;
}

/** A group's checkpoints in its state topic: partition i holds those of the task on partition i. */
export class CheckpointStore implements Checkpoints {
  readonly #topic: string;
  readonly #producer: Producer;
  readonly #wire: Wire;
  readonly #lastSlots = new Map<number, number>();

  constructor(topic: string, producer: Producer, options: ClientOptions) {
    this.#topic = topic;
    this.#producer = producer;
    this.#wire = openWire(options);
  }

  async save(partition: number, checkpoint: Checkpoint): Promise<void> {
    const slot = ((this.#lastSlots.get(partition) ?? SLOTS - 1) + 1) % SLOTS;
    const records = await toRecords(checkpoint, slot, partition);
    await this.#producer.send(this.#topic, records);
    this.#lastSlots.set(partition, slot);
  }

  async load(
    partition: number,
    accept: (manifest: Manifest) => boolean,
  ): Promise<{ manifest: Manifest; state: Buffer } | null> {
    const [earliest, latest] = await Promise.all([
      this.#wire.listOffsets(this.#topic, 'earliest'),
      this.#wire.listOffsets(this.#topic, 'latest'),
    ]);
    const from = earliest[partition] ?? 0;
    const to = latest[partition] ?? 0;
    const tail = Math.max(from, to - TAIL_RECORDS);
    const found = (await this.#read(partition, tail, to, accept)) ?? null;
    const best = found || tail === from ? found : await this.#read(partition, from, to, accept);
    if (best) this.#lastSlots.set(partition, best.manifest.slot);
    return best;
  }

  async #read(partition: number, from: number, to: number, accept: (manifest: Manifest) => boolean) {
    const reader = new CheckpointReader(accept);
    await readRange(this.#wire, this.#topic, partition, from, to, ({ key, value }) => {
      if (key) reader.add(key.toString(), value);
    });
    return reader.best();
  }

  close(): Promise<void> {
    return this.#wire.close();
  }
}
