import { addressText, isLoopback, isWildcard, portOf, yesOrNo } from './settings/address.ts';
import { type BrokerSettings, ownAddress, readBrokerSettings } from './settings/broker-settings.ts';
import { type OutsideSecurity, readOutsideSecurity } from './settings/kafka-security.ts';
import { SettingError } from './settings/setting-error.ts';

/**
 * The one list of settings: name, default, unit and meaning. Only entry points (engine/main.ts, the dashboard's server
 * side, tests) read them from the environment; rooms declare option types of their own.
 */
export interface Setting {
  readonly name: string;
  readonly fallback: string;
  readonly meaning: string;
}

export const SETTINGS = [
  {
    name: 'WEIR_HOST',
    fallback: '127.0.0.1',
    meaning:
      'Address of the dashboard, the collector and the live feed; 0.0.0.0 lets visitors of a website reach them.',
  },
  { name: 'WEIR_PORT', fallback: '3000', meaning: 'Port of the dashboard, the collector and the live feed.' },
  { name: 'WEIR_DATA', fallback: './data', meaning: 'Folder that holds the log and the store.' },
  { name: 'WEIR_KAFKA_PORT', fallback: '9092', meaning: 'Port of the bundled broker on 127.0.0.1.' },
  {
    name: 'WEIR_KAFKA_LISTENERS',
    fallback: '',
    meaning:
      'Where the bundled broker listens, PROTOCOL://HOST:PORT with commas (PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL), such as SASL_SSL://0.0.0.0:9093; empty for PLAINTEXT on 127.0.0.1 alone. See security.md.',
  },
  {
    name: 'WEIR_KAFKA_ADVERTISED',
    fallback: '',
    meaning:
      'Where clients are told to find these listeners, PROTOCOL://HOST:PORT with commas; empty for where they came in.',
  },
  {
    name: 'WEIR_KAFKA_TLS_CERT',
    fallback: '',
    meaning: 'Certificate of SSL and SASL_SSL listeners, a PEM file with the intermediate ones; a new one is noticed.',
  },
  { name: 'WEIR_KAFKA_TLS_KEY', fallback: '', meaning: 'Key of that certificate, a PEM file.' },
  {
    name: 'WEIR_KAFKA_TLS_CLIENT_CA',
    fallback: '',
    meaning:
      'Authorities of client certificates, a PEM file: on SSL listeners clients then need one, which names them.',
  },
  {
    name: 'WEIR_KAFKA_USERS',
    fallback: '',
    meaning: 'File of users of the bundled broker, NAME:PASSWORD a line, beside those made by weir users.',
  },
  {
    name: 'WEIR_KAFKA_SUPER_USERS',
    fallback: '',
    meaning: 'Users that no ACL holds back, such as User:alice, with semicolons.',
  },
  {
    name: 'WEIR_KAFKA_ALLOW_EVERYONE',
    fallback: 'yes',
    meaning: 'Whether every user may do what no ACL is about: yes or no.',
  },
  {
    name: 'WEIR_KAFKA_SESSION_MS',
    fallback: '0',
    meaning: 'How long a client may go on without authenticating anew, in ms; 0 for no limit.',
  },
  {
    name: 'WEIR_KAFKA_FSYNC',
    fallback: '1000',
    meaning:
      'When the bundled broker forces writes to the disk: a number of ms after them; always, before it acknowledges them (those that wait share one fsync); never, when the operating system likes. Without it a power loss, no crash, may take that much. A topic may say otherwise by flush.messages and flush.ms.',
  },
  {
    name: 'WEIR_INSECURE',
    fallback: '',
    meaning: '1 lets listeners start that other machines reach and that ask nobody who they are.',
  },
  {
    name: 'WEIR_CLICKHOUSE_HOST',
    fallback: '127.0.0.1',
    meaning: 'Address of the embedded store, which has no accounts: any but loopback needs WEIR_INSECURE=1.',
  },
  { name: 'WEIR_CLICKHOUSE_PORT', fallback: '8123', meaning: "Port of the embedded store's HTTP interface." },
  {
    name: 'KAFKA_BROKERS',
    fallback: '',
    meaning: 'Outside brokers, host:port with commas; the bundled one is then not started.',
  },
  { name: 'KAFKA_USERNAME', fallback: '', meaning: 'User to the outside brokers.' },
  { name: 'KAFKA_PASSWORD', fallback: '', meaning: 'Password of that user.' },
  {
    name: 'KAFKA_SASL_MECHANISM',
    fallback: 'SCRAM-SHA-512',
    meaning: 'How to authenticate there: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.',
  },
  { name: 'KAFKA_TLS', fallback: 'no', meaning: 'Whether the outside brokers are spoken to by TLS: yes or no.' },
  {
    name: 'KAFKA_TLS_CA',
    fallback: '',
    meaning: 'Authorities of their certificates, a PEM file; empty for those that Node knows. Implies KAFKA_TLS.',
  },
  { name: 'KAFKA_TLS_CERT', fallback: '', meaning: 'Client certificate for them, a PEM file. Implies KAFKA_TLS.' },
  { name: 'KAFKA_TLS_KEY', fallback: '', meaning: 'Key of that certificate, a PEM file.' },
  {
    name: 'CLICKHOUSE_URL',
    fallback: '',
    meaning: 'Outside ClickHouse server, http://user:password@host:8123; the embedded one is then not started.',
  },
  {
    name: 'WEIR_SITES',
    fallback: '',
    meaning: 'Site names that the collector takes, with commas; empty takes any well-formed name.',
  },
  {
    name: 'WEIR_GEOIP',
    fallback: '',
    meaning: 'Path of an .mmdb country or city database to use instead of the bundled country database.',
  },
  {
    name: 'WEIR_METRICS_MB',
    fallback: '256',
    meaning: 'Memory that a pipeline may hold for metrics, MB; beyond it the metric that holds most is stopped.',
  },
  {
    name: 'WEIR_INSTANCE',
    fallback: '',
    meaning:
      'Name of this pipeline among several ([A-Za-z0-9._-]): started again under it, it has its partitions back at once. weir start names its own.',
  },
  { name: 'WEIR_LOG', fallback: 'warn', meaning: 'Log level of the roles: debug, info, warn or error.' },
] as const satisfies readonly Setting[];

