import { setTimeout as sleep } from 'node:timers/promises';
import { ERROR_CODES, type ErrorName } from '../protocol/errors.ts';
import { ApiVersionsApi } from '../protocol/generated/api-versions.ts';
import { SaslAuthenticateApi } from '../protocol/generated/sasl-authenticate.ts';
import { SaslHandshakeApi } from '../protocol/generated/sasl-handshake.ts';
import { type Principal, userPrincipal } from '../security/principal.ts';
import type { SaslExchange } from '../security/sasl/exchange.ts';
import { SaslFailure } from '../security/sasl/failure.ts';
import { beginExchange, type SaslMechanism, type SaslServices } from '../security/sasl/mechanisms.ts';
import type { Answer } from './dispatch.ts';
import { CloseConnection } from './handler.ts';
import { decodeSaslRequest, encodeSaslAnswer, encodeToken, type SaslRequest } from './sasl-frames.ts';

/** KIP-368: a session may be renewed once a second at most. */
const MIN_REAUTHENTICATION_MS = 1000;

export interface AuthenticationOptions extends SaslServices {
  /** Offered on this listener. */
  readonly mechanisms: readonly SaslMechanism[];
  /** connections.max.reauth.ms; 0 lets sessions last. */
  readonly maxReauthMs: number;
  /** connection.failed.authentication.delay.ms: who guesses passwords waits that long for each answer. */
  readonly failureDelayMs: number;
  /** Answers ApiVersions, which a client may ask before it authenticates. */
  apiVersions(frame: Buffer): Answer | Promise<Answer>;
  /** Told of each end, good or bad. */
  onOutcome(outcome: AuthenticationOutcome): void;
  now(): number;
}

export interface AuthenticationOutcome {
  readonly mechanism: string | null;
  /** Null where the user does not exist, or was not said. */
  readonly user: string | null;
  /** Null where it succeeded. */
  readonly failure: string | null;
}

/** An exchange under way. */
interface Exchanging {
  readonly mechanism: SaslMechanism;
  readonly exchange: SaslExchange;
  /** Tokens come as bare frames: the handshake was of version 0. */
  readonly isBare: boolean;
}

/**
 * The SASL part of one connection (KIP-43, KIP-152), as Kafka has it:
 *
 *     start -- ApiVersions --> asked -- SaslHandshake --> exchanging -- tokens --> done -- SaslHandshake --> exchanging (KIP-368)
 *     start -- SaslHandshake --> exchanging        anything else, and a wrong token --> failed: the connection is closed
 *
 * Authenticating anew keeps mechanism and principal. Once a session is over, nothing but a handshake is taken.
 */
export class Authentication {
  readonly #options: AuthenticationOptions;
  #state: 'start' | 'asked' | 'exchanging' | 'done' | 'failed' = 'start';
  #exchanging: Exchanging | null = null;
  /** Of the session that was authenticated last. */
  #session: { readonly principal: Principal; readonly mechanism: SaslMechanism } | null = null;
  #sessionEndsMs = Number.POSITIVE_INFINITY;
  #lastRenewalMs = Number.NEGATIVE_INFINITY;

  constructor(options: AuthenticationOptions) {
    this.#options = options;
  }

  /** Null until the client has authenticated for the first time. */
  get principal(): Principal | null {
    return this.#session?.principal ?? null;
  }

  get hasFailed(): boolean {
    return this.#state === 'failed';
  }

