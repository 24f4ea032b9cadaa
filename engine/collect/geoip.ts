import { createRequire } from 'node:module';
import { type CityResponse, open } from 'maxmind';
import { z } from 'zod';
import { BoundedCache } from './bounded-cache.ts';
import { isPrivateAddress } from './client-ip.ts';

export interface Place {
  /** ISO 3166-1 alpha-2, upper case; empty where it is not known. */
  country: string;
  /** English name; empty where the database holds countries only. */
  city: string;
}

export type Geoip = (ip: string) => Place;

/** The two shapes that .mmdb databases use: MaxMind's nested one, and the flat one of the ip-location-db project. */
const row = z.object({
  country_code: z.string().optional(),
  country: z.object({ iso_code: z.string().optional() }).optional(),
  city: z.union([z.string(), z.object({ names: z.object({ en: z.string().optional() }).optional() })]).optional(),
});

const BUNDLED = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';
const CACHED_ADDRESSES = 20_000;
const MAX_CITY_LENGTH = 100;
const NOWHERE: Place = { country: '', city: '' };

/**
 * Opens the database at `path`, the bundled country database where it is null (about 8 MB of memory).
 * Throws an error that names the file when it cannot be read.
 */
export async function openGeoip(path: string | null): Promise<Geoip> {
  const file = path ?? createRequire(import.meta.url).resolve(BUNDLED);
  const reader = await open<CityResponse>(file).catch((error: Error) => {
    const what = path === null ? 'The bundled country database' : 'WEIR_GEOIP';
    throw new Error(`${what}: cannot read ${file} as an .mmdb database (${error.message}); set WEIR_GEOIP to another`);
  });
  const cache = new BoundedCache<Place>(CACHED_ADDRESSES);
  const find = (ip: string): Place => (isPrivateAddress(ip) ? NOWHERE : placeOf(reader.get(ip)));
  return (ip) => cache.get(ip, find);
}

/** Reads a row of either shape; what is neither is nowhere. */
export function placeOf(value: unknown): Place {
  const { data } = row.safeParse(value);
  if (data === undefined) return NOWHERE;
  const country = data.country_code ?? data.country?.iso_code ?? '';
  const city = typeof data.city === 'string' ? data.city : (data.city?.names?.en ?? '');
  return {
    country: /^[a-z]{2}$/i.test(country) ? country.toUpperCase() : '',
    city: city.slice(0, MAX_CITY_LENGTH).toWellFormed(),
  };
}
