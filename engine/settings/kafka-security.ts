import { readFileSync } from 'node:fs';
import { yesOrNo } from './address.ts';
import type { BrokerSettings } from './broker-settings.ts';
import { ownPassword } from './own-password.ts';
import { SettingError } from './setting-error.ts';
import { OWN_USER } from './users-file.ts';

const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
type Mechanism = (typeof MECHANISMS)[number];

/** How an outside Kafka is spoken to, as the settings name it. */
export interface OutsideSecurity {
  sasl: { mechanism: Mechanism; username: string; password: string } | null;
  tls: { caPath: string | null; certPath: string | null; keyPath: string | null } | null;
}

/** The same with files read: what clients are given. */
export interface KafkaSecurity {
  sasl?: { mechanism: Mechanism; username: string; password: string };
  /** PEM; without `ca` the authorities that Node knows are trusted. */
  tls?: { ca?: string; cert?: string; key?: string };
}

/** `text` gives a setting's value, or its default. Throws SettingError. */
export function readOutsideSecurity(text: (name: string) => string): OutsideSecurity {
  const [username, password] = [text('KAFKA_USERNAME'), text('KAFKA_PASSWORD')];
  if (!username !== !password) {
    throw new SettingError(
      username ? 'KAFKA_PASSWORD' : 'KAFKA_USERNAME',
      'a user and a password go together: set both',
    );
  }
  const mechanism = MECHANISMS.find((name) => name === text('KAFKA_SASL_MECHANISM').toUpperCase());
  if (mechanism === undefined) {
    throw new SettingError('KAFKA_SASL_MECHANISM', `choose one of ${MECHANISMS.join(', ')}`);
  }
  const [caPath, certPath, keyPath] = [text('KAFKA_TLS_CA'), text('KAFKA_TLS_CERT'), text('KAFKA_TLS_KEY')];
  if (!certPath !== !keyPath) {
    throw new SettingError(
      certPath ? 'KAFKA_TLS_KEY' : 'KAFKA_TLS_CERT',
      'a certificate and its key go together: set both',
    );
  }
  const usesTls = yesOrNo('KAFKA_TLS', text('KAFKA_TLS')) || caPath !== '' || certPath !== '';
  return {
    sasl: username ? { mechanism, username, password } : null,
    tls: usesTls ? { caPath: caPath || null, certPath: certPath || null, keyPath: keyPath || null } : null,
  };
}

export interface SecurityNeeds {
  bundledBroker: boolean;
  broker: BrokerSettings;
  outside: OutsideSecurity;
  dataDir: string;
}

/** What Weir's processes authenticate and encrypt with; reads files. Throws SettingError. */
export function kafkaSecurity({ bundledBroker, broker, outside, dataDir }: SecurityNeeds): KafkaSecurity {
  if (bundledBroker) {
    if (broker.own.protocol === 'PLAINTEXT') return {};
    return { sasl: { mechanism: 'SCRAM-SHA-256', username: OWN_USER, password: ownPassword(dataDir) } };
  }
  const { sasl, tls } = outside;
  return {
    ...(sasl ? { sasl } : {}),
    ...(tls
      ? {
          tls: {
            ...pem('ca', 'KAFKA_TLS_CA', tls.caPath),
            ...pem('cert', 'KAFKA_TLS_CERT', tls.certPath),
            ...pem('key', 'KAFKA_TLS_KEY', tls.keyPath),
          },
        }
      : {}),
  };
}

function pem(field: 'ca' | 'cert' | 'key', setting: string, path: string | null): NonNullable<KafkaSecurity['tls']> {
  if (path === null) return {};
  try {
    return { [field]: readFileSync(path, 'utf8') };
  } catch (error) {
    throw new SettingError(setting, `${path} cannot be read (${(error as Error).message})`);
  }
}
