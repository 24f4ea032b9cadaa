import type { StoreClient } from '../clickhouse/client.ts';
import { checkpointDue } from '../stream/checkpoint.ts';
import { decodeEvent, Malformed } from '../stream/decode.ts';
import { Fold } from '../stream/fold.ts';
import type { FetchedPartition } from '../stream/kafka-wire.ts';
import type { PartitionTask, TaskContext } from '../stream/runtime.ts';
import { occasionally, type PartitionStatus } from '../stream/status.ts';
import { type EventRow, eventRow } from './event-row.ts';
import { blockToken, insertBlock, type PartitionOfTopic, storedEventId, storedOffset } from './events-table.ts';

/** A block is written when it has so many rows or bytes, or its first row is so old. */
const BLOCK_ROWS = 5_000;
const BLOCK_BYTES = 8 * 1024 * 1024;
const BLOCK_AGE_MS = 1_000;
/** Rows that may wait behind the block being written, before the partition is fetched no more; and when it is again. */
const MAX_WAITING_ROWS = 5_000;
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
const FIRST_RETRY_MS = 200;
const MAX_RETRY_MS = 3_000;
/** For reports only: how far events of one moment arrive apart. */
const OUT_OF_ORDER_MS = 10_000;

/** Rows of consecutive offsets, stored whole or not at all. */
interface Block {
  rows: EventRow[];
  last: number;
  /** The fold's state right after the block, where a checkpoint is due. */
  state: Buffer | null;
  nextOffset: number;
}

/**
 * One partition's way into ClickHouse, exactly once. The argument is in docs/exactness.md; in short: rows carry their
 * offset, a block is one atomic insert whose token is a compare-and-set on the offset stored before it, and where an
 * outcome is in doubt ClickHouse is asked.
 */
export class PartitionArchive implements PartitionTask {
  readonly #context: TaskContext;
  readonly #store: StoreClient;
  readonly #of: PartitionOfTopic;
  readonly #complain: (fields: object, message: string) => void;
  #fold: Fold;
  /** Last offset that ClickHouse has, -1 for none. */
  #stored = -1;
  /** The next insert must be looked up in ClickHouse: the first one, and those after a doubtful outcome. */
  #doubtful = true;
  #waiting: EventRow[] = [];
  #waitingBytes = 0;
  #waitingSince = 0;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;
  #writingFrom = -1;
  #saving: Promise<void> = Promise.resolve();
  #checkpointAt = performance.now();
  #checkpointOffset = 0;
  #end: number | null = null;
  #newest: number | null = null;
  #closed = false;
  #quiet = false;
  #full = false;
  #lastError: string | null = null;

  constructor(context: TaskContext, store: StoreClient) {
    this.#context = context;
    this.#store = store;
    this.#of = { topicId: context.topicId, partition: context.partition };
    this.#fold = new Fold(context.partition, 0);
    this.#complain = occasionally(context.log);
  }

