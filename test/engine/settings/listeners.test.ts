import { describe, expect, it } from 'vitest';
import { readSettings, type Settings } from '../../../engine/settings.ts';

const CERTIFICATE = { WEIR_KAFKA_TLS_CERT: '/cert.pem', WEIR_KAFKA_TLS_KEY: '/key.pem' };
const listenersOf = (settings: Settings): string[] =>
  settings.broker.all.map(({ protocol, host, port }) => `${protocol}://${host}:${port}`);

const refusalOf = (environment: Record<string, string>): string => {
  try {
    readSettings(environment);
    return 'taken';
  } catch (error) {
    return (error as { setting?: string }).setting ?? String(error);
  }
};

describe('a listener that other machines reach', () => {
  it.each([
    ['PLAINTEXT://0.0.0.0:9093', {}],
    ['PLAINTEXT://:9093', {}],
    ['PLAINTEXT://[::]:9093', {}],
    ['PLAINTEXT://192.168.1.5:9093', {}],
    ['SSL://0.0.0.0:9093', CERTIFICATE],
  ])('is refused where nobody is asked who they are: %s', (listener, more) => {
    const environment = { WEIR_KAFKA_LISTENERS: listener, ...more };
    expect(refusalOf(environment)).toBe('WEIR_KAFKA_LISTENERS');
    const { broker } = readSettings({ ...environment, WEIR_INSECURE: '1' });
    expect(broker.warnings).toEqual([expect.stringContaining('WEIR_INSECURE')]);
  });

  it.each([
    ['SASL_SSL://0.0.0.0:9093', CERTIFICATE],
    ['SSL://0.0.0.0:9093', { ...CERTIFICATE, WEIR_KAFKA_TLS_CLIENT_CA: '/ca.pem' }],
    ['PLAINTEXT://127.0.0.1:9093', {}],
    ['SASL_PLAINTEXT://localhost:9093', {}],
    ['PLAINTEXT://[::1]:9093', {}],
  ])('or does not, starts without a word where it is safe: %s', (listener, more) => {
    const { broker } = readSettings({ WEIR_KAFKA_LISTENERS: listener, ...more });
    expect(broker.warnings).toEqual([]);
    expect(broker.all.every(({ mechanisms }) => mechanisms === undefined)).toBe(true);
  });

  it('offers SCRAM alone where it is not encrypted, and says so; PLAIN too where that is meant', () => {
    const environment = { WEIR_KAFKA_LISTENERS: 'SASL_PLAINTEXT://0.0.0.0:9093' };
    const { broker } = readSettings(environment);
    expect(broker.all.at(-1)!.mechanisms).toEqual(['SCRAM-SHA-256', 'SCRAM-SHA-512']);
    expect(broker.warnings).toHaveLength(1);
    const insecure = readSettings({ ...environment, WEIR_INSECURE: '1' }).broker;
    expect(insecure.all.at(-1)!.mechanisms).toBeUndefined();
    expect(insecure.warnings).toHaveLength(1);
  });

  it('of the store, which has no accounts, is refused unless it is meant', () => {
    expect(refusalOf({ WEIR_CLICKHOUSE_HOST: '0.0.0.0' })).toBe('WEIR_CLICKHOUSE_HOST');
    const settings = readSettings({ WEIR_CLICKHOUSE_HOST: '0.0.0.0', WEIR_INSECURE: '1' });
    expect(settings.clickhouseUrl).toBe('http://127.0.0.1:8123');
    expect(settings.storeWarnings).toHaveLength(1);
  });
});

