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
  { name: 'WEIR_HOST', fallback: '127.0.0.1', meaning: 'Address that every role listens on.' },
  { name: 'WEIR_PORT', fallback: '3000', meaning: 'Port of the dashboard, the collector and the live feed.' },
  { name: 'WEIR_DATA', fallback: './data', meaning: 'Folder that holds the log and the store.' },
  { name: 'WEIR_KAFKA_PORT', fallback: '9092', meaning: 'Port of the bundled broker.' },
  { name: 'WEIR_CLICKHOUSE_PORT', fallback: '8123', meaning: "Port of the embedded store's HTTP interface." },
  {
    name: 'KAFKA_BROKERS',
    fallback: '',
    meaning: 'Outside brokers, host:port with commas; the bundled one is then not started.',
  },
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
  kafkaPort: number;
  clickhousePort: number;
  /** `host:port` of each broker, the bundled one's own where KAFKA_BROKERS is unset. */
  brokers: string[];
  bundledBroker: boolean;
  clickhouseUrl: string;
  bundledStore: boolean;
  /** Null takes any well-formed site. */
  sites: string[] | null;
  geoipPath: string | null;
  /** Static name of the pipeline's process; null for none. */
  instanceId: string | null;
  logLevel: string;
}

/** A setting that cannot be used; the message names it and says what to change. */
export class SettingError extends Error {
  readonly setting: string;
  constructor(setting: string, message: string) {
    super(`${setting}: ${message}`);
    this.name = 'SettingError';
    this.setting = setting;
  }
}

const LOG_LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error'];

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks every setting. Throws `SettingError` for the first that cannot be used. */
export function readSettings(environment: Environment): Settings {
  const text = (name: (typeof SETTINGS)[number]['name']): string =>
    environment[name]?.trim() || SETTINGS.find((setting) => setting.name === name)!.fallback;
  const host = text('WEIR_HOST');
  const kafkaPort = port('WEIR_KAFKA_PORT', text('WEIR_KAFKA_PORT'));
  const clickhousePort = port('WEIR_CLICKHOUSE_PORT', text('WEIR_CLICKHOUSE_PORT'));
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
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return {
    host,
    port: port('WEIR_PORT', text('WEIR_PORT')),
    dataDir: text('WEIR_DATA'),
    kafkaPort,
    clickhousePort,
    brokers: brokers.length > 0 ? brokers : [`${reachable}:${kafkaPort}`],
    bundledBroker: brokers.length === 0,
    clickhouseUrl: clickhouseUrl || `http://${reachable}:${clickhousePort}`,
    bundledStore: clickhouseUrl === '',
    sites: sites.length > 0 ? sites : null,
    geoipPath: text('WEIR_GEOIP') || null,
    instanceId,
    logLevel,
  };
}

function list(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function port(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new SettingError(name, `"${value}" is not a port; choose a number from 1 to 65535`);
  }
  return number;
}
