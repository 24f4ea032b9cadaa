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
  isControl,
  isTransactional,
  NO_PRODUCER_ID,
} from '../records/batch.ts';
import { type EndMarker, readEndMarker } from '../records/end-marker.ts';
import { LogError } from './log-error.ts';
import { type AbortedTransaction, OngoingTransactions } from './ongoing-transactions.ts';

/** Batches remembered of each producer: as many as an idempotent producer has in flight (KIP-98). */
export const REMEMBERED_BATCHES = 5;
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

/** What holds for producers that get a new epoch with each transaction (KIP-890). */
export interface ProducerRules {
  /** Who is not known begins with sequence 0. */
  readonly beginsAtZero?: boolean;
  /** A marker has a newer epoch than what it ends. */
  readonly bumpsEpoch?: boolean;
}

/** What taking in a batch brought about. */
export interface Update {
  /** Puts the producer back to where it was; recountTransactions() is called after the last one. */
  readonly undo: (() => void) | undefined;
  /** The transaction that the batch, a marker, aborted. */
  readonly aborted: AbortedTransaction | undefined;
}

const NO_UPDATE: Update = { undo: undefined, aborted: undefined };

/** The idempotent and transactional producers of one partition, by producer id; least recently heard first. */
export class ProducerState {
  readonly transactions = new OngoingTransactions();
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
   * INVALID_PRODUCER_EPOCH, OUT_OF_ORDER_SEQUENCE_NUMBER or INVALID_TXN_STATE else. A producer id not known (any more) may begin anywhere, unless the rules say otherwise.
   * What coordinators write has no sequence: only epochs are checked, the coordinator's own (TRANSACTION_COORDINATOR_FENCED) in markers.
   */
  check(batch: Buffer, at: number, { bumpsEpoch, beginsAtZero }: ProducerRules = {}): ProducerBatch | undefined {
    const producerId = batchProducerId(batch, at);
    const entry = this.#entries.get(producerId);
    if (!entry) {
      if (beginsAtZero && batchBaseSequence(batch, at) > 0)
        throw outOfOrder(producerId, batchBaseSequence(batch, at), 0);
      return undefined;
    }
    checkEpoch(entry, batchProducerEpoch(batch, at));
    const marker = readEndMarker(batch, at);
    if (marker)
      checkMarker(entry, marker, bumpsEpoch === true && batchProducerEpoch(batch, at) === entry.producerEpoch);
    const first = batchBaseSequence(batch, at);
    if (first < 0) return undefined;
    const repeated = checkSequence(entry, batch, at);
    if (!repeated && entry.currentTxnFirstOffset >= 0 && !isTransactional(batch, at)) {
      throw new LogError('INVALID_TXN_STATE', `producer ${entry.producerId} is in a transaction, its batch is not`);
    }
    return repeated;
  }

  /** Takes in a batch that has its place in the log. */
  update(batch: Buffer, at: number): Update {
    const producerId = batchProducerId(batch, at);
    if (producerId === NO_PRODUCER_ID) return NO_UPDATE;
    const previous = this.#entries.get(producerId);
    const undo = (): void => {
      if (previous) this.#entries.set(producerId, previous);
      else this.#entries.delete(producerId);
    };
    if (!isControl(batch, at)) {
      this.#put(this.#withData(previous, batch, at));
      return { undo, aborted: undefined };
    }
    const marker = readEndMarker(batch, at);
    if (!marker) return NO_UPDATE;
    const ended = this.transactions.end(producerId, batchLastOffset(batch, at));
    this.#put(withMarker(previous, marker, batch, at));
    return { undo, aborted: marker.committed ? undefined : ended };
  }

