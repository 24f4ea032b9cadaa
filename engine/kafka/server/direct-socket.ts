import { type OnReadOpts, type Server, Socket, type SocketConstructorOpts } from 'node:net';

/** Who takes the bytes of a socket. */
export interface DirectReader {
  /** Where the next bytes are to be read to; asked after every read. */
  space(): Buffer;
  filled(bytes: number): void;
}

/** What an accepted socket has and Node does not document. */
interface Accepted {
  _handle: object | null;
  /** Counts its connections, for maxConnections and for close(). */
  _server: Server | null;
}

/**
 * A socket whose bytes are read straight into its reader's buffers (`onread`): a socket of a Node server otherwise makes a buffer of 64 KB for every
 * read. Node documents `onread` for sockets that connect, and knows it for every socket; only how to give an accepted connection to
 * such a socket, by its handle, is not documented. This file alone relies on it.
 */
export class DirectSocket extends Socket {
  readonly #owner: { reader: DirectReader };

  private constructor(handle: object, owner: { reader: DirectReader }) {
    const onread: OnReadOpts = {
      buffer: () => owner.reader.space(),
      callback: (bytes) => {
        owner.reader.filled(bytes);
        return true;
      },
    };
    super({ handle, onread } as object as SocketConstructorOpts);
    this.#owner = owner;
  }

  /** Takes an accepted connection over, before anything was read of it; the socket given is no more to be used. */
  static adopt(socket: Socket, scratch: Buffer): Socket {
    const accepted = socket as unknown as Accepted;
    const handle = accepted._handle;
    if (handle === null || !('useUserBuffer' in handle)) return socket;
    const nobody = { space: () => scratch, filled: () => undefined };
    const direct = new DirectSocket(handle, { reader: nobody });
    (direct as unknown as Accepted)._server = accepted._server;
    accepted._handle = null;
    accepted._server = null;
    return direct;
  }

  /** From here on bytes go to that reader; to be called in the turn of the event loop in which the socket was adopted. */
  readInto(reader: DirectReader): void {
    this.#owner.reader = reader;
    this.resume();
  }
}
