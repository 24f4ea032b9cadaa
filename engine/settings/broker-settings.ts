import { addressText, yesOrNo } from './address.ts';
import { type Listeners, readListeners } from './listeners.ts';
import { SettingError } from './setting-error.ts';

/** How the bundled broker is reached, and who may use it. */
export interface BrokerSettings extends Listeners {
  tls: { certPath: string; keyPath: string; clientCaPath?: string } | null;
  /** File of `name:password` lines. */
  usersPath: string | null;
  /** `User:alice` */
  superUsers: string[];
  allowEveryone: boolean;
  /** 0 for sessions without end. */
  sessionMs: number;
  /** Kafka's properties for when writes are forced to the disk. */
  fsync: Readonly<Record<string, string>>;
}

/** Kafka's "never". */
const LONG_MAX = '9223372036854775807';

/** `text` gives a setting's value, or its default. Throws SettingError. */
export function readBrokerSettings(text: (name: string) => string, ownPort: number): BrokerSettings {
  const tls = tlsFiles(text);
  const listeners = readListeners({
    listeners: list(text('WEIR_KAFKA_LISTENERS'), ','),
    advertised: list(text('WEIR_KAFKA_ADVERTISED'), ','),
    ownPort,
    hasCertificate: tls !== null,
    hasClientCa: tls?.clientCaPath !== undefined,
    isInsecure: yesOrNo('WEIR_INSECURE', text('WEIR_INSECURE')),
  });
  const superUsers = list(text('WEIR_KAFKA_SUPER_USERS'), ';');
  for (const user of superUsers) {
    if (!/^User:.+/.test(user)) throw new SettingError('WEIR_KAFKA_SUPER_USERS', `"${user}" is not User:NAME`);
  }
  const sessionMs = Number(text('WEIR_KAFKA_SESSION_MS'));
  if (!Number.isInteger(sessionMs) || sessionMs < 0) {
    throw new SettingError('WEIR_KAFKA_SESSION_MS', `"${text('WEIR_KAFKA_SESSION_MS')}" is not a number of ms`);
  }
  return {
    ...listeners,
    tls,
    usersPath: text('WEIR_KAFKA_USERS') || null,
    superUsers,
    allowEveryone: yesOrNo('WEIR_KAFKA_ALLOW_EVERYONE', text('WEIR_KAFKA_ALLOW_EVERYONE')),
    sessionMs,
    fsync: fsyncProperties(text('WEIR_KAFKA_FSYNC')),
  };
}

function fsyncProperties(value: string): Record<string, string> {
  if (value === 'always') return { 'log.flush.interval.messages': '1' };
  if (value === 'never') return { 'log.flush.interval.ms': LONG_MAX };
  if (/^[1-9]\d{0,8}$/.test(value)) return { 'log.flush.interval.ms': value };
  throw new SettingError('WEIR_KAFKA_FSYNC', `"${value}" is not always, never or a number of ms above 0`);
}

function tlsFiles(text: (name: string) => string): BrokerSettings['tls'] {
  const [certPath, keyPath, clientCaPath] = [
    text('WEIR_KAFKA_TLS_CERT'),
    text('WEIR_KAFKA_TLS_KEY'),
    text('WEIR_KAFKA_TLS_CLIENT_CA'),
  ];
  if (!certPath !== !keyPath) {
    const missing = certPath ? 'WEIR_KAFKA_TLS_KEY' : 'WEIR_KAFKA_TLS_CERT';
    throw new SettingError(missing, 'a certificate and its key go together: set both, as PEM files');
  }
  if (!certPath) return null;
  return { certPath, keyPath, ...(clientCaPath ? { clientCaPath } : {}) };
}

const list = (value: string, separator: string): string[] =>
  value
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** Where the broker's own machine reaches it. */
export const ownAddress = ({ own }: BrokerSettings): string => addressText(own.host, own.port);