  async open(): Promise<number> {
    const { checkpoints, partition, topicId, log } = this.#context;
    const end = await this.#context.end();
    let found = await checkpoints.load(partition, (m) => m.topicId === topicId && m.nextOffset <= end);
    const hint = found?.manifest.lastStored ?? -1;
    this.#stored = await storedOffset(this.#store, this.#of, Math.max(0, hint));
    if (hint >= 0 && this.#stored < hint) {
      // ClickHouse lost rows since (restored, dropped): only a state from before its end can be carried on.
      this.#stored = await storedOffset(this.#store, this.#of, 0);
      log.warn({ partition, stored: this.#stored, hint }, 'the store is behind the checkpoint: replaying the log');
      const stored = this.#stored;
      found = await checkpoints.load(partition, (m) => m.topicId === topicId && m.lastStored <= stored);
    }
    await this.#requireSameLog();
    if (found) this.#fold = Fold.decode(partition, found.state);
    this.#checkpointOffset = this.#fold.nextOffset;
    log.debug({ partition, stored: this.#stored, from: this.#fold.nextOffset }, 'archive task restored');
    return this.#fold.nextOffset;
  }

  /**
   * The last stored event must be where the log has it. A log that lost its tail (a power failure, a restored backup)
   * gives offsets out again: what came under them would be taken for stored. Better to stop and say so.
   */
  async #requireSameLog(): Promise<void> {
    if (this.#stored < 0) return;
    const record = await this.#context.recordAt(this.#stored);
    if (record === 'removed') return;
    const inLog = record && decodeEvent(record);
    const eventId = await storedEventId(this.#store, this.#of, this.#stored);
    if (inLog && !(inLog instanceof Malformed) && inLog.id === eventId) return;
    const place = `partition ${this.#of.partition}, offset ${this.#stored}`;
    const remedy =
      'delete the rows from that offset on of this kafka_topic_id from weir.events, or make the topic anew';
    throw new LogDivergedError(
      `${place}: ClickHouse has another event than the log. The log lost its tail: ${remedy}.`,
    );
  }

  process({ records, nextOffset, highWatermark }: FetchedPartition): void {
    this.#end = highWatermark;
    const malformed = this.#fold.malformedTotal;
    for (const record of records) {
      // Fetched again after a pause.
      if (record.offset < this.#fold.nextOffset) continue;
      const event = this.#fold.apply(record);
      if (!event) continue;
      this.#newest = Math.max(this.#newest ?? 0, event.ts);
      // Replayed only for the state's sake.
      if (event.offset <= this.#stored) continue;
      if (this.#waiting.length === 0) this.#waitingSince = performance.now();
      this.#waiting.push(eventRow(event, this.#of.topicId));
      this.#waitingBytes += record.value?.length ?? 0;
    }
    this.#fold.skipTo(nextOffset);
    if (this.#fold.malformedTotal > malformed) {
      const reasons = Object.fromEntries(this.#fold.malformed);
      this.#complain({ partition: this.#of.partition, reasons }, 'records that are no events were left out');
    }
    this.#applyBackpressure();
    this.#schedule();
  }

  async settle(): Promise<void> {
    this.#quiet = true;
    while (!this.#closed && this.#lastError === null && (this.#writing || this.#waiting.length > 0)) {
      if (!this.#writing) this.#writeNext();
      await this.#writing;
    }
    if (this.#closed || this.#waiting.length > 0 || this.#writing) return;
    if (this.#fold.nextOffset > this.#checkpointOffset) this.#save(this.#fold.encode(), this.#fold.nextOffset);
    await this.#saving;
  }

  proceed(): void {
    this.#quiet = false;
    this.#schedule();
  }

  committable(): number {
    if (this.#writing) return this.#writingFrom;
    return this.#waiting[0]?.kafka_offset ?? this.#fold.nextOffset;
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  status(): PartitionStatus {
    const offset = this.committable();
    return {
      partition: this.#of.partition,
      state: this.#lastError ? 'waiting' : this.#fold.nextOffset <= this.#stored ? 'restoring' : 'running',
      offset,
      end: this.#end,
      lag: this.#end === null ? null : Math.max(0, this.#end - offset),
      watermark: this.#newest === null ? null : this.#newest - OUT_OF_ORDER_MS,
      late: 0,
      duplicates: this.#fold.duplicates,
      malformed: this.#fold.malformedTotal,
      lastError: this.#lastError,
    };
  }

  #applyBackpressure(): void {
    const much = this.#waiting.length >= MAX_WAITING_ROWS || this.#waitingBytes >= MAX_WAITING_BYTES;
    if (much && !this.#full) this.#context.pause();
    if (!much && this.#full) this.#context.resume();
    this.#full = much;
  }

  /** Writes the next block now if it is due, else when it will be. */
  #schedule(): void {
    if (this.#writing || this.#quiet || this.#closed || this.#waiting.length === 0) return;
    const age = performance.now() - this.#waitingSince;
    const due = this.#waiting.length >= BLOCK_ROWS || this.#waitingBytes >= BLOCK_BYTES || age >= BLOCK_AGE_MS;
    if (due) this.#writeNext();
    else this.#timer ??= setTimeout(() => this.#onTimer(), BLOCK_AGE_MS - age);
  }

  #onTimer(): void {
    this.#timer = null;
    this.#schedule();
  }

  #writeNext(): void {
    const block = this.#cutBlock();
    this.#writingFrom = block.rows[0]?.kafka_offset ?? block.nextOffset;
    this.#writing = this.#write(block).then(() => {
      this.#writing = null;
      if (this.#closed) return;
      if (block.state) this.#save(block.state, block.nextOffset);
      this.#applyBackpressure();
      this.#schedule();
    });
  }

  /** A checkpoint can only be taken where the fold ends: with a block that takes all that waits. */
  #cutBlock(): Block {
    const rows = this.#waiting.length <= BLOCK_ROWS * 2 ? this.#waiting : this.#waiting.slice(0, BLOCK_ROWS);
    const all = rows === this.#waiting;
    this.#waitingBytes = all ? 0 : this.#waitingBytes * (1 - rows.length / this.#waiting.length);
    this.#waiting = all ? [] : this.#waiting.slice(rows.length);
    if (!all) this.#waitingSince = performance.now();
    const { nextOffset } = this.#fold;
    const due = checkpointDue(performance.now() - this.#checkpointAt, nextOffset - this.#checkpointOffset);
    const state = all && due ? this.#fold.encode() : null;
    return { rows, last: rows.at(-1)?.kafka_offset ?? -1, state, nextOffset };
  }

  /** Tries until ClickHouse has the block, or the task is closed. */
  async #write(block: Block): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    for (let attempt = 0; !this.#closed; ) {
      try {
        const outcome = await this.#writeOnce(block, attempt);
        this.#lastError = null;
        if (outcome === 'stored') return;
        if (outcome === 'outrun') return this.#context.restart('OUTRUN');
        if (outcome === 'token-spent') attempt++;
        else await delay(FIRST_RETRY_MS);
      } catch (error) {
        this.#doubtful = true;
        this.#lastError = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
        const message = error instanceof Error ? error.message : String(error);
        this.#complain({ partition: this.#of.partition, code: this.#lastError, message }, 'the store took no events');
        if (this.#lastError === UNKNOWN_TABLE || this.#lastError === UNKNOWN_DATABASE) {
          return this.#context.restart('TABLE_MISSING');
        }
        await delay(retryMs);
        retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
      }
    }
  }

  async #writeOnce(block: Block, attempt: number): Promise<'stored' | 'outrun' | 'token-spent' | 'no-lease'> {
    if (!this.#context.holdsLease()) {
      this.#doubtful = true;
      return 'no-lease';
    }
    await insertBlock(this.#store, block.rows, blockToken(this.#of, this.#stored, attempt));
    if (this.#doubtful || !this.#context.holdsLease()) {
      const last = await storedOffset(this.#store, this.#of, this.#stored + 1);
      // The token was known, yet nothing follows: what it had stored was deleted since.
      if (last === -1) return 'token-spent';
      // Another member's block was there first: our state may differ from what is stored.
      if (last !== block.last) return 'outrun';
      this.#doubtful = !this.#context.holdsLease();
    }
    this.#stored = block.last;
    return 'stored';
  }

  /** Saves behind the scenes, one after another. A failure costs a longer replay, no data. */
  #save(state: Buffer, nextOffset: number): void {
    const { checkpoints, partition, topicId, log } = this.#context;
    const checkpoint = { topicId, nextOffset, lastStored: this.#stored, state };
    this.#checkpointAt = performance.now();
    this.#checkpointOffset = nextOffset;
    this.#saving = this.#saving
      .then(() => checkpoints.save(partition, checkpoint))
      .catch((error) => log.warn({ partition, error }, 'a checkpoint was not saved'));
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The log is not the one that ClickHouse was filled from, though its topic is. */
class LogDivergedError extends Error {
  readonly code = 'LOG_DIVERGED';
}

const UNKNOWN_TABLE = '60';
const UNKNOWN_DATABASE = '81';
