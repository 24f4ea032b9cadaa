import type { ServerMessage, SubscribeMessage } from '../../engine/live/protocol.ts';
import { until } from '../../test/until.ts';

interface SeenEvent {
  id: string;
  /** Wall clock of the sender as it sent it, ms with fractions. */
  sentAt: number;
  seenAt: number;
  partition: number;
  offset: number;
}

/** A browser's view of one site over one socket: its event stream and figures, with when each message came. */
export class LiveWatch {
  #socket: WebSocket | null = null;
  readonly #events: SeenEvent[] = [];
  /** For each partition the next offset not covered by the figures, and when the message that said so came. */
  readonly #covered = new Map<number, Array<{ next: number; at: number }>>();
  /** Events that the feed left out: they have no delay. */
  skipped = 0;

  static async open(webUrl: string, site: string): Promise<LiveWatch> {
    const watch = new LiveWatch();
    await watch.#subscribe(webUrl, { type: 'subscribe', site, channels: ['figures', 'events'] });
    return watch;
  }

  /** Waits until so many events with this id prefix were seen or skipped, and the figures cover those seen. */
  async settle(prefix: string, expected: number): Promise<void> {
    await until(`the feed to show ${expected} events`, () => this.#of(prefix).length + this.skipped >= expected);
    await until('the counters to cover them', () =>
      this.#of(prefix).every(({ partition, offset }) => (this.#covered.get(partition)?.at(-1)?.next ?? 0) > offset),
    );
  }

  feedDelaysMs(prefix: string): number[] {
    return this.#of(prefix).map(({ sentAt, seenAt }) => seenAt - sentAt);
  }

  counterDelaysMs(prefix: string): number[] {
    return this.#of(prefix).map(({ sentAt, partition, offset }) => {
      const covering = this.#covered.get(partition)!.find(({ next }) => next > offset)!;
      return covering.at - sentAt;
    });
  }

  close(): void {
    this.#socket?.close();
  }

  #of(prefix: string): SeenEvent[] {
    return this.#events.filter(({ id }) => id.startsWith(`${prefix}-`));
  }

  async #subscribe(webUrl: string, message: SubscribeMessage): Promise<void> {
    const socket = new WebSocket(`${webUrl.replace('http', 'ws')}/api/live`);
    this.#socket = socket;
    let subscribed = false;
    let failed: string | null = null;
    socket.addEventListener('open', () => socket.send(JSON.stringify(message)));
    socket.addEventListener('error', () => {
      failed = 'the live feed did not open';
    });
    socket.addEventListener('message', ({ data }) => {
      const at = performance.timeOrigin + performance.now();
      const received = JSON.parse(String(data)) as ServerMessage;
      if (received.type === 'snapshot') subscribed = true;
      if (received.type === 'error') failed = received.message;
      if (received.type === 'delta' || received.type === 'snapshot') this.#take(received, at);
    });
    await until('the live feed to answer', () => subscribed || failed !== null);
    if (failed !== null) throw new Error(failed);
  }

  #take(message: Extract<ServerMessage, { type: 'delta' | 'snapshot' }>, at: number): void {
    if (message.type === 'delta') this.skipped += message.skipped ?? 0;
    for (const { id, props, partition, offset } of message.events ?? []) {
      this.#events.push({ id, sentAt: Number(props.sent), seenAt: at, partition, offset });
    }
    for (const [partition, next] of Object.entries(message.offsets.figures ?? {})) {
      const history = this.#covered.get(Number(partition)) ?? [];
      if (next > (history.at(-1)?.next ?? -1)) history.push({ next, at });
      this.#covered.set(Number(partition), history);
    }
  }
}
