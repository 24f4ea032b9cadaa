import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { distinguishedName } from '../security/distinguished-name.ts';
import { ANONYMOUS, type Principal, userPrincipal } from '../security/principal.ts';
import { SASL_MECHANISMS, type SaslMechanism } from '../security/sasl/mechanisms.ts';
import { type SecurityProtocol, usesSasl, usesTls } from '../security/security-protocol.ts';
import { readTls, type TlsFiles, watchTls } from '../security/tls-files.ts';
import type { BrokerContext } from './broker-context.ts';
import { Connection, type Entrance } from './connection.ts';
import { DirectSocket } from './direct-socket.ts';

/** How long answers under way may take once the broker is closing. */
const FINISH_MS = 1500;
/** How long a client may take for its TLS handshake. */
const TLS_HANDSHAKE_MS = 10_000;

/** Hosts that mean "every address": a client is then told the address it came in by. */
const WILDCARDS = new Set(['0.0.0.0', '::', '']);

/** One of Kafka's `listeners`. */
export interface ListenerOptions {
  readonly protocol: SecurityProtocol;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** advertised.listeners: where clients are told to come; where they came in, unless said otherwise. */
  readonly advertised?: { readonly host: string; readonly port: number };
  /** sasl.enabled.mechanisms, of this listener; all unless said otherwise. */
  readonly mechanisms?: readonly SaslMechanism[];
  /** For SSL and SASL_SSL. */
  readonly tls?: TlsFiles;
}

/** Accepts connections on one address. */
export class Listener {
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  /** Open connections of each address. */
  readonly #byAddress = new Map<string, number>();
  /** Every open one, also those that still shake hands for TLS. */
  readonly #sockets = new Set<Socket>();
  readonly #stopWatching: () => void;

  private constructor(server: Server, broker: BrokerContext, options: ListenerOptions, stopWatching: () => void) {
    this.#server = server;
    this.#stopWatching = stopWatching;
    const { controller, log } = broker;
    const limit = (): void => {
      server.maxConnections = Number(controller.brokerConfig('max.connections'));
    };
    limit();
    controller.onBrokerConfigsChanged(limit);
    server.on('drop', () =>
      log.warn({ maxConnections: server.maxConnections }, 'refused a connection: too many are open'),
    );
    const entrance = entranceOf(options);
    const accept = (socket: Socket, principal: Principal): void => {
      const connection = new Connection(socket, broker, { ...entrance, principal });
      this.#connections.add(connection);
      socket.on('close', () => this.#connections.delete(connection));
    };
    server.on('connection', (accepted: Socket) => {
      const socket = usesTls(options.protocol) ? accepted : DirectSocket.adopt(accepted, broker.requestMemory.scratch);
      if (!this.#admit(socket, Number(controller.brokerConfig('max.connections.per.ip')))) {
        log.warn({ client: socket.remoteAddress }, 'refused a connection: too many are open from its address');
        socket.destroy();
      } else if (!usesTls(options.protocol)) accept(socket, ANONYMOUS);
    });
    if (usesTls(options.protocol)) {
      server.on('secureConnection', (socket: TLSSocket) => accept(socket, certificatePrincipal(socket)));
      server.on('tlsClientError', (error: Error, socket: TLSSocket) => {
        log.warn({ client: socket.remoteAddress, reason: error.message }, 'a TLS handshake failed');
        socket.destroy();
      });
    }
  }

  /** Rejects with what the system says, EADDRINUSE for a port that is taken, and with TlsFileError. */
  static async open(broker: BrokerContext, options: ListenerOptions): Promise<Listener> {
    const { server, stopWatching } = await serverOf(broker, options);
    const listener = new Listener(server, broker, options, stopWatching);
    return new Promise((resolve, reject) => {
      const refuse = (error: Error): void => {
        stopWatching();
        reject(error);
      };
      server.once('error', refuse);
      server.listen({ host: options.host, port: options.port }, () => {
        server.off('error', refuse);
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
    this.#sockets.add(socket);
    socket.on('close', () => {
      this.#sockets.delete(socket);
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
    this.#stopWatching();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#connections) connection.finish();
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, FINISH_MS);
    await closed;
    clearTimeout(timer);
  }
}

async function serverOf(
  { log }: BrokerContext,
  { protocol, tls }: ListenerOptions,
): Promise<{ server: Server; stopWatching: () => void }> {
  if (!usesTls(protocol)) return { server: createServer({ keepAlive: true }), stopWatching: () => undefined };
  if (tls === undefined) throw new Error(`a listener of ${protocol} needs a certificate`);
  // On SASL_SSL the user says who it is, as in Kafka: certificates of clients are not looked at.
  const wantsCertificate = tls.clientCaPath !== undefined && !usesSasl(protocol);
  const server = createTlsServer({
    ...(await readTls(tls)),
    keepAlive: true,
    handshakeTimeout: TLS_HANDSHAKE_MS,
    requestCert: wantsCertificate,
    rejectUnauthorized: wantsCertificate,
  });
  const stopWatching = watchTls(tls, {
    onChange: (context) => {
      server.setSecureContext(context);
      log.info({ certPath: tls.certPath }, 'a new certificate is in use');
    },
    onFault: (error) => log.error({ reason: error.message }, 'a new certificate cannot be used; the old one stays'),
  });
  return { server, stopWatching };
}

function entranceOf({ protocol, host, advertised, mechanisms }: ListenerOptions): Omit<Entrance, 'principal'> {
  return {
    protocol,
    host: advertised?.host ?? (WILDCARDS.has(host) ? null : host),
    port: advertised?.port ?? null,
    mechanisms: usesSasl(protocol) ? (mechanisms ?? SASL_MECHANISMS) : null,
  };
}

/** The subject of the certificate that the client has shown to be its own, if it was asked for one. */
function certificatePrincipal(socket: TLSSocket): Principal {
  const certificate = socket.authorized ? socket.getPeerX509Certificate() : undefined;
  return certificate === undefined ? ANONYMOUS : userPrincipal(distinguishedName(certificate.subject));
}
