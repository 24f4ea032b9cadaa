import { describe, expect, it } from 'vitest';
import { SettingError } from '../../engine/settings/setting-error.ts';
import { readSettings, SETTINGS } from '../../engine/settings.ts';

describe('settings', () => {
  it('are the documented defaults in an empty environment', () => {
    expect(readSettings({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      dataDir: './data',
      clickhouseHost: '127.0.0.1',
      clickhousePort: 8123,
      brokers: ['127.0.0.1:9092'],
      bundledBroker: true,
      broker: {
        all: [{ protocol: 'PLAINTEXT', host: '127.0.0.1', port: 9092 }],
        own: { protocol: 'PLAINTEXT', host: '127.0.0.1', port: 9092 },
        ownIsGiven: false,
        warnings: [],
        tls: null,
        usersPath: null,
        superUsers: [],
        allowEveryone: true,
        sessionMs: 0,
        fsync: { 'log.flush.interval.ms': '1000' },
      },
      outside: { sasl: null, tls: null },
      clickhouseUrl: 'http://127.0.0.1:8123',
      bundledStore: true,
      sites: null,
      geoipPath: null,
      instanceId: null,
      metricsMb: 256,
      logLevel: 'warn',
      storeWarnings: [],
    });
  });

  it('use outside servers where they are named', () => {
    const settings = readSettings({ KAFKA_BROKERS: 'a:9092, b:9093', CLICKHOUSE_URL: 'http://u:p@store:8123' });
    expect(settings).toMatchObject({
      brokers: ['a:9092', 'b:9093'],
      bundledBroker: false,
      clickhouseUrl: 'http://u:p@store:8123',
      bundledStore: false,
    });
  });

  it('leave log and store on loopback where visitors of a website reach the web role', () => {
    const settings = readSettings({ WEIR_HOST: '0.0.0.0', WEIR_KAFKA_PORT: '19000' });
    expect(settings.brokers).toEqual(['127.0.0.1:19000']);
    expect(settings.broker.all.map(({ host }) => host)).toEqual(['127.0.0.1']);
    expect([settings.host, settings.clickhouseHost]).toEqual(['0.0.0.0', '127.0.0.1']);
  });

  it.each([
    ['WEIR_PORT', 'abc'],
    ['WEIR_PORT', '0'],
    ['WEIR_KAFKA_PORT', '65536'],
    ['WEIR_KAFKA_FSYNC', 'sometimes'],
    ['WEIR_KAFKA_FSYNC', '0'],
    ['WEIR_CLICKHOUSE_PORT', '1.5'],
    ['KAFKA_BROKERS', 'just-a-host'],
    ['CLICKHOUSE_URL', 'store'],
    ['WEIR_LOG', 'loud'],
    ['WEIR_SITES', 'shop,My Site'],
  ])('refuse %s=%s and name it', (name, value) => {
    const refusal = expect.objectContaining({ name: 'SettingError', setting: name });
    expect(() => readSettings({ [name]: value })).toThrowError(refusal);
  });

  it('count an empty or blank value as unset', () => {
    expect(readSettings({ WEIR_PORT: ' ', WEIR_SITES: '' })).toEqual(readSettings({}));
  });

  it('each say what they mean', () => {
    for (const setting of SETTINGS) expect(setting.meaning.length).toBeGreaterThan(10);
    expect(new SettingError('WEIR_PORT', 'x').message).toContain('WEIR_PORT');
  });
});
