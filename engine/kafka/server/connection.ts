import type { Socket } from 'node:net';
import { ProtocolError } from '../protocol/protocol-error.ts';
import type { Principal } from '../security/principal.ts';
import type { SaslMechanism } from '../security/sasl/mechanisms.ts';
import type { SecurityProtocol } from '../security/security-protocol.ts';
import { Authentication, type AuthenticationOutcome } from './authentication.ts';
import type { BrokerContext } from './broker-context.ts';
import { DirectSocket } from './direct-socket.ts';
import { type Answer, apiNameOf, dispatch, mayOverlap, type Peer, releasesRequest } from './dispatch.ts';
import { type Frame, FrameReader } from './frame-reader.ts';
import { CloseConnection } from './handler.ts';
import { Outbox } from './outbox.ts';

/** Requests begun and not answered, of one connection. */
const MAX_UNDER_WAY = 64;
/** Requests read and not begun: past either, no more is read from the socket. */
const MAX_WAITING = 256;
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
/** Answer bytes that the client has not taken: past it, no further request is begun. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;

/** A client that has not authenticated by then is hung up on. */
const AUTHENTICATION_MS = 30_000;

/** By which listener a client came, and what that means for it. */
export interface Entrance {
  readonly protocol: SecurityProtocol;
  /** Where clients are told to come; null for where they came in. */
  readonly host: string | null;
  readonly port: number | null;
  /** SASL mechanisms to choose from; null where nobody has to authenticate. */
  readonly mechanisms: readonly SaslMechanism[] | null;
  /** Who the client is before SASL: the subject of its certificate, or anonymous. */
  readonly principal: Principal;
}

/** A request's place in the order of answers. */
interface Slot {
  answer: Answer | undefined;
}

const NOTHING = (): void => undefined;

