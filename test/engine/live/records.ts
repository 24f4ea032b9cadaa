import { perDimension } from '../../../engine/live/site-figures.ts';
import type { MinuteRecord, RollingRecord, SecondRecord } from '../../../engine/rollups/figures/records.ts';

/** Records for the tests of the live feed: everything that a test does not name has a plain value. */
const base = { site: 'demo', partition: 0, offset: 0, watermark: 0, emitted_at: 0, late: 0 };

export function secondRecord(fields: Partial<SecondRecord>): SecondRecord {
  return {
    ...base,
    kind: 'second',
    start: 0,
    emitted_at: fields.start ?? 0,
    events: 0,
    pageviews: 0,
    visitors: 0,
    bots: 0,
    ...fields,
  };
}

export function minuteRecord(fields: Partial<MinuteRecord>): MinuteRecord {
  const tops = perDimension(() => ({ values: {}, other: 0 }));
  return {
    ...base,
    kind: 'minute',
    start: 0,
    emitted_at: fields.start ?? 0,
    events: 0,
    pageviews: 0,
    visitors: 0,
    bots: 0,
    tops,
    ...fields,
  };
}

export function rollingRecord(fields: Partial<RollingRecord>): RollingRecord {
  const none = { events: 0, pageviews: 0, visitors: 0 };
  return { ...base, kind: 'rolling', at: 0, emitted_at: fields.at ?? 0, last5: none, last30: none, ...fields };
}
