import type { LogSink } from '../log-sink.ts';
import type { PartitionLog } from './partition-log.ts';

const FLUSH_EVERY_MS = 250;
const CHECKPOINT_EVERY_MS = 5_000;
/** However small log.cleaner.backoff.ms is. */
const MIN_CLEAN_EVERY_MS = 100;
/** Longest that a timer can wait. */
const LONGEST_MS = 0x7fff_ffff;
/** fsyncs under way at once: the rest of the thread pool stays free for reads. */
const FLUSHES_AT_ONCE = 2;

/** What can be changed while the broker runs. */
export interface HousekeepingPace {
  /** Kafka's log.cleaner.backoff.ms: how long the cleaner rests. */
  readonly cleanEveryMs: number;
  /** Kafka's log.retention.check.interval.ms: time between two looks for segments to delete. */
  readonly retainEveryMs: number;
  /** Kafka's producer.id.expiration.ms: an idempotent producer silent for that long is forgotten. */
  readonly producerExpiryMs: number;
}

export const DEFAULT_PACE: HousekeepingPace = {
  cleanEveryMs: 15_000,
  retainEveryMs: 30_000,
  producerExpiryMs: 86_400_000,
};

export interface HousekeepingOptions {
  readonly pace: () => HousekeepingPace;
  readonly partitions: () => Iterable<PartitionLog>;
  readonly checkpoint: () => void;
  readonly log: LogSink;
  readonly now: () => number;
}

interface Chore {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
}

/** The timers that keep all partitions in shape. A chore never overlaps itself; one that fails is logged and comes round again. */
export class Housekeeping {
  readonly #options: HousekeepingOptions;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #running = new Map<string, Promise<void>>();
  #stopping = false;

  constructor(options: HousekeepingOptions) {
    this.#options = options;
  }

  start(): void {
    const chores: readonly Chore[] = [
      { name: 'flush', everyMs: FLUSH_EVERY_MS, run: () => this.#flush() },
      { name: 'checkpoint', everyMs: CHECKPOINT_EVERY_MS, run: async () => this.#options.checkpoint() },
      { name: 'retention', everyMs: this.#options.pace().retainEveryMs, run: () => this.#retain() },
      {
        name: 'clean',
        everyMs: Math.max(this.#options.pace().cleanEveryMs, MIN_CLEAN_EVERY_MS),
        run: () => this.#clean(),
      },
    ];
    for (const chore of chores)
      this.#timers.add(setInterval(() => this.#begin(chore), Math.min(chore.everyMs, LONGEST_MS)));
  }

  /** Goes on at the pace that holds now, where it had begun. */
  restart(): void {
    if (this.#timers.size === 0) return;
    this.#clearTimers();
    this.start();
  }

  /** Stops the timers and waits for what runs; the cleaner gives up at its next step. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#clearTimers();
    await Promise.all(this.#running.values());
  }

  #clearTimers(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers.clear();
  }

  #begin(chore: Chore): void {
    if (this.#running.has(chore.name)) return;
    const run = chore
      .run()
      .catch((error) =>
        this.#options.log.error(
          { err: error, chore: chore.name },
          'Housekeeping of the log failed and will be tried again.',
        ),
      )
      .finally(() => this.#running.delete(chore.name));
    this.#running.set(chore.name, run);
  }

  async #flush(): Promise<void> {
    const due = [...this.#options.partitions()].filter((log) => log.needsFlush());
    const worker = async (): Promise<void> => {
      for (let log = due.pop(); log; log = due.pop()) await this.#attempt('flush', log, log.flush());
    };
    await Promise.all(Array.from({ length: FLUSHES_AT_ONCE }, worker));
  }

  async #retain(): Promise<void> {
    for (const log of this.#options.partitions()) await this.#attempt('retention', log, this.#retainOne(log));
  }

  async #retainOne(log: PartitionLog): Promise<void> {
    const { now, log: sink } = this.#options;
    log.producers.expire(now() - this.#options.pace().producerExpiryMs);
    const segments = log.applyRetention();
    const { topic, partition, logStartOffset } = log;
    if (segments > 0) sink.info({ topic, partition, segments, logStartOffset }, 'Deleted old segments.');
  }

  async #clean(): Promise<void> {
    for (const log of this.#options.partitions()) {
      if (this.#stopping) return;
      await this.#attempt('clean', log, this.#cleanOne(log));
    }
  }

  async #cleanOne(log: PartitionLog): Promise<void> {
    const cleaned = await log.clean(() => this.#stopping);
    const { topic, partition } = log;
    if (cleaned) this.#options.log.info({ topic, partition, ...cleaned }, 'Compacted the log.');
  }

  /** One partition in trouble does not keep the others from their turn. */
  async #attempt(chore: string, { topic, partition }: PartitionLog, work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#options.log.error(
        { err: error, chore, topic, partition },
        'Housekeeping of a partition failed and will be tried again.',
      );
    }
  }
}
