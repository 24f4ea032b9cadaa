import { describe, expect, it } from 'vitest';
import { openGeoip, placeOf } from '../../../engine/collect/geoip.ts';
import { addressBlocks } from '../../../engine/demo/shop/population.ts';

describe('the bundled country database', async () => {
  const geoip = await openGeoip(null);

  it.each([
    ['8.8.8.8', 'US'],
    ['84.130.1.2', 'DE'],
    ['2a02:8108::1', 'DE'],
    ['127.0.0.1', ''],
    ['10.0.0.1', ''],
    ['::1', ''],
    ['no-address', ''],
  ])('finds %s in "%s"', (ip, country) => expect(geoip(ip)).toEqual({ country, city: '' }));

  it('knows the countries of the demo’s visitors', () => {
    const wrong = addressBlocks().filter(({ block, country }) =>
      ['0.1', '77.20', '140.200', '255.254'].some((host) => geoip(`${block}.${host}`).country !== country),
    );
    expect(wrong).toEqual([]);
  });
});

describe('placeOf', () => {
  it('reads MaxMind’s rows', () => {
    expect(placeOf({ country: { iso_code: 'CH' }, city: { names: { en: 'Bern', de: 'Bern' } } })).toEqual({
      country: 'CH',
      city: 'Bern',
    });
  });
  it('reads the flat rows', () => {
    expect(placeOf({ country_code: 'ch', city: 'Bern', latitude: 46.9 })).toEqual({ country: 'CH', city: 'Bern' });
  });
  it('takes anything else for nowhere', () => {
    expect(placeOf({ country_code: 756 })).toEqual({ country: '', city: '' });
    expect(placeOf(null)).toEqual({ country: '', city: '' });
  });
});

it('names the file that is no database', async () => {
  await expect(openGeoip('/no/such.mmdb')).rejects.toThrow('/no/such.mmdb');
});
