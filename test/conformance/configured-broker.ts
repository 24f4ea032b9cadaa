import { startBroker } from '../../engine/kafka/broker.ts';

/**
 * `node configured-broker.ts OPTIONS`: our broker with settings that `weir broker` leaves at Kafka's defaults. OPTIONS is
 * JSON: `{"dataDir", "port", "properties": {"num.partitions": "4", ...}}`. Ends on SIGTERM.
 */
interface Options {
  dataDir: string;
  port: number;
  /** By Kafka's own names. */
  properties: Readonly<Record<string, string>>;
}

const { dataDir, port, properties } = JSON.parse(process.argv[2] ?? '{}') as Options;
const CONFIG_OF: Readonly<Record<string, (value: string) => object>> = {
  'num.partitions': (value) => ({ defaultPartitions: Number(value) }),
  'auto.create.topics.enable': (value) => ({ autoCreateTopics: value === 'true' }),
  // Apache Kafka's way to switch ACLs on; ours need no class.
  'authorizer.class.name': () => ({}),
  'allow.everyone.if.no.acl.found': () => ({}),
};

const config = Object.assign(
  {},
  ...Object.entries(properties).map(([name, value]) => {
    const convert = CONFIG_OF[name];
    if (!convert) throw new Error(`${name} is no setting of this broker`);
    return convert(value);
  }),
);
const say = (level: string) => (fields: object, message: string) =>
  console.error(
    level,
    message,
    JSON.stringify(fields, (_, value) => (value instanceof Error ? value.stack : value)),
  );
const log = { debug: () => undefined, info: () => undefined, warn: say('warn'), error: say('error') };
const broker = await startBroker({ dataDir, host: '127.0.0.1', port, log, config });
process.once('SIGTERM', () => void broker.close().then(() => process.exit(0)));
