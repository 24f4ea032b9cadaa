import { startBroker } from '../../engine/kafka/broker.ts';
import type { LogSink } from '../../engine/kafka/log-sink.ts';
import { type FromBroker, measure } from './process-weight.ts';

const tell = (message: FromBroker): void => void process.send?.(message);

/** `node --expose-gc broker-process.ts DIR`: the broker in a process of its own, which reports its errors and its weight over IPC. */
const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('name a data folder');

const silent = () => undefined;
const log: LogSink = {
  debug: silent,
  info: silent,
  warn: silent,
  error: (fields, message) => tell({ type: 'error', message, fields: described(fields) }),
};

function described(fields: object): string {
  const parts = Object.entries(fields).map(([name, value]) =>
    value instanceof Error ? `${name}: ${value.stack}` : `${name}: ${String(value)}`,
  );
  return parts.join('\n');
}

const broker = await startBroker({ dataDir, host: '127.0.0.1', port: 0, log });
process.on('message', () => tell({ type: 'measured', ...measure() }));
process.once('SIGTERM', () => void broker.close().then(() => process.exit(0)));
process.once('disconnect', () => process.exit(1));
tell({ type: 'ready', port: broker.port });
