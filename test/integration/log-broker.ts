import { join } from 'node:path';
import { startApacheKafka } from '../conformance/apache-kafka/server.ts';
import { onApacheKafka } from '../product.ts';
import { startRole } from './role-process.ts';

/** The broker below an integration test, in a process of its own. */
export interface LogBroker {
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/**
 * Starts the bundled broker, or Apache Kafka where `npm run test:apache-kafka` runs the tests, on a port of loopback with
 * its data below `dataDir`; started there again after its end, it has what it had. Resolves once it takes connections.
 */
export async function startLogBroker(dataDir: string, port: number): Promise<LogBroker> {
  if (!onApacheKafka) return startRole('broker', { WEIR_DATA: dataDir, WEIR_KAFKA_PORT: String(port) });
  const kafka = await startApacheKafka({}, ['-Xmx512m'], { folder: join(dataDir, 'apache-kafka'), port });
  return { end: (signal) => (signal === 'SIGKILL' ? kafka.kill() : kafka.close()) };
}
