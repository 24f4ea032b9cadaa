import type { Log } from '../../log.ts';
import type { MetricDefinition } from '../definitions/definition.ts';
import { revisionKey } from './metric.ts';
import type { MetricRegistry } from './registry.ts';

export interface Held {
  definition: MetricDefinition;
  bytes: number;
}

/**
 * Keeps what this process holds for metrics under a limit, by an estimate of each state. Beyond it the revision that holds
 * most is stopped, everywhere and until somebody takes it up again: better no value, said so, than a wrong one or a process
 * that dies.
 */
export class MemoryBudget {
  readonly #limitBytes: number;
  readonly #registry: MetricRegistry;
  readonly #log: Log;
  readonly #held = new Map<number, readonly Held[]>();
  #stopping = false;

  constructor(limitBytes: number, registry: MetricRegistry, log: Log) {
    this.#limitBytes = limitBytes;
    this.#registry = registry;
    this.#log = log;
  }

  /** What the task on a partition holds now; none once it is closed. */
  report(partition: number, held: readonly Held[]): void {
    if (held.length === 0) this.#held.delete(partition);
    else this.#held.set(partition, held);
    if (this.#stopping || this.#total() <= this.#limitBytes) return;
    const largest = this.#largest();
    if (!largest) return;
    this.#stopping = true;
    void this.#stop(largest).finally(() => {
      this.#stopping = false;
    });
  }

  #total(): number {
    let total = 0;
    for (const held of this.#held.values()) for (const { bytes } of held) total += bytes;
    return total;
  }

  #largest(): Held | null {
    const byRevision = new Map<string, Held>();
    for (const { definition, bytes } of [...this.#held.values()].flat()) {
      const key = revisionKey(definition);
      byRevision.set(key, { definition, bytes: bytes + (byRevision.get(key)?.bytes ?? 0) });
    }
    return [...byRevision.values()].reduce<Held | null>(
      (most, held) => (held.bytes > (most?.bytes ?? 0) ? held : most),
      null,
    );
  }

  async #stop({ definition, bytes }: Held): Promise<void> {
    const { site, id, revision } = definition;
    const metric = this.#registry.get(site, id);
    if (!metric || metric.stopped.some((stopped) => stopped.revision === revision)) return;
    this.#log.warn({ site, id, revision, bytes, limit: this.#limitBytes }, 'a metric holds too much and is stopped');
    const stopped = [...metric.stopped, { revision, reason: 'memory', bytes, at: Date.now() } as const];
    try {
      await this.#registry.put(site, id, { ...metric, stopped });
    } catch (error) {
      this.#log.warn({ site, id, error }, 'the metric could not be stopped yet');
    }
  }
}
