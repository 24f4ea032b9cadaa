import type { SeenRecord } from './partitions.ts';

/** The fate that the records of one transaction share. */
export interface Fate {
  state: 'open' | 'committed' | 'aborted';
}

/** One record of the naive model. */
export interface Written extends SeenRecord {
  readonly fate: Fate | undefined;
}

export interface SentBatch {
  readonly epoch: number;
  readonly firstSequence: number;
  readonly keys: readonly string[];
  readonly baseOffset: number;
}

/** As many as a partition remembers of a producer (KIP-98). */
const REMEMBERED = 5;

/** What a producer knows of itself. */
export class ModelProducer {
  epoch = 0;
  nextSequence = 0;
  open: Fate | undefined;
  readonly batches: SentBatch[] = [];

  /** Batches that it may repeat: the last five of its epoch. */
  get remembered(): readonly SentBatch[] {
    return this.batches.filter(({ epoch }) => epoch === this.epoch).slice(-REMEMBERED);
  }

  bump(): void {
    this.epoch++;
    this.nextSequence = 0;
  }
}

/** The obvious log: an array. What a reader of committed records sees ends before the first record of an open transaction. */
export class Model {
  records: Written[] = [];
  startOffset = 0;
  endOffset = 0;
  compacted = false;
  readonly #producers = new Map<number, ModelProducer>();

  producer(id: number): ModelProducer {
    const producer = this.#producers.get(id) ?? new ModelProducer();
    this.#producers.set(id, producer);
    return producer;
  }

  /** Key and value of records about to be written. */
  coming(keys: readonly string[]): (readonly [string, string])[] {
    return keys.map((key, i) => [key, `${key}@${this.endOffset + i}`.padEnd(60, '.')] as const);
  }

  write(records: readonly (readonly [string, string])[], fate: Fate | undefined): void {
    for (const [key, value] of records) this.records.push({ offset: this.endOffset++, key, value, fate });
  }

  get lastStableOffset(): number {
    const undecided = this.records.find(({ fate }) => fate?.state === 'open')?.offset ?? this.endOffset;
    return Math.max(undecided, this.startOffset);
  }

  /** What a reader sees from an offset on. */
  visible(from: number, committed: boolean): Written[] {
    const there = this.records.filter(({ offset }) => offset >= Math.max(from, this.startOffset));
    if (!committed) return there;
    return there
      .filter(({ offset }) => offset < this.lastStableOffset)
      .filter(({ fate }) => fate === undefined || fate.state === 'committed');
  }
}