export interface Settings {
  host: string;
  port: number;
  dataDir: string;
  clickhouseHost: string;
  clickhousePort: number;
  /** `host:port` of each broker, the bundled one's own where KAFKA_BROKERS is unset. */
  brokers: string[];
  bundledBroker: boolean;
  /** Of the bundled broker. */
  broker: BrokerSettings;
  /** Of outside brokers. */
  outside: OutsideSecurity;
  clickhouseUrl: string;
  bundledStore: boolean;
  /** Null takes any well-formed site. */
  sites: string[] | null;
  geoipPath: string | null;
  /** What a pipeline may hold for metrics. */
  metricsMb: number;
  /** Static name of the pipeline's process; null for none. */
  instanceId: string | null;
  logLevel: string;
  /** What an operator should know about the embedded store, a line each. */
  storeWarnings: string[];
}

const LOG_LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error'];

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks every setting. Throws `SettingError` for the first that cannot be used. */
export function readSettings(environment: Environment): Settings {
  const text = (name: string): string => {
    const setting = SETTINGS.find((one) => one.name === name);
    if (setting === undefined) throw new Error(`${name} is not in the list of settings`);
    return environment[name]?.trim() || setting.fallback;
  };
  const host = text('WEIR_HOST');
  const broker = readBrokerSettings(text, portOf('WEIR_KAFKA_PORT', text('WEIR_KAFKA_PORT')));
  const clickhousePort = portOf('WEIR_CLICKHOUSE_PORT', text('WEIR_CLICKHOUSE_PORT'));
  const brokers = list(text('KAFKA_BROKERS'));
  const clickhouseUrl = text('CLICKHOUSE_URL');
  for (const broker of brokers) {
    if (!/^\S+:\d{1,5}$/.test(broker)) throw new SettingError('KAFKA_BROKERS', `"${broker}" is not host:port`);
  }
  if (clickhouseUrl && !URL.canParse(clickhouseUrl)) {
    throw new SettingError('CLICKHOUSE_URL', `"${clickhouseUrl}" is not a URL such as http://127.0.0.1:8123`);
  }
  const sites = list(text('WEIR_SITES'));
  for (const site of sites) {
    if (!/^[a-z0-9.-]{1,64}$/.test(site))
      throw new SettingError('WEIR_SITES', `"${site}" is not a site name ([a-z0-9.-], 1 to 64 characters)`);
  }
  const instanceId = text('WEIR_INSTANCE') || null;
  if (instanceId !== null && !/^[A-Za-z0-9._-]{1,200}$/.test(instanceId))
    throw new SettingError('WEIR_INSTANCE', `"${instanceId}" is not a name ([A-Za-z0-9._-], 1 to 200 characters)`);
  const logLevel = text('WEIR_LOG');
  if (!LOG_LEVELS.includes(logLevel)) {
    throw new SettingError('WEIR_LOG', `"${logLevel}" is not a level; choose ${LOG_LEVELS.join(', ')}`);
  }
  const bundledBroker = brokers.length === 0;
  const bundledStore = clickhouseUrl === '';
  const store = storeAddress(text);
  return {
    host,
    port: portOf('WEIR_PORT', text('WEIR_PORT')),
    dataDir: text('WEIR_DATA'),
    clickhouseHost: store.host,
    clickhousePort,
    brokers: bundledBroker ? [ownAddress(broker)] : brokers,
    bundledBroker,
    broker,
    outside: readOutsideSecurity(text),
    clickhouseUrl: clickhouseUrl || `http://${addressText(store.reachable, clickhousePort)}`,
    bundledStore,
    sites: sites.length > 0 ? sites : null,
    geoipPath: text('WEIR_GEOIP') || null,
    metricsMb: amount('WEIR_METRICS_MB', text('WEIR_METRICS_MB')),
    instanceId,
    logLevel,
    storeWarnings: store.warnings,
  };
}

/** The store has no accounts: who reaches it may do everything. */
function storeAddress(text: (name: string) => string): { host: string; reachable: string; warnings: string[] } {
  const host = text('WEIR_CLICKHOUSE_HOST');
  const reachable = isWildcard(host) ? '127.0.0.1' : host;
  if (isLoopback(host)) return { host, reachable, warnings: [] };
  if (!yesOrNo('WEIR_INSECURE', text('WEIR_INSECURE'))) {
    throw new SettingError(
      'WEIR_CLICKHOUSE_HOST',
      `on ${host} other machines may read and drop all tables, since the store has no accounts; ` +
        'leave it on 127.0.0.1, use a ClickHouse server (CLICKHOUSE_URL), or set WEIR_INSECURE=1',
    );
  }
  const line = `WEIR_INSECURE: whoever reaches the store on ${host} may read and drop all tables`;
  return { host, reachable, warnings: [line] };
}

function list(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function amount(name: string, value: string): number {
  const number = Number(value);
  if (!(number > 0 && number <= 1_000_000)) throw new SettingError(name, `"${value}" is not a number above 0`);
  return number;
}
