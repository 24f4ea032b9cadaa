import { WebSocket } from 'ws';
import { applyMessage, EMPTY_VIEW, type LiveView } from '../../components/live/live-view.ts';
import type { Channel, ServerMessage, StreamedEvent, SubscribeMessage } from '../../engine/live/protocol.ts';

type Of<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;

/** A client of the live feed that keeps all it is told, and can stop reading as a stuck browser does. */
export class LiveClient {
  readonly messages: ServerMessage[] = [];
  /** When each message came, by `performance.now()`. */
  readonly cameAt: number[] = [];
  readonly #socket: WebSocket;
  readonly #opened: Promise<void>;
  readonly closed: Promise<number>;
  #waiting: Array<() => void> = [];

  constructor(webUrl: string) {
    this.#socket = new WebSocket(`${webUrl.replace('http', 'ws')}/api/live`);
    this.#opened = new Promise((resolve, reject) => {
      this.#socket.once('open', resolve);
      this.#socket.once('error', reject);
    });
    this.closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.on('message', (data) => {
      this.messages.push(JSON.parse(data.toString()));
      this.cameAt.push(performance.now());
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  async subscribe(channels: Channel[], site?: string, play?: SubscribeMessage['play']): Promise<this> {
    await this.#opened;
    this.#socket.send(JSON.stringify({ type: 'subscribe', channels, site, play }));
    return this;
  }

  /** Follows metrics of a site. */
  async follow(metrics: string[], site: string): Promise<this> {
    await this.#opened;
    this.#socket.send(JSON.stringify({ type: 'subscribe', channels: ['metrics'], site, metrics }));
    return this;
  }

  /** The metrics as the messages so far add up, by id. */
  metrics(): LiveView['metrics'] {
    return this.messages.reduce(applyMessage, EMPTY_VIEW).metrics;
  }

  of<T extends ServerMessage['type']>(type: T): Array<Of<T>> {
    return this.messages.filter((message): message is Of<T> => message.type === type);
  }

  /** All events of deltas so far, in the order in which they came. */
  events(): StreamedEvent[] {
    return this.of('delta').flatMap((delta) => delta.events ?? []);
  }

  skipped(): number {
    return this.of('delta').reduce((sum, delta) => sum + (delta.skipped ?? 0), 0);
  }

  /** Resolves once `condition` holds; looks again at each message. */
  async until(condition: () => boolean, limitMs = 15_000): Promise<void> {
    const deadline = performance.now() + limitMs;
    while (!condition()) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw new Error(`not so after ${limitMs} ms: ${condition}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(leftMs, 1_000));
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  stopReading(): void {
    this.#socket.pause();
  }

  readOn(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.terminate();
  }
}