/**
 * One client connection. Requests are begun in the order they came, one at a time except where the API lets its own overlap
 * (Produce), and always answered in that order. What is wrong with a request ends this connection, with one log line.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #broker: BrokerContext;
  readonly #peer: Peer;
  readonly #frames: FrameReader;
  /** Null where nobody has to authenticate. */
  readonly #authentication: Authentication | null;
  readonly #waiting: Frame[] = [];
  #waitingBytes = 0;
  /** Begun requests, oldest first. */
  readonly #underWay: Slot[] = [];
  #mutedUntilMs = 0;
  #unmute: NodeJS.Timeout | null = null;
  #state: 'open' | 'finishing' | 'closed' = 'open';
  readonly #closeListeners = new Set<() => void>();
  readonly #outbox: Outbox;

  constructor(socket: Socket, broker: BrokerContext, entrance: Entrance) {
    this.#socket = socket;
    this.#broker = broker;
    const authentication = entrance.mechanisms && this.#authenticationBy(entrance.mechanisms);
    this.#authentication = authentication;
    this.#frames = new FrameReader({
      maxFrameBytes: authentication ? broker.config.maxSaslBytes : broker.config.maxRequestBytes,
      memory: broker.requestMemory,
      isLendable: releasesRequest,
    });
    this.#peer = {
      broker,
      get principal() {
        return authentication?.principal ?? entrance.principal;
      },
      protocol: entrance.protocol,
      clientHost: plainAddress(socket.remoteAddress),
      host: entrance.host ?? plainAddress(socket.localAddress),
      port: entrance.port ?? socket.localPort ?? 0,
      mute: (ms) => this.#mute(ms),
      onClose: (listener) => {
        if (this.#state === 'closed') listener();
        else this.#closeListeners.add(listener);
        return () => this.#closeListeners.delete(listener);
      },
    };
    this.#outbox = new Outbox({
      socket,
      chunks: broker.chunks,
      onProgress: () => this.#beginWaiting(),
      onFault: (error) => this.#fail('Fetch', error),
    });
    socket.setNoDelay(true);
    socket.setTimeout(authentication ? AUTHENTICATION_MS : broker.config.maxIdleMs, () => socket.destroy());
    this.#readFrom(socket);
    socket.on('drain', () => this.#beginWaiting());
    socket.on('error', (error) =>
      broker.log.debug({ client: this.#client, error: error.message }, 'a client connection broke'),
    );
    socket.on('close', () => this.#closed());
  }

  /** Answers what is under way, then hangs up. */
  finish(): void {
    if (this.#state !== 'open') return;
    this.#state = 'finishing';
    // What comes now is not looked at, but only who reads learns that the client has hung up.
    this.#socket.resume();
    this.#forgetUnbegun();
    if (this.#underWay.length === 0) this.#outbox.end();
  }

  get #client(): string {
    return `${this.#peer.clientHost}:${this.#socket.remotePort}`;
  }

  #readFrom(socket: Socket): void {
    const frames = this.#frames;
    if (socket instanceof DirectSocket) {
      const filled = (bytes: number): void => this.#receive(() => frames.filled(bytes));
      socket.readInto({ space: () => frames.space(), filled });
    } else socket.on('data', (chunk) => this.#receive(() => frames.push(chunk)));
  }

  #receive(read: () => Frame[]): void {
    if (this.#state !== 'open') return;
    try {
      for (const frame of read()) {
        this.#waiting.push(frame);
        this.#waitingBytes += frame.bytes.length;
      }
    } catch (error) {
      this.#fail('frame', error);
      return;
    }
    if (this.#frames.isBlocked) this.#awaitMemory();
    this.#beginWaiting();
  }

  /** Stops waiting for room in the memory, where it does. */
  #stopAwaiting = NOTHING;

  #awaitMemory(): void {
    this.#stopAwaiting();
    this.#stopAwaiting = this.#broker.requestMemory.whenRoom(() => this.#receive(() => this.#frames.retry()));
  }

  /** Begins as many waiting requests as may be begun, and reads on only if few are left. */
  #beginWaiting(): void {
    while (this.#state === 'open' && this.#waiting.length > 0 && this.#mayBegin(this.#waiting[0]!.bytes)) {
      const frame = this.#waiting.shift()!;
      this.#waitingBytes -= frame.bytes.length;
      this.#begin(frame);
    }
    if (this.#state !== 'open') return;
    const isFull = this.#waiting.length >= MAX_WAITING || this.#waitingBytes >= MAX_WAITING_BYTES;
    if (isFull || this.#frames.isBlocked) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  #mayBegin(frame: Buffer): boolean {
    if (this.#unmute !== null) return false;
    if (this.#outbox.unsentBytes > MAX_UNSENT_BYTES) return false;
    if (this.#underWay.length === 0) return true;
    return this.#underWay.length < MAX_UNDER_WAY && this.#overlapping && mayOverlap(frame);
  }

  /** Begins no request until the time is up; a longer one replaces a shorter. Requests that have begun are answered meanwhile. */
  #mute(ms: number): void {
    const untilMs = performance.now() + ms;
    if (this.#state === 'closed' || untilMs <= this.#mutedUntilMs) return;
    if (this.#unmute !== null) clearTimeout(this.#unmute);
    this.#mutedUntilMs = untilMs;
    this.#unmute = setTimeout(() => {
      this.#unmute = null;
      this.#beginWaiting();
    }, ms);
  }

  /** Whether every request under way lets others of its kind begin. */
  #overlapping = false;

  #begin({ bytes, lent }: Frame): void {
    const slot: Slot = { answer: undefined };
    this.#underWay.push(slot);
    const failed = (error: unknown): void => {
      // Part of the request may be on its way to the disk.
      if (lent) this.#broker.requestMemory.forget(lent);
      this.#fail(apiNameOf(bytes), error);
    };
    const answered = (answer: Answer): void => {
      if (lent) this.#broker.requestMemory.giveBack(lent);
      this.#settle(slot, answer);
    };
    try {
      const authenticates = this.#authentication?.takes(bytes) === true;
      this.#overlapping = !authenticates && mayOverlap(bytes);
      const answer = authenticates ? this.#authentication!.answer(bytes) : dispatch(bytes, this.#peer);
      if (answer instanceof Promise) {
        answer.then((resolved) => {
          answered(resolved);
          if (this.#authentication?.hasFailed) this.finish();
          this.#beginWaiting();
        }, failed);
      } else {
        answered(answer);
      }
    } catch (error) {
      failed(error);
    }
  }

  #authenticationBy(mechanisms: readonly SaslMechanism[]): Authentication {
    const { config, credentials, passwordChecks } = this.#broker;
    return new Authentication({
      credentials,
      passwordChecks,
      mechanisms,
      maxReauthMs: config.maxReauthMs,
      failureDelayMs: config.failedAuthenticationDelayMs,
      apiVersions: (frame) => dispatch(frame, this.#peer),
      onOutcome: (outcome) => this.#authenticated(outcome),
      now: () => performance.now(),
    });
  }

  #authenticated({ mechanism, user, failure }: AuthenticationOutcome): void {
    const who = { client: this.#client, mechanism, user };
    if (failure !== null) {
      this.#broker.log.warn({ ...who, reason: failure }, 'a client failed to authenticate');
      return;
    }
    this.#broker.log.debug(who, 'a client has authenticated');
    this.#frames.limitTo(this.#broker.config.maxRequestBytes);
    this.#socket.setTimeout(this.#broker.config.maxIdleMs);
  }

  /** Notes an answer and sends every one that is next in order. */
  #settle(slot: Slot, answer: Answer): void {
    slot.answer = answer;
    while (this.#underWay.length > 0 && this.#underWay[0]!.answer !== undefined) {
      const { answer: next } = this.#underWay.shift()!;
      if (next !== null && next !== undefined) this.#send(next);
    }
    if (this.#state === 'finishing' && this.#underWay.length === 0) this.#outbox.end();
  }

  #send(answer: NonNullable<Answer>): void {
    try {
      this.#outbox.send(answer);
    } catch (error) {
      this.#fail('Fetch', error);
    }
  }

  #fail(api: string, error: unknown): void {
    if (this.#state === 'closed') return;
    const who = { client: this.#client, api };
    if (error instanceof ProtocolError || error instanceof CloseConnection) {
      this.#broker.log.warn({ ...who, reason: error.message }, 'closed a connection');
    } else {
      this.#broker.log.error({ ...who, err: error }, 'closed a connection: the broker failed on a request');
    }
    this.#closed();
    this.#socket.destroy();
  }

  #forgetUnbegun(): void {
    this.#stopAwaiting();
    this.#frames.abandon();
    for (const { lent } of this.#waiting) if (lent) this.#broker.requestMemory.giveBack(lent);
    this.#waiting.length = 0;
  }

  #closed(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    if (this.#unmute !== null) clearTimeout(this.#unmute);
    this.#forgetUnbegun();
    for (const listener of [...this.#closeListeners]) listener();
    this.#closeListeners.clear();
  }
}

/** An IPv4 address that reached a dual-stack socket, without its IPv6 wrapping. */
const plainAddress = (address: string | undefined): string => (address ?? '').replace(/^::ffff:/, '');
