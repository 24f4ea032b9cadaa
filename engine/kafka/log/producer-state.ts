import {
  advanceSequence,
  batchBaseOffset,
  batchBaseSequence,
  batchLastOffset,
  batchLastOffsetDelta,
  batchLastSequence,
  batchMaxTimestamp,
  batchProducerEpoch,
  batchProducerId,
  NO_PRODUCER_ID,
} from '../records/batch.ts';
import { LogError } from './log-error.ts';

/** Batches remembered of each producer: as many as an idempotent producer has in flight (KIP-98). */
const REMEMBERED_BATCHES = 5;
/** Producers remembered in a partition; past it the one silent for longest is forgotten, as if it had expired. */
const MAX_PRODUCERS = 100_000;

export interface ProducerBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly lastOffset: number;
  readonly offsetDelta: number;
  readonly timestamp: number;
}

/** What a partition knows of a producer. Immutable: an append makes a new one, so an append that fails is undone by putting the old one back. */
export interface ProducerEntry {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** Oldest first, at most REMEMBERED_BATCHES. */
  readonly batches: readonly ProducerBatch[];
  readonly lastTimestamp: number;
  readonly coordinatorEpoch: number;
  /** -1 when no transaction is open. */
  readonly currentTxnFirstOffset: number;
}

/** The idempotent producers of one partition, by producer id; least recently heard first. */
export class ProducerState {
  readonly #entries = new Map<number, ProducerEntry>();

  get size(): number {
    return this.#entries.size;
  }

  entries(): Iterable<ProducerEntry> {
    return this.#entries.values();
  }

  get(producerId: number): ProducerEntry | undefined {
    return this.#entries.get(producerId);
  }

  /**
   * Whether the batch may be appended: returns the earlier batch if it is a repeat, undefined if it is the next one, and throws
   * INVALID_PRODUCER_EPOCH or OUT_OF_ORDER_SEQUENCE_NUMBER else. A producer id not known (any more) may begin anywhere.
   */
  check(batch: Buffer, at: number): ProducerBatch | undefined {
    const producerId = batchProducerId(batch, at);
    if (producerId === NO_PRODUCER_ID) return undefined;
    const entry = this.#entries.get(producerId);
    if (!entry) return undefined;
    const epoch = batchProducerEpoch(batch, at);
    const first = batchBaseSequence(batch, at);
    if (epoch < entry.producerEpoch) {
      throw new LogError(
        'INVALID_PRODUCER_EPOCH',
        `producer ${producerId} is at epoch ${entry.producerEpoch}, not ${epoch}`,
      );
    }
    if (epoch > entry.producerEpoch) {
      if (first === 0) return undefined;
      throw outOfOrder(producerId, first, 0);
    }
    const last = batchLastSequence(batch, at);
    const repeated = entry.batches.find((each) => each.firstSequence === first && each.lastSequence === last);
    if (repeated) return repeated;
    const newest = entry.batches.at(-1);
    const expected = newest ? advanceSequence(newest.lastSequence, 1) : 0;
    if (first !== expected) throw outOfOrder(producerId, first, expected);
    return undefined;
  }

  /** Takes in a batch that has its place in the log. Returns how to take it back. */
  update(batch: Buffer, at: number): (() => void) | undefined {
    const producerId = batchProducerId(batch, at);
    if (producerId === NO_PRODUCER_ID) return undefined;
    const previous = this.#entries.get(producerId);
    const producerEpoch = batchProducerEpoch(batch, at);
    const known = previous && previous.producerEpoch === producerEpoch ? previous.batches : [];
    const timestamp = batchMaxTimestamp(batch, at);
    const added: ProducerBatch = {
      firstSequence: batchBaseSequence(batch, at),
      lastSequence: batchLastSequence(batch, at),
      lastOffset: batchLastOffset(batch, at),
      offsetDelta: batchLastOffsetDelta(batch, at),
      timestamp,
    };
    this.#put({
      producerId,
      producerEpoch,
      batches: [...known.slice(-(REMEMBERED_BATCHES - 1)), added],
      lastTimestamp: timestamp,
      coordinatorEpoch: previous?.coordinatorEpoch ?? -1,
      currentTxnFirstOffset: previous?.currentTxnFirstOffset ?? -1,
    });
    return () => {
      if (previous) this.#entries.set(producerId, previous);
      else this.#entries.delete(producerId);
    };
  }

  /** Offset that the repeated batch got when it was first appended. */
  static baseOffsetOf(batch: ProducerBatch): number {
    return batch.lastOffset - batch.offsetDelta;
  }

  restore(entry: ProducerEntry): void {
    this.#put(entry);
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Forgets producers whose last batch is older than that; returns how many. */
  expire(beforeTimestamp: number): number {
    let forgotten = 0;
    for (const entry of this.#entries.values()) {
      if (entry.lastTimestamp >= beforeTimestamp || entry.currentTxnFirstOffset >= 0) continue;
      this.#entries.delete(entry.producerId);
      forgotten++;
    }
    return forgotten;
  }

  #put(entry: ProducerEntry): void {
    this.#entries.delete(entry.producerId);
    this.#entries.set(entry.producerId, entry);
    if (this.#entries.size <= MAX_PRODUCERS) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }
}

/** For messages: where in the log the batch would have stood does not matter to the producer, its sequence does. */
function outOfOrder(producerId: number, first: number, expected: number): LogError {
  return new LogError(
    'OUT_OF_ORDER_SEQUENCE_NUMBER',
    `producer ${producerId} sent sequence ${first}, expected ${expected}`,
  );
}

/** Whether the batch is the last one its producer wrote here: the cleaner keeps its header even when all of its records go. */
export function isLastOfProducer(state: ProducerState, batch: Buffer, at: number): boolean {
  const producerId = batchProducerId(batch, at);
  if (producerId === NO_PRODUCER_ID) return false;
  const newest = state.get(producerId)?.batches.at(-1);
  return (
    newest !== undefined &&
    batchBaseOffset(batch, at) <= newest.lastOffset &&
    newest.lastOffset <= batchLastOffset(batch, at)
  );
}
