import { BROKER_DEFAULTS, type BrokerConfig } from '../broker-config.ts';

/** The settings that BrokerConfig has a field for, by Kafka's names. */
const FIELDS = {
  'auto.create.topics.enable': 'autoCreateTopics',
  'connection.failed.authentication.delay.ms': 'failedAuthenticationDelayMs',
  'connections.max.idle.ms': 'maxIdleMs',
  'connections.max.reauth.ms': 'maxReauthMs',
  'fetch.max.bytes': 'maxFetchBytes',
  'group.min.session.timeout.ms': 'groupMinSessionTimeoutMs',
  'max.connections': 'maxConnections',
  'max.incremental.fetch.session.cache.slots': 'maxFetchSessions',
  'num.partitions': 'defaultPartitions',
  'sasl.server.max.receive.size': 'maxSaslBytes',
  'socket.request.max.bytes': 'maxRequestBytes',
  'transaction.max.timeout.ms': 'maxTransactionTimeoutMs',
  'transactional.id.expiration.ms': 'transactionalIdExpirationMs',
} as const satisfies Readonly<Record<string, keyof BrokerConfig>>;

/** A broker's settings as a server.properties would name them. Throws for a value of the wrong kind; `startBroker` for a name that there is not. */
export function namedConfigs(named: Readonly<Record<string, string>>): Partial<BrokerConfig> {
  const fields: Record<string, number | boolean> = {};
  const properties: Record<string, string> = {};
  for (const [name, value] of Object.entries(named)) {
    if (!isField(name)) properties[name] = value;
    else if (typeof BROKER_DEFAULTS[FIELDS[name]] === 'boolean') fields[FIELDS[name]] = booleanOf(name, value);
    else fields[FIELDS[name]] = numberOf(name, value);
  }
  return { ...fields, properties };
}

const isField = (name: string): name is keyof typeof FIELDS => Object.hasOwn(FIELDS, name);

function booleanOf(name: string, value: string): boolean {
  if (value !== 'true' && value !== 'false') throw new RangeError(`${name}: "${value}" is neither true nor false`);
  return value === 'true';
}

function numberOf(name: string, value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isSafeInteger(number) || number < 0) {
    throw new RangeError(`${name}: "${value}" is not a whole number of 0 or more`);
  }
  return number;
}
