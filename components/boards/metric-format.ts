import type { MetricFace } from '../../engine/live/metrics/metric-views.ts';
import { formatDuration, formatRatio, formatShort, formatWhole, NOTHING } from '../theme/format.ts';

/** A value with its unit: `412 ms`, `3.1%`, `1.4x`, `12.3 /s`. */
export function formatMetric(value: number | null, { unit }: Pick<MetricFace, 'unit'>): string {
  if (value === null) return NOTHING;
  if (unit === 'ms') return value >= 10_000 ? formatDuration(value / 1_000) : `${formatWhole(value)} ms`;
  if (unit === 's') return formatDuration(value);
  const number = formatNumber(value);
  if (unit === '' || unit === '%' || unit === 'x') return `${number}${unit}`;
  return `${number} ${unit}`;
}

/** Two digits after the point while they say something, whole above that, short from ten thousand on. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 10_000) return formatShort(value);
  if (size >= 100 || Number.isInteger(value)) return formatWhole(value);
  return formatRatio(size >= 10 ? Math.round(value * 10) / 10 : value);
}

/** What a line or a row is called: its dimension values, or its quantile. */
export function rowName(dims: readonly string[], other: boolean): string {
  if (other) return 'Other';
  return dims.map((value) => value.replaceAll('_', ' ') || '(none)').join(' · ');
}

/** 0.95 as p95. */
export function quantileName(quantile: number): string {
  return `p${Number((quantile * 100).toFixed(2))}`;
}
