import type { Api } from '../protocol/api.ts';
import type { Principal } from '../security/principal.ts';
import type { SecurityProtocol } from '../security/security-protocol.ts';
import type { BrokerContext } from './broker-context.ts';

/** What a handler knows about the request besides its message. */
export interface RequestContext {
  readonly broker: BrokerContext;
  readonly version: number;
  /** '' where the client gave none. */
  readonly clientId: string;
  /** The client's address. */
  readonly clientHost: string;
  /** Who the client is: `User:name`. */
  readonly principal: Principal;
  /** Of the listener that the client came by. */
  readonly protocol: SecurityProtocol;
  /** Where this client reaches this broker. */
  readonly host: string;
  readonly port: number;
  /** Begins no further request of this connection for so long (KIP-219). */
  mute(ms: number): void;
  /** Calls the listener when the connection ends; returns how to stop listening. */
  onClose(listener: () => void): () => void;
}

/** A quota of bytes, and how many a request used of it. */
export interface Metered<Response> {
  readonly quota: 'producer_byte_rate' | 'consumer_byte_rate';
  bytes(requestBytes: number, response: Response | null): number;
}

export interface Handler<Request, Response> {
  readonly api: Api<Request, Response>;
  /** What ApiVersions says; the first may lie below what the codecs cover (see produce.ts). */
  readonly versions: readonly [number, number];
  /** Whether a further request of the same API may be begun before this one is answered; answers keep their order. */
  readonly overlaps?: boolean;
  /** What counts against a byte rate of the client: the request's bytes, or those that the response carries (KIP-13). */
  readonly metered?: Metered<Response>;
  /** Whether nothing refers to the request's bytes once it is answered: its buffer is then used for another one. */
  readonly releasesRequest?: boolean;
  /** Answers; null sends nothing (Produce with acks=0). What it throws closes the connection. */
  handle(request: Request, context: RequestContext): Response | null | Promise<Response | null>;
}

/** A handler whose message types are known to itself alone. */
export type AnyHandler = Handler<unknown, unknown>;

/** Registers a handler; message types stay with it, the table only passes on what its own codec made. */
export function handler<Request, Response>(registration: Handler<Request, Response>): AnyHandler {
  return registration as Handler<never, Response> as AnyHandler;
}

/** Ends the connection with one log line. */
export class CloseConnection extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'CloseConnection';
  }
}
