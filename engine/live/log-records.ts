import { SITE_NAME } from '../events/event.ts';
import { partialAggregate } from '../rollups/aggregates/partial.ts';
import { MINUTE_DIMENSIONS, type RollupRecord } from '../rollups/figures/records.ts';
import type { MetricValueRecord } from '../rollups/metrics/value-record.ts';

const SLASH = 0x2f;

/** The site of an event's record, read from its key (`site/visitor_id`) without decoding the value; null for no such key. */
export function siteOfKey(key: Buffer | null): string | null {
  const slash = key?.indexOf(SLASH) ?? -1;
  if (slash < 1) return null;
  const site = key!.toString('latin1', 0, slash);
  return SITE_NAME.test(site) ? site : null;
}

/** A record of `weir.rollups`; null for a tombstone, and for what Weir has not written: anybody may write to the topic. */
export function rollupOf(value: Buffer | null): RollupRecord | null {
  if (value === null) return null;
  try {
    const record: unknown = JSON.parse(value.toString());
    return isRollup(record) ? record : null;
  } catch {
    return null;
  }
}

/** A record of `weir.metric-values`; null for a tombstone, and for what Weir has not written. */
export function metricValueOf(value: Buffer | null): MetricValueRecord | null {
  if (value === null) return null;
  try {
    const record: unknown = JSON.parse(value.toString());
    return isMetricValue(record) ? record : null;
  } catch {
    return null;
  }
}

const METRIC_FIELDS = ['revision', 'partition', 'start', 'end', 'offset', 'watermark', 'late', 'emitted_at'];

function isMetricValue(record: unknown): record is MetricValueRecord {
  if (!isObject(record) || !hasNumbers(record, METRIC_FIELDS)) return false;
  if (typeof record.site !== 'string' || !SITE_NAME.test(record.site) || typeof record.id !== 'string') return false;
  const { dims } = record;
  if (!Array.isArray(dims) || !dims.every((value) => typeof value === 'string')) return false;
  return partialAggregate.safeParse(record.partial).success;
}

const BASE_FIELDS = ['partition', 'offset', 'watermark', 'emitted_at', 'late'];
const COUNTS = ['events', 'pageviews', 'visitors'];

function isRollup(record: unknown): record is RollupRecord {
  if (!isObject(record) || !hasNumbers(record, BASE_FIELDS)) return false;
  if (typeof record.site !== 'string' || !SITE_NAME.test(record.site)) return false;
  if (record.kind === 'second') return hasNumbers(record, ['start', ...COUNTS]);
  if (record.kind === 'rolling') {
    return hasNumbers(record, ['at']) && [record.last5, record.last30].every((part) => hasNumbers(part, COUNTS));
  }
  const { kind, tops } = record;
  if (kind !== 'minute' || !hasNumbers(record, ['start', ...COUNTS]) || !isObject(tops)) return false;
  return MINUTE_DIMENSIONS.every((dimension) => {
    const top = tops[dimension];
    return isObject(top) && isObject(top.values) && hasNumbers(top.values, Object.keys(top.values));
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function hasNumbers(value: unknown, fields: string[]): boolean {
  return isObject(value) && fields.every((field) => Number.isFinite(value[field]));
}
