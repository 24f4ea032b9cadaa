import type { Log } from '../log.ts';
import type { KafkaAdmin } from '../stream/kafka-client.ts';
import type { StreamsMessage } from './protocol.ts';
import { StreamsView } from './streams-view.ts';

const POLL_INTERVAL_MS = 1_000;

export interface StreamsMonitorOptions {
  admin: Pick<KafkaAdmin, 'topics' | 'groups'>;
  /** Takes each poll's outcome while the monitor watches. */
  show: (message: StreamsMessage) => void;
  log: Log;
}

/** Asks the log for its topics and groups once a second while anybody watches: one poll for all of them. */
export class StreamsMonitor {
  readonly #options: StreamsMonitorOptions;
  readonly #view = new StreamsView();
  #polling: Promise<StreamsMessage> | null = null;
  #latest: StreamsMessage | null = null;
  #timer: NodeJS.Timeout | null = null;
  #watching = false;

  constructor(options: StreamsMonitorOptions) {
    this.#options = options;
  }

  watch(watching: boolean): void {
    if (watching === this.#watching) return;
    this.#watching = watching;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (watching) void this.#round();
  }

  /** The log as it stood at most a second ago. Rejects where it cannot be asked. */
  async current(): Promise<StreamsMessage> {
    const fresh = this.#latest && this.#latest.at > Date.now() - POLL_INTERVAL_MS;
    return fresh ? this.#latest! : this.#poll();
  }

  close(): void {
    this.watch(false);
  }

  async #round(): Promise<void> {
    const startedAt = performance.now();
    try {
      const message = await this.#poll();
      if (this.#watching) this.#options.show(message);
    } catch (error) {
      // The feed's own readers tell the clients that the log is unreachable; the next round asks again.
      this.#options.log.debug({ err: error }, 'The log could not be asked for its topics and groups');
    }
    if (!this.#watching || this.#timer) return;
    const waitMs = Math.max(0, POLL_INTERVAL_MS - (performance.now() - startedAt));
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#round();
    }, waitMs);
  }

  #poll(): Promise<StreamsMessage> {
    this.#polling ??= this.#ask().finally(() => {
      this.#polling = null;
    });
    return this.#polling;
  }

  async #ask(): Promise<StreamsMessage> {
    const { admin } = this.#options;
    const [topics, groups] = await Promise.all([admin.topics(), admin.groups()]);
    this.#latest = this.#view.take(Date.now(), topics, groups);
    return this.#latest;
  }
}
