import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { FrameReader } from '../../engine/kafka/server/frame-reader.ts';

const MAX_ANSWER_BYTES = 0x7fff_ffff;

/** One connection of the fuzzer: sends bytes as they are, gathers answers, and notices its end. */
export class FuzzConnection {
  readonly socket: Socket;
  readonly #frames = new FrameReader({ maxFrameBytes: MAX_ANSWER_BYTES });
  answers: Buffer[] = [];
  isClosed = false;
  /** Called whenever an answer came or the connection ended. */
  #changed: () => void = () => undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.answers.push(...this.#frames.push(chunk).map(({ bytes }) => bytes));
      this.#changed();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isClosed = true;
      this.#changed();
    });
  }

  /** Rejects with what the system says where nobody listens. */
  static async open(port: number): Promise<FuzzConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new FuzzConnection(socket);
  }

  /** Waits until something holds, `closed` counting as an end; false once `limitMs` are over. */
  until(holds: () => boolean, limitMs: number): Promise<boolean> {
    if (this.isClosed || holds()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (outcome: boolean): void => {
        clearTimeout(timer);
        this.#changed = () => undefined;
        resolve(outcome);
      };
      const timer = setTimeout(settle, limitMs, false);
      this.#changed = () => {
        if (this.isClosed || holds()) settle(true);
      };
    });
  }

  /** True once the broker has hung up. */
  async closes(limitMs: number): Promise<boolean> {
    return (await this.until(() => false, limitMs)) && this.isClosed;
  }

  destroy(): void {
    this.socket.destroy();
  }
}
