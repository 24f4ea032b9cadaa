import { numberFormats } from './theme.ts';

/** The interface is in English; so are its numbers, for the server and the browser to agree. */
const LOCALE = 'en-US';

const whole = new Intl.NumberFormat(LOCALE, numberFormats.whole);
const short = new Intl.NumberFormat(LOCALE, numberFormats.short);
const ratio = new Intl.NumberFormat(LOCALE, numberFormats.ratio);
const percent = new Intl.NumberFormat(LOCALE, numberFormats.percent);
const percentWhole = new Intl.NumberFormat(LOCALE, numberFormats.percentWhole);

/** Shown where there is no number. */
export const NOTHING = '–';

/** 12,345 */
export function formatWhole(value: number): string {
  return whole.format(value);
}

/** 12.3k, whole below a thousand. */
export function formatShort(value: number): string {
  return Math.abs(value) < 1000 ? whole.format(value) : short.format(value).replace('K', 'k');
}

/** 2.41 */
export function formatRatio(value: number): string {
  return ratio.format(value);
}

/** 0.428 as 42.8%. */
export function formatPercent(value: number): string {
  return percent.format(value);
}

export function formatPercentWhole(value: number): string {
  return percentWhole.format(value);
}

/** Seconds as `2m 05s`; `1h 02m` from an hour on. */
export function formatDuration(seconds: number): string {
  const rounded = Math.round(seconds);
  if (rounded < 60) return `${rounded}s`;
  const two = (value: number): string => String(value).padStart(2, '0');
  if (rounded < 3600) return `${Math.floor(rounded / 60)}m ${two(rounded % 60)}s`;
  return `${Math.floor(rounded / 3600)}h ${two(Math.floor((rounded % 3600) / 60))}m`;
}

/** `1 member`, `2 members`. */
export function formatCount(count: number, noun: string): string {
  return `${whole.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes in powers of ten: 12.3 MB. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${BYTE_UNITS[unit]}`;
}

/** How long ago: `now`, `12 s`, `5 min`, `3 h`, `4 d`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 2) return 'now';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** The relative change, null where there is nothing to compare with. */
export function changeOf(value: number | null, before: number | null): number | null {
  if (value === null || before === null || before === 0) return null;
  return (value - before) / before;
}

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });
const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });

/** `DE` as Germany. What is not a region code is given back. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (regions.of(code) ?? code) : code;
}

export function languageName(tag: string): string {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
