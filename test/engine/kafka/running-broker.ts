import { onTestFinished } from 'vitest';
import { type Broker, type BrokerOptions, startBroker } from '../../../engine/kafka/broker.ts';
import type { LogSink } from '../../../engine/kafka/log-sink.ts';
import { RawClient } from './raw-client.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

/** A log that a test can read. */
export function keptLog(): { log: LogSink; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const keep = (level: LogLine['level']) => (fields: object, message: string) =>
    lines.push({ level, fields: { ...fields }, message });
  return { log: { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') }, lines };
}

export interface RunningBroker {
  readonly broker: Broker;
  readonly lines: LogLine[];
  /** A new connection, closed with the test. */
  client(): Promise<RawClient>;
}

/** A real broker on a free port for the running test, stopped after it. */
export async function runningBroker(options: Partial<BrokerOptions> = {}): Promise<RunningBroker> {
  const { log, lines } = keptLog();
  const dataDir = options.dataDir ?? temporaryFolder();
  const broker = await startBroker({ host: '127.0.0.1', port: 0, log, ...options, dataDir });
  onTestFinished(() => broker.close());
  const client = async (): Promise<RawClient> => {
    const connected = await RawClient.connect(broker.port);
    onTestFinished(() => connected.close());
    return connected;
  };
  return { broker, lines, client };
}