  /** Whether a frame belongs to authentication, and not to an API's handler. Throws CloseConnection where the session is over. */
  takes(frame: Buffer): boolean {
    if (this.#state !== 'done') return true;
    const { maxReauthMs, now } = this.#options;
    // Where sessions do not end there is nothing to renew.
    if (maxReauthMs === 0) return false;
    const isHandshake = frame.length >= 2 && frame.readInt16BE(0) === SaslHandshakeApi.key;
    if (isHandshake && now() - this.#lastRenewalMs >= MIN_REAUTHENTICATION_MS) return true;
    if (now() > this.#sessionEndsMs) throw new CloseConnection('the session is over, and was not authenticated anew');
    return false;
  }

  /** Answers a frame that it takes. After a failure the answer comes late, and the connection is to be closed behind it. */
  async answer(frame: Buffer): Promise<Answer> {
    if (this.#state === 'exchanging' && this.#exchanging?.isBare) return this.#bareToken(frame);
    const request = decodeSaslRequest(frame);
    if (request === null) return this.#illegal(null);
    if (request.api === 'ApiVersions') {
      if (this.#state !== 'start') return this.#illegal(request);
      if (request.header.apiVersion <= ApiVersionsApi.versions[1]) this.#state = 'asked';
      return this.#options.apiVersions(frame);
    }
    if (request.api === 'SaslHandshake') return this.#handshake(request);
    return this.#token(request);
  }

  async #handshake(request: SaslRequest & { api: 'SaslHandshake' }): Promise<Answer> {
    if (this.#state === 'exchanging') return this.#illegal(request);
    const mechanism = this.#options.mechanisms.find((name) => name === request.mechanism);
    const answer = (code: ErrorName): Answer =>
      encodeSaslAnswer(SaslHandshakeApi, request.header, {
        errorCode: ERROR_CODES[code],
        mechanisms: [...this.#options.mechanisms],
      });
    if (mechanism === undefined) {
      await this.#fail(null, new SaslFailure('asks for a mechanism that is not offered'));
      return answer('UNSUPPORTED_SASL_MECHANISM');
    }
    if (this.#session !== null) this.#lastRenewalMs = this.#options.now();
    const exchange = beginExchange(mechanism, this.#options);
    this.#exchanging = { mechanism, exchange, isBare: request.header.apiVersion === 0 };
    this.#state = 'exchanging';
    return answer('NONE');
  }

  async #token(request: SaslRequest & { api: 'SaslAuthenticate' }): Promise<Answer> {
    const exchanging = this.#exchanging;
    if (this.#state !== 'exchanging' || exchanging === null) return this.#illegal(request);
    const answer = (code: ErrorName, errorMessage: string | null, authBytes: Buffer, sessionLifetimeMs: number) =>
      encodeSaslAnswer(SaslAuthenticateApi, request.header, {
        errorCode: ERROR_CODES[code],
        errorMessage,
        authBytes,
        sessionLifetimeMs,
      });
    try {
      const { token, isDone } = await this.#step(exchanging, request.authBytes);
      return answer('NONE', null, token, isDone ? this.#options.maxReauthMs : 0);
    } catch (error) {
      await this.#fail(exchanging.mechanism, error);
      const message = `Authentication failed due to invalid credentials with SASL mechanism ${exchanging.mechanism}`;
      return answer('SASL_AUTHENTICATION_FAILED', message, Buffer.alloc(0), 0);
    }
  }

  /** Without SaslAuthenticate there is no way to tell a failure but to hang up. */
  async #bareToken(token: Buffer): Promise<Answer> {
    const exchanging = this.#exchanging!;
    try {
      return encodeToken((await this.#step(exchanging, token)).token);
    } catch (error) {
      await this.#fail(exchanging.mechanism, error);
      return null;
    }
  }

  async #step({ exchange, mechanism }: Exchanging, token: Buffer): Promise<{ token: Buffer; isDone: boolean }> {
    const step = await exchange.step(token);
    if (step.user === null) return { token: step.token, isDone: false };
    const principal = userPrincipal(step.user);
    if (this.#session !== null && this.#session.principal !== principal) {
      throw new SaslFailure('authenticates anew as another user', step.user);
    }
    if (this.#session !== null && this.#session.mechanism !== mechanism) {
      throw new SaslFailure('authenticates anew by another mechanism', step.user);
    }
    this.#session = { principal, mechanism };
    this.#exchanging = null;
    this.#state = 'done';
    const { maxReauthMs, now, onOutcome } = this.#options;
    if (maxReauthMs > 0) this.#sessionEndsMs = now() + maxReauthMs;
    onOutcome({ mechanism, user: step.user, failure: null });
    return { token: step.token, isDone: true };
  }

  /** A request that does not belong here: told where its answer has a place for it. */
  async #illegal(request: SaslRequest | null): Promise<Answer> {
    await this.#fail(null, new SaslFailure('sends a request before it has authenticated'));
    if (request?.api === 'SaslHandshake') {
      const errorCode = ERROR_CODES.ILLEGAL_SASL_STATE;
      return encodeSaslAnswer(SaslHandshakeApi, request.header, { errorCode, mechanisms: [] });
    }
    return null;
  }

  /** Throws what is no failure of the client. */
  async #fail(mechanism: string | null, error: unknown): Promise<void> {
    this.#state = 'failed';
    if (!(error instanceof SaslFailure)) throw error;
    this.#options.onOutcome({ mechanism, user: error.user, failure: error.message });
    await sleep(this.#options.failureDelayMs);
  }
}
