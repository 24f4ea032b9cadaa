import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { Api } from '../../../engine/kafka/protocol/api.ts';
import { decodeResponseHeader, encodeRequestHeader } from '../../../engine/kafka/protocol/header.ts';
import { Reader } from '../../../engine/kafka/protocol/reader.ts';
import { Writer } from '../../../engine/kafka/protocol/writer.ts';
import { FrameReader } from '../../../engine/kafka/server/frame-reader.ts';

/** A connection to a broker on which a test can say anything, also what no client would. */
export class RawClient {
  readonly socket: Socket;
  readonly #frames = new FrameReader({ maxFrameBytes: 0x7fff_ffff });
  readonly #arrived: Buffer[] = [];
  readonly #wanted: ((frame: Buffer | null) => void)[] = [];
  #correlationId = 0;
  #isClosed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#arrived.push(...this.#frames.push(chunk).map(({ bytes }) => bytes));
      this.#hand();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#isClosed = true;
      this.#hand();
    });
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** The same over TLS. Rejects where the handshake does. */
  static async connectTls(port: number, options: ConnectionOptions): Promise<RawClient> {
    const socket = connectTls({ port, host: '127.0.0.1', ...options });
    await once(socket, 'secureConnect');
    return new RawClient(socket);
  }

  /** Sends bytes as a frame without any header. */
  sendBare(bytes: Buffer): void {
    const length = Buffer.alloc(4);
    length.writeInt32BE(bytes.length);
    this.socket.write(Buffer.concat([length, bytes]));
  }

  /** Sends a request and reads its response. */
  async call<Request, Response>(api: Api<Request, Response>, version: number, request: Request): Promise<Response> {
    return this.receive(api, version, this.send(api, version, request));
  }

  /** Sends a request; returns its correlation id. */
  send<Request, Response>(api: Api<Request, Response>, version: number, request: Request): number {
    const correlationId = ++this.#correlationId;
    this.socket.write(frameOf(api, version, correlationId, request));
    return correlationId;
  }

  /** Reads the next response, which must be the one to that request. */
  async receive<Request, Response>(
    api: Api<Request, Response>,
    version: number,
    correlationId: number,
  ): Promise<Response> {
    const frame = await this.nextFrame();
    if (frame === null) throw new Error(`the broker hung up on ${api.name} v${version}`);
    const reader = new Reader(frame);
    const answered = decodeResponseHeader(reader, api.key, version >= api.flexibleFrom);
    if (answered !== correlationId) throw new Error(`answer to ${answered}, not to ${correlationId}`);
    const response = api.decodeResponse(reader, version);
    reader.expectEnd();
    return response;
  }

  /** The next frame, or null once the broker has hung up. */
  nextFrame(): Promise<Buffer | null> {
    return new Promise((resolve) => {
      this.#wanted.push(resolve);
      this.#hand();
    });
  }

  close(): void {
    this.socket.destroy();
  }

  #hand(): void {
    while (this.#wanted.length > 0 && (this.#arrived.length > 0 || this.#isClosed)) {
      this.#wanted.shift()!(this.#arrived.shift() ?? null);
    }
  }
}

/** A whole request as it goes over the wire. */
export function frameOf<Request>(
  api: Api<Request, unknown>,
  version: number,
  correlationId: number,
  request: Request,
): Buffer {
  const writer = new Writer();
  writer.beginFrame();
  const header = { apiKey: api.key, apiVersion: version, correlationId };
  encodeRequestHeader(writer, header, 'raw', version >= api.flexibleFrom);
  api.encodeRequest(writer, request, version);
  return Buffer.concat(writer.finishFrame().filter(Buffer.isBuffer));
}
