import type { ErrorCode, ServerMessage } from './protocol.ts';
import type { Cursor, Frame, Wanted } from './site-feed.ts';
import type { LiveSocket } from './socket.ts';

/** No client gets more than ten messages a second. */
export const MESSAGE_INTERVAL_MS = 100;
/** With more than this unsent a client is slow: it gets nothing new until the kernel has taken what there is. */
const MAX_BUFFERED_BYTES = 64 * 1024;
/** A client that has been slow for so long without a pause is closed. */
const STUCK_MS = 30_000;
const PING_INTERVAL_MS = 15_000;
/** A follower who was told nothing for so long is told how the log is, so that silence always means a dead connection. */
const QUIET_MS = 1_050;
/** Subscriptions, and so snapshots, that a client may ask for within `PING_INTERVAL_MS`. */
const MAX_REQUESTS = 60;

const TRY_AGAIN_LATER = 1013;
const POLICY_VIOLATION = 1008;

export interface Subscription extends Wanted {
  /** Null where no channel is about a site. */
  site: string | null;
}

/**
 * One client: what it wants and what it has been shown. Its memory is bounded by what the socket may hold (64 KB and one
 * message): nothing is queued for it, a later message is made from its cursor instead.
 */
export class Subscriber {
  readonly #socket: LiveSocket;
  #subscription: Subscription = { site: null, channels: [], metrics: [] };
  #cursor: Cursor | null = null;
  #streams = 0;
  #readyAt = 0;
  /** When it was last sent anything. */
  #toldAt = 0;
  #slowSince: number | null = null;
  #pingAt: number;
  #awaitsPong = false;
  #requests = 0;

  constructor(socket: LiveSocket, nowMs: number) {
    this.#socket = socket;
    this.#pingAt = nowMs + PING_INTERVAL_MS;
  }

  get subscription(): Subscription {
    return this.#subscription;
  }

  /** Null until the snapshot is sent. */
  get cursor(): Cursor | null {
    return this.#cursor;
  }

  /** Number of the newest `streams` message that it has; 0 before the first. */
  get streams(): number {
    return this.#streams;
  }

  /** Takes the place of the subscription before, and begins with a snapshot again. */
  subscribe(subscription: Subscription): void {
    this.#subscription = subscription;
    this.#cursor = null;
    this.#streams = 0;
  }

  /** Begins with a snapshot again. */
  restart(): void {
    this.#cursor = null;
  }

  /** 0: a message may be sent now. Else how long to wait before asking again, ms. */
  waitMs(nowMs: number): number {
    if (this.#socket.bufferedBytes > MAX_BUFFERED_BYTES) {
      this.#slowSince ??= nowMs;
      return MESSAGE_INTERVAL_MS;
    }
    this.#slowSince = null;
    return Math.max(0, this.#readyAt - nowMs);
  }

  /** Follows something, has heard nothing for over a second, and would take a message. */
  isQuiet(nowMs: number): boolean {
    const follows = this.#subscription.channels.length > 0;
    return follows && !this.isSlow && nowMs - this.#toldAt > QUIET_MS;
  }

  get isSlow(): boolean {
    return this.#slowSince !== null;
  }

  /** Sends what the pace allows: `waitMs` was 0. */
  show(frame: Frame, nowMs: number): void {
    this.#cursor = frame.cursor;
    this.#send(frame.message, nowMs);
  }

  showStreams(message: Buffer, version: number, nowMs: number): void {
    this.#streams = version;
    this.#send(message, nowMs);
  }

  /** Sends at once, outside the pace: state changes and errors are rare and small. */
  tell(message: ServerMessage, nowMs = performance.now()): void {
    this.#toldAt = nowMs;
    this.#socket.send(Buffer.from(JSON.stringify(message)));
  }

  refuse(code: ErrorCode, message: string): void {
    this.tell({ type: 'error', code, message });
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** Counts a request of the client's; false, and closed, where it asks too often. */
  requested(): boolean {
    this.#requests++;
    if (this.#requests <= MAX_REQUESTS) return true;
    this.close(POLICY_VIOLATION, 'too many messages');
    return false;
  }

  heard(): void {
    this.#awaitsPong = false;
  }

  /** Once a second: pings, and drops a peer that is dead or stuck. True where it was dropped. */
  check(nowMs: number): boolean {
    if (this.#slowSince !== null && nowMs - this.#slowSince > STUCK_MS) {
      this.close(TRY_AGAIN_LATER, 'too slow');
      this.terminate();
      return true;
    }
    if (nowMs < this.#pingAt) return false;
    if (this.#awaitsPong) {
      this.terminate();
      return true;
    }
    this.#pingAt = nowMs + PING_INTERVAL_MS;
    this.#awaitsPong = true;
    this.#requests = 0;
    this.#socket.ping();
    return false;
  }

  #send(message: Buffer, nowMs: number): void {
    this.#readyAt = nowMs + MESSAGE_INTERVAL_MS;
    this.#toldAt = nowMs;
    this.#socket.send(message);
  }
}
