import { formatRatio, formatShort, NOTHING } from '../theme/format.ts';

/** A rate with one decimal while it is small; null is not known yet. */
export function perSecond(value: number | null): string {
  if (value === null) return NOTHING;
  return Math.abs(value) < 100 ? formatRatio(Math.round(value * 10) / 10) : formatShort(Math.round(value));
}

export type LagTone = 'good' | 'wait' | 'bad';

/** Behind by less than a second's reading is nothing; growing for long is trouble. */
export function lagTone(lag: number, lagPerSecond: number | null, consumedPerSecond: number | null): LagTone {
  if (lag === 0 || lag <= (consumedPerSecond ?? 0)) return 'good';
  return (lagPerSecond ?? 0) > 0 ? 'bad' : 'wait';
}