  #withData(previous: ProducerEntry | undefined, batch: Buffer, at: number): ProducerEntry {
    const producerId = batchProducerId(batch, at);
    const producerEpoch = batchProducerEpoch(batch, at);
    const known = previous && previous.producerEpoch === producerEpoch ? previous.batches : [];
    const begins = isTransactional(batch, at) && (previous?.currentTxnFirstOffset ?? -1) < 0;
    if (begins) this.transactions.begin(producerId, batchBaseOffset(batch, at));
    return {
      producerId,
      producerEpoch,
      batches:
        batchBaseSequence(batch, at) < 0 ? known : [...known.slice(-(REMEMBERED_BATCHES - 1)), asSent(batch, at)],
      lastTimestamp: batchMaxTimestamp(batch, at),
      coordinatorEpoch: previous?.coordinatorEpoch ?? -1,
      currentTxnFirstOffset: begins ? batchBaseOffset(batch, at) : (previous?.currentTxnFirstOffset ?? -1),
    };
  }

  /** Offset that the repeated batch got when it was first appended. */
  static baseOffsetOf(batch: ProducerBatch): number {
    return batch.lastOffset - batch.offsetDelta;
  }

  /** Begins with what a snapshot says. */
  restore(entries: Iterable<ProducerEntry>): void {
    this.#entries.clear();
    for (const entry of entries) this.#put(entry);
    this.recountTransactions();
  }

  /** Finds the ongoing transactions anew after appends were taken back. */
  recountTransactions(): void {
    const open: [number, number][] = [];
    for (const { producerId, currentTxnFirstOffset } of this.#entries.values()) {
      if (currentTxnFirstOffset >= 0) open.push([producerId, currentTxnFirstOffset]);
    }
    this.transactions.reset(open);
  }

  clear(): void {
    this.restore([]);
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
    // Who is in a transaction stays: its marker is still to come.
    for (const oldest of this.#entries.values()) {
      if (oldest.currentTxnFirstOffset >= 0) continue;
      this.#entries.delete(oldest.producerId);
      return;
    }
  }
}

function checkEpoch(entry: ProducerEntry, epoch: number): void {
  if (epoch >= entry.producerEpoch) return;
  const message = `producer ${entry.producerId} is at epoch ${entry.producerEpoch}, not ${epoch}`;
  throw new LogError('INVALID_PRODUCER_EPOCH', message);
}

/** A marker with a new epoch that is not new here has ended its transaction before: that may be repeated, but end no later one. */
function checkMarker(entry: ProducerEntry, { coordinatorEpoch }: EndMarker, isRepeated: boolean): void {
  if (isRepeated && entry.currentTxnFirstOffset >= 0) {
    const message = `producer ${entry.producerId} is in a transaction of epoch ${entry.producerEpoch}, which the marker cannot end`;
    throw new LogError('INVALID_PRODUCER_EPOCH', message);
  }
  if (coordinatorEpoch >= entry.coordinatorEpoch) return;
  const message = `the coordinator of producer ${entry.producerId} is at epoch ${entry.coordinatorEpoch}, not ${coordinatorEpoch}`;
  throw new LogError('TRANSACTION_COORDINATOR_FENCED', message);
}

function checkSequence(entry: ProducerEntry, batch: Buffer, at: number): ProducerBatch | undefined {
  const { producerId } = entry;
  const first = batchBaseSequence(batch, at);
  if (batchProducerEpoch(batch, at) > entry.producerEpoch) {
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

function asSent(batch: Buffer, at: number): ProducerBatch {
  return {
    firstSequence: batchBaseSequence(batch, at),
    lastSequence: batchLastSequence(batch, at),
    lastOffset: batchLastOffset(batch, at),
    offsetDelta: batchLastOffsetDelta(batch, at),
    timestamp: batchMaxTimestamp(batch, at),
  };
}

/** A marker may carry a newer epoch: that fences the producer of the old one, and sequences begin anew. */
function withMarker(
  previous: ProducerEntry | undefined,
  { coordinatorEpoch }: EndMarker,
  batch: Buffer,
  at: number,
): ProducerEntry {
  const producerEpoch = batchProducerEpoch(batch, at);
  return {
    producerId: batchProducerId(batch, at),
    producerEpoch,
    batches: previous && previous.producerEpoch === producerEpoch ? previous.batches : [],
    lastTimestamp: batchMaxTimestamp(batch, at),
    coordinatorEpoch,
    currentTxnFirstOffset: -1,
  };
}

/** For messages: where in the log the batch would have stood does not matter to the producer, its sequence does. */
function outOfOrder(producerId: number, first: number, expected: number): LogError {
  return new LogError(
    'OUT_OF_ORDER_SEQUENCE_NUMBER',
    `producer ${producerId} sent sequence ${first}, expected ${expected}`,
  );
}

/**
 * Whether the batch is the last one its producer wrote here: the cleaner keeps its header even when all of its records go. Of a producer
 * without data in its epoch the marker is the last.
 */
export function isLastOfProducer(state: ProducerState, batch: Buffer, at: number): boolean {
  const entry = state.get(batchProducerId(batch, at));
  if (!entry) return false;
  const newest = entry.batches.at(-1);
  if (!newest) return isControl(batch, at) && batchProducerEpoch(batch, at) === entry.producerEpoch;
  return batchBaseOffset(batch, at) <= newest.lastOffset && newest.lastOffset <= batchLastOffset(batch, at);
}
