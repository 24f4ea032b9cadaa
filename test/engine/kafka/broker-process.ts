import { startBroker } from '../../../engine/kafka/broker.ts';
import { silentLog } from '../../../engine/kafka/log-sink.ts';

/**
 * `node broker-process.ts DIR [PORT [CONFIG]]`: a broker in a process of its own, for tests that kill it and benches that weigh it. CONFIG is a
 * BrokerConfig, or a part of one, as JSON. Prints its port.
 */
const [dataDir, port, config] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('name a data folder');
const broker = await startBroker({
  dataDir,
  host: '127.0.0.1',
  port: Number(port ?? 0),
  log: silentLog,
  config: JSON.parse(config ?? '{}'),
});
process.stdout.write(`${broker.port}\n`);
process.once('SIGTERM', () => void broker.close().then(() => process.exit(0)));
