import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Broker, startBroker as start } from './broker.ts';
import { silentLog } from './log-sink.ts';
import { namedConfigs } from './server/configs/named-configs.ts';

/*
 * The broker inside somebody else's process: what the package exports as `weir/broker`. This file's own declarations are all that its
 * users see of types, so it exports none from elsewhere.
 */

export interface TopicOptions {
  readonly name: string;
  /** Default 1. */
  readonly partitions?: number;
  /** Topic configs by Kafka's names, such as `{ 'cleanup.policy': 'compact' }`. */
  readonly configs?: Readonly<Record<string, string>>;
}

/** Takes what the broker has to say; `console` and pino fit. */
export interface BrokerLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface EmbeddedBrokerOptions {
  /**
   * Default true unless `dataDir` is given. The log then lives in a folder of its own that goes with the broker: in memory where the system
   * keeps files there (/dev/shm with at least 256 MB free), in the folder for temporary files elsewhere.
   */
  readonly inMemory?: boolean;
  /** Keeps the log in this folder, which is created where it is missing and stays. */
  readonly dataDir?: string;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Made before anybody connects, as far as they are not there; a name alone has one partition. */
  readonly topics?: readonly (string | TopicOptions)[];
  /** Broker configs by Kafka's names, such as `{ 'auto.create.topics.enable': 'false' }`. */
  readonly configs?: Readonly<Record<string, string>>;
  /** Default: silence. */
  readonly log?: BrokerLog;
}

export interface EmbeddedBroker {
  /** `host:port`, for a client's list of brokers. */
  readonly brokers: string;
  readonly host: string;
  readonly port: number;
  /** Where the log lies; gone after `close` where it was in memory. */
  readonly dataDir: string;
  /** Answers what is under way, puts everything on disk, and hangs up. May be called again. */
  close(): Promise<void>;
  /** `await using broker = await startBroker()` closes it with its scope. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Where Linux keeps files in memory. */
const MEMORY_FOLDER = '/dev/shm';
/** With less, a container gives too little for a log: Docker's default is 64 MB. */
const MEMORY_ROOM_BYTES = 256 * 1024 * 1024;

/**
 * Starts a Kafka broker in this process and resolves once it takes clients. Rejects for options that cannot be used, with code
 * EADDRINUSE for a port that is taken, and with code FOLDER_IN_USE for a folder that another broker has.
 */
export async function startBroker(options: EmbeddedBrokerOptions = {}): Promise<EmbeddedBroker> {
  const { dataDir: kept, inMemory = kept === undefined, host, port, topics = [], log = silentLog } = options;
  if (inMemory === (kept !== undefined)) throw new TypeError('give a dataDir, or inMemory: true, and not both');
  const config = namedConfigs(options.configs ?? {});
  const dataDir = kept ?? temporaryFolder();
  const forget = (): void => {
    if (kept === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  // A test that fails half-way may never close it.
  process.once('exit', forget);
  const release = (): void => {
    process.off('exit', forget);
    forget();
  };
  try {
    const broker = await start({ dataDir, host, port, log, config, topics: topics.map(topicOf) });
    return embedded(broker, dataDir, release);
  } catch (error) {
    release();
    throw error;
  }
}

function embedded(broker: Broker, dataDir: string, release: () => void): EmbeddedBroker {
  const { host, port } = broker;
  const close = async (): Promise<void> => {
    await broker.close();
    release();
  };
  return { brokers: `${host}:${port}`, host, port, dataDir, close, [Symbol.asyncDispose]: close };
}

const topicOf = (topic: string | TopicOptions) => ({
  partitions: 1,
  configs: {},
  ...(typeof topic === 'string' ? { name: topic } : topic),
});

function temporaryFolder(): string {
  return mkdtempSync(join(hasRoomInMemory() ? MEMORY_FOLDER : tmpdir(), 'weir-broker-'));
}

function hasRoomInMemory(): boolean {
  try {
    accessSync(MEMORY_FOLDER, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
    return bavail * bsize >= MEMORY_ROOM_BYTES;
  } catch {
    return false;
  }
}
