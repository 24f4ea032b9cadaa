import { setImmediate as turn } from 'node:timers/promises';
import { ApiVersionsApi } from '../../engine/kafka/protocol/generated/api-versions.ts';
import { frameOf } from '../engine/kafka/raw-client.ts';
import type { FuzzFrame } from './frames.ts';
import { FuzzConnection } from './fuzz-connection.ts';
import { mayBeSilent, sentFrames, wrongAnswers } from './stream-frames.ts';

/** What a frame came to. Only `fault` is a fault. */
export type Outcome =
  | { readonly kind: 'answered' | 'hung-up' | 'silent' | 'gone' }
  | { readonly kind: 'fault'; readonly what: string };

export interface Patience {
  /** How long an answer is waited for that may rightly not come. */
  readonly silentMs: number;
  /** How long anything may take; past it the broker counts as hanging. */
  readonly hangMs: number;
  /** How long the broker may take to let go of what a round's connections held. */
  readonly settleMs: number;
}

const STORM_CONNECTIONS = 50;
const probe = (correlationId: number): Buffer =>
  frameOf(ApiVersionsApi, 3, correlationId, { clientSoftwareName: 'fuzz', clientSoftwareVersion: '1' });
const BEFORE = 0x7100_0001;
const AFTER = 0x7100_0002;

/** Sends frames one after another on a connection that is opened anew whenever a frame has used it up. */
export class Lane {
  readonly #port: number;
  readonly #patience: Patience;
  #connection: FuzzConnection | undefined;

  constructor(port: number, patience: Patience) {
    this.#port = port;
    this.#patience = patience;
  }

  close(): void {
    this.#connection?.destroy();
    this.#connection = undefined;
  }

  async deliver(frame: FuzzFrame): Promise<Outcome> {
    const { delivery, bytes } = frame;
    if (delivery === 'storm') return this.#storm(bytes);
    const connection = await this.#open();
    switch (delivery) {
      case 'cut':
        connection.socket.write(bytes.subarray(0, frame.cuts[0]), () => this.close());
        await connection.until(() => false, this.#patience.hangMs);
        return { kind: 'gone' };
      case 'reset':
        connection.socket.write(bytes);
        await turn();
        connection.socket.resetAndDestroy();
        this.close();
        return { kind: 'gone' };
      case 'half-close':
        connection.socket.end(bytes);
        return this.#expectEnd(connection, sentFrames(bytes).frames);
      case 'pipelined':
        return this.#converse(connection, Buffer.concat([probe(BEFORE), bytes, probe(AFTER)]), () =>
          connection.socket.write(Buffer.concat([probe(BEFORE), bytes, probe(AFTER)])),
        );
      case 'split':
        return this.#converse(connection, bytes, () => this.#writePieces(connection, frame));
      default:
        return this.#converse(connection, bytes, () => connection.socket.write(bytes));
    }
  }

  async #open(): Promise<FuzzConnection> {
    if (this.#connection === undefined || this.#connection.isClosed) {
      this.#connection = await FuzzConnection.open(this.#port);
    }
    this.#connection.answers = [];
    return this.#connection;
  }

  /** Sends, and reads every answer that is due. */
  async #converse(connection: FuzzConnection, bytes: Buffer, send: () => unknown): Promise<Outcome> {
    const { frames, end } = sentFrames(bytes);
    await send();
    const isSilent = frames.some(mayBeSilent) || frames.length === 0;
    const limitMs = isSilent ? this.#patience.silentMs : this.#patience.hangMs;
    const isAnswered = await connection.until(() => connection.answers.length >= frames.length, limitMs);
    const fault = wrongAnswers(frames, connection.answers);
    if (fault !== null) return this.#fault(fault);
    if (connection.isClosed) return { kind: 'hung-up' };
    if (!isAnswered && !isSilent) return this.#fault(`no answer within ${limitMs} ms`);
    if (end === 'impossible' && !(await connection.closes(this.#patience.hangMs))) {
      return this.#fault('an impossible length did not end the connection');
    }
    if (end === 'incomplete') {
      connection.socket.end();
      return this.#expectEnd(connection, frames);
    }
    if (isAnswered) return { kind: 'answered' };
    // Whatever it waits for would come in the middle of what is sent next.
    this.close();
    return { kind: 'silent' };
  }

  /** This side is closed: the broker must follow, whatever is under way. */
  async #expectEnd(connection: FuzzConnection, frames: readonly Buffer[]): Promise<Outcome> {
    const isClosed = await connection.closes(this.#patience.hangMs);
    const fault = isClosed ? wrongAnswers(frames, connection.answers) : 'the broker kept a half-closed connection open';
    if (fault !== null) return this.#fault(fault);
    return { kind: 'hung-up' };
  }

  #fault(what: string): Outcome {
    this.close();
    return { kind: 'fault', what };
  }

  async #writePieces(connection: FuzzConnection, { bytes, cuts }: FuzzFrame): Promise<void> {
    let from = 0;
    for (const cut of [...cuts, bytes.length]) {
      if (cut > from && !connection.isClosed) connection.socket.write(bytes.subarray(from, cut));
      from = Math.max(from, cut);
      await turn();
    }
  }

  async #storm(bytes: Buffer): Promise<Outcome> {
    const connections = await Promise.all(
      Array.from({ length: STORM_CONNECTIONS }, () => FuzzConnection.open(this.#port)),
    );
    for (const [index, { socket }] of connections.entries()) if (index % 3 !== 0) socket.write(bytes);
    await turn();
    for (const [index, connection] of connections.entries()) {
      if (index % 2 === 0) connection.socket.resetAndDestroy();
      else connection.destroy();
    }
    return { kind: 'gone' };
  }
}
