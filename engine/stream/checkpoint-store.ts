import { type Checkpoint, CheckpointReader, type Manifest, SLOTS, toRecords } from './checkpoint.ts';
import type { Producer } from './kafka-client.ts';
import { type ClientOptions, openWire, type Wire } from './kafka-wire.ts';
import { readRange } from './reader.ts';

/** So many last records surely hold the last two checkpoints of an ordinary size; of larger ones more are read. */
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
    for (let records = TAIL_RECORDS; ; ) {
      const first = Math.max(from, to - records);
      const reader = await this.#read(partition, first, to, accept);
      const best = await reader.best();
      if (best) this.#lastSlots.set(partition, best.manifest.slot);
      if (best || first === from) return best;
      // A manifest whose chunks begin before what was read tells how many to go back; without one all is read.
      const enough = TAIL_RECORDS + SLOTS * reader.mostChunks;
      records = reader.mostChunks > 0 && enough > records ? enough : to - from;
    }
  }

  async #read(partition: number, from: number, to: number, accept: (manifest: Manifest) => boolean) {
    const reader = new CheckpointReader(accept);
    await readRange(this.#wire, this.#topic, partition, from, to, ({ key, value }) => {
      if (key) reader.add(key.toString(), value);
    });
    return reader;
  }

  close(): Promise<void> {
    return this.#wire.close();
  }
}
