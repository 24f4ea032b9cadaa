import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

/** One client's connection, as far as the hub uses it. */
export interface LiveSocket {
  /** Bytes handed to `send` that the kernel has not taken yet. */
  readonly bufferedBytes: number;
  /** Sends one text frame. */
  send(message: Buffer): void;
  ping(): void;
  /** Starts the closing handshake (RFC 6455 7.4 codes). */
  close(code: number, reason: string): void;
  /** Drops the connection at once. */
  terminate(): void;
}

export interface SocketEvents {
  message(text: string): void;
  pong(): void;
  closed(): void;
}

export interface SocketServer {
  /** Answers an upgrade request; `connected` gives the handlers of the new connection. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, connected: (socket: LiveSocket) => SocketEvents): void;
}

/**
 * WebSocket connections (RFC 6455). Compression stays off: a zlib context would cost each client ~300 KB, and messages are
 * encoded once for all clients. A message longer than `maxMessageBytes` or a binary one closes its connection.
 */
export function createSocketServer({ maxMessageBytes }: { maxMessageBytes: number }): SocketServer {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
  });
  return {
    accept(request, socket, head, connected) {
      server.handleUpgrade(request, socket, head, (webSocket) => attach(webSocket, connected));
    },
  };
}

const UNSUPPORTED_DATA = 1003;

function attach(webSocket: WebSocket, connected: (socket: LiveSocket) => SocketEvents): void {
  const events = connected({
    get bufferedBytes() {
      return webSocket.bufferedAmount;
    },
    send: (message) => webSocket.send(message, { binary: false }, ignore),
    ping: () => webSocket.ping(undefined, undefined, ignore),
    close: (code, reason) => webSocket.close(code, reason),
    terminate: () => webSocket.terminate(),
  });
  webSocket.on('message', (data, isBinary) => {
    if (isBinary) webSocket.close(UNSUPPORTED_DATA, 'text frames only');
    else events.message(data.toString());
  });
  webSocket.on('pong', events.pong);
  webSocket.on('close', events.closed);
  // `ws` closes the connection itself on a protocol violation or a reset; 'close' follows.
  webSocket.on('error', ignore);
}

/** A failed send or ping means that the connection is gone, which 'close' tells. */
function ignore(): void {}
