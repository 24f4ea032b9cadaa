import { formatRatio, formatShort, NOTHING } from '../theme/format.ts';

/** A rate with one decimal while it is small; null is not known yet. */
export function perSecond(value: number | null): string {
  if (value === null) return NOTHING;
  return Math.abs(value) < 100 ? formatRatio(Math.round(value * 10) / 10) : formatShort(Math.round(value));
}

export type LagTone = 'good' | 'wait' | 'bad';

/** Behind by less than two seconds' reading is nothing; growing beyond that is trouble. */
export function lagTone(lag: number, lagPerSecond: number | null, consumedPerSecond: number | null): LagTone {
  if (lag <= Math.max(10, (consumedPerSecond ?? 0) * 2)) return 'good';
  return (lagPerSecond ?? 0) > 0 ? 'bad' : 'wait';
}
