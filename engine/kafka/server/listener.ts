import { createServer, type Server, type Socket } from 'node:net';
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
  /** Open connections of each address. */
  readonly #byAddress = new Map<string, number>();

  private constructor(server: Server, broker: BrokerContext, host: string) {
    this.#server = server;
    const { controller, log } = broker;
    const limit = (): void => {
      server.maxConnections = Number(controller.brokerConfig('max.connections'));
    };
    limit();
    controller.onBrokerConfigsChanged(limit);
    server.on('drop', () =>
      log.warn({ maxConnections: server.maxConnections }, 'refused a connection: too many are open'),
    );
    server.on('connection', (socket) => {
      if (!this.#admit(socket, Number(controller.brokerConfig('max.connections.per.ip')))) {
        log.warn({ client: socket.remoteAddress }, 'refused a connection: too many are open from its address');
        socket.destroy();
        return;
      }
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

  /** Counts a connection for its address, unless that has as many as it may. */
  #admit(socket: Socket, most: number): boolean {
    const address = socket.remoteAddress ?? '';
    const open = this.#byAddress.get(address) ?? 0;
    if (open >= most) return false;
    this.#byAddress.set(address, open + 1);
    socket.on('close', () => {
      const left = this.#byAddress.get(address)! - 1;
      if (left > 0) this.#byAddress.set(address, left);
      else this.#byAddress.delete(address);
    });
    return true;
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
