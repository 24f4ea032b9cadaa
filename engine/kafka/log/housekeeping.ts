import type { LogSink } from '../log-sink.ts';
import type { PartitionLog } from './partition-log.ts';

const FLUSH_EVERY_MS = 250;
const CHECKPOINT_EVERY_MS = 5_000;
const RETENTION_EVERY_MS = 30_000;
/** Kafka's producer.id.expiration.ms: an idempotent producer silent for that long is forgotten. */
const PRODUCER_EXPIRY_MS = 86_400_000;
/** fsyncs under way at once: the rest of the thread pool stays free for reads. */
const FLUSHES_AT_ONCE = 2;

export interface HousekeepingOptions {
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

  constructor(options: HousekeepingOptions) {
    this.#options = options;
  }

  start(): void {
    const chores: readonly Chore[] = [
      { name: 'flush', everyMs: FLUSH_EVERY_MS, run: () => this.#flush() },
      { name: 'checkpoint', everyMs: CHECKPOINT_EVERY_MS, run: async () => this.#options.checkpoint() },
      { name: 'retention', everyMs: RETENTION_EVERY_MS, run: async () => this.#retain() },
    ];
    for (const chore of chores) this.#timers.add(setInterval(() => this.#begin(chore), chore.everyMs));
  }

  /** Stops the timers and waits for what runs; the cleaner gives up at its next step. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers.clear();
    await Promise.all(this.#running.values());
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
      for (let log = due.pop(); log; log = due.pop()) await log.flush();
    };
    await Promise.all(Array.from({ length: FLUSHES_AT_ONCE }, worker));
  }

  #retain(): void {
    const { now, log: sink } = this.#options;
    for (const log of this.#options.partitions()) {
      log.producers.expire(now() - PRODUCER_EXPIRY_MS);
      const segments = log.applyRetention();
      if (segments > 0)
        sink.info(
          { topic: log.topic, partition: log.partition, segments, logStartOffset: log.logStartOffset },
          'Deleted old segments.',
        );
    }
  }
}
