import { createServer, type Server } from 'node:net';
import type { BrokerContext } from './broker-context.ts';
import { Connection } from './connection.ts';

/** How long answers under way may take once the broker is closing. */
const FINISH_MS = 1500;

/** Hosts that mean "every address": a client is then told the address it came in by. */
const WILDCARDS = new Set(['0.0.0.0', '::', '']);

/** Accepts connections on one address. */
export class Listener {
  readonly #server: Server;
  readonly #connections = new Set<Connection>();

  private constructor(server: Server, broker: BrokerContext, host: string) {
    this.#server = server;
    server.maxConnections = broker.config.maxConnections;
    server.on('drop', () =>
      broker.log.warn({ maxConnections: broker.config.maxConnections }, 'refused a connection: too many are open'),
    );
    server.on('connection', (socket) => {
      const connection = new Connection(socket, broker, WILDCARDS.has(host) ? null : host);
      this.#connections.add(connection);
      socket.on('close', () => this.#connections.delete(connection));
    });
  }

  /** Rejects with what the system says, EADDRINUSE for a port that is taken. */
  static open(broker: BrokerContext, host: string, port: number): Promise<Listener> {
    const server = createServer({ keepAlive: true });
    const listener = new Listener(server, broker, host);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.off('error', reject);
        // Such as too many open files: the connection is lost, the broker goes on.
        server.on('error', (err) => broker.log.error({ err }, 'could not take a connection'));
        resolve(listener);
      });
    });
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Accepts no more, answers what is under way, and hangs up on who is still there after `FINISH_MS`. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#connections) connection.finish();
    const timer = setTimeout(() => {
      for (const connection of this.#connections) connection.destroy();
    }, FINISH_MS);
    await closed;
    clearTimeout(timer);
  }
}