describe("Weir's own processes", () => {
  it.each([
    ['', 'PLAINTEXT://127.0.0.1:9092', ['PLAINTEXT://127.0.0.1:9092']],
    [
      'SASL_SSL://0.0.0.0:9093',
      'SASL_PLAINTEXT://127.0.0.1:9092',
      ['SASL_PLAINTEXT://127.0.0.1:9092', 'SASL_SSL://0.0.0.0:9093'],
    ],
    ['SASL_PLAINTEXT://127.0.0.1:9000', 'SASL_PLAINTEXT://127.0.0.1:9000', ['SASL_PLAINTEXT://127.0.0.1:9000']],
    [
      'SASL_SSL://0.0.0.0:9093,PLAINTEXT://localhost:9000',
      'PLAINTEXT://localhost:9000',
      ['SASL_SSL://0.0.0.0:9093', 'PLAINTEXT://localhost:9000'],
    ],
  ])('have a listener of their own on loopback beside %j: %s', (given, own, all) => {
    const settings = readSettings({ WEIR_KAFKA_LISTENERS: given, ...CERTIFICATE });
    const { protocol, host, port } = settings.broker.own;
    expect(`${protocol}://${host}:${port}`).toBe(own);
    expect(settings.brokers).toEqual([`${host}:${port}`]);
    expect(listenersOf(settings)).toEqual(all);
  });
});

describe('settings of the broker', () => {
  it('advertise an address for the listener of its protocol', () => {
    const { broker } = readSettings({
      WEIR_KAFKA_LISTENERS: 'SASL_PLAINTEXT://127.0.0.1:9092, SASL_PLAINTEXT://10.0.0.5:9094, SASL_SSL://0.0.0.0:9093',
      WEIR_KAFKA_ADVERTISED: 'SASL_SSL://kafka.example:443,SASL_PLAINTEXT://inside.example:9094',
      ...CERTIFICATE,
    });
    expect(broker.all.map(({ advertised }) => advertised)).toEqual([
      undefined,
      { host: 'inside.example', port: 9094 },
      { host: 'kafka.example', port: 443 },
    ]);
  });

  it.each([
    ['WEIR_KAFKA_LISTENERS', { WEIR_KAFKA_LISTENERS: '0.0.0.0:9093' }],
    ['WEIR_KAFKA_LISTENERS', { WEIR_KAFKA_LISTENERS: 'TLS://0.0.0.0:9093' }],
    ['WEIR_KAFKA_LISTENERS', { WEIR_KAFKA_LISTENERS: 'PLAINTEXT://127.0.0.1:0' }],
    ['WEIR_KAFKA_LISTENERS', { WEIR_KAFKA_LISTENERS: 'SASL_SSL://0.0.0.0:9093' }],
    ['WEIR_KAFKA_PORT', { WEIR_KAFKA_LISTENERS: 'SASL_SSL://0.0.0.0:9092', ...CERTIFICATE }],
    ['WEIR_KAFKA_ADVERTISED', { WEIR_KAFKA_ADVERTISED: 'SASL_SSL://kafka.example:9093' }],
    ['WEIR_KAFKA_TLS_KEY', { WEIR_KAFKA_TLS_CERT: '/cert.pem' }],
    ['WEIR_KAFKA_TLS_CERT', { WEIR_KAFKA_TLS_KEY: '/key.pem' }],
    ['WEIR_KAFKA_SUPER_USERS', { WEIR_KAFKA_SUPER_USERS: 'alice' }],
    ['WEIR_KAFKA_ALLOW_EVERYONE', { WEIR_KAFKA_ALLOW_EVERYONE: 'perhaps' }],
    ['WEIR_KAFKA_SESSION_MS', { WEIR_KAFKA_SESSION_MS: '-1' }],
    ['WEIR_INSECURE', { WEIR_INSECURE: 'sure' }],
    ['KAFKA_PASSWORD', { KAFKA_USERNAME: 'alice' }],
    ['KAFKA_USERNAME', { KAFKA_PASSWORD: 'x' }],
    ['KAFKA_SASL_MECHANISM', { KAFKA_SASL_MECHANISM: 'GSSAPI' }],
    ['KAFKA_TLS_KEY', { KAFKA_TLS_CERT: '/cert.pem' }],
    ['KAFKA_TLS', { KAFKA_TLS: 'on' }],
  ])('that cannot be used are refused by name: %s', (setting, environment) => {
    expect(refusalOf(environment)).toBe(setting);
  });
});
