/**
 * Local calendar time to instants and back, for any IANA zone that the platform knows. ClickHouse gets instants only,
 * so that its and our idea of a range cannot differ.
 */
const formats = new Map<string, Intl.DateTimeFormat>();
/** Zones kept ready; browsers send a handful, a bound keeps made-up ones from piling up. */
const MAX_FORMATS = 64;

export function isTimeZone(zone: string): boolean {
  try {
    zoneFormat(zone);
    return true;
  } catch {
    return false;
  }
}

function zoneFormat(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  if (formats.size >= MAX_FORMATS) formats.clear();
  formats.set(zone, format);
  return format;
}

/** What clocks in `zone` show at `instant` (ms), written as if it were UTC (ms). */
export function wallClock(instant: number, zone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of zoneFormat(zone).formatToParts(instant)) parts[type] = Number(value);
  return Date.UTC(parts.year!, parts.month! - 1, parts.day!, parts.hour!, parts.minute!, parts.second!);
}

/**
 * The instant (ms) at which clocks in `zone` show `local` (ms as if UTC). Where the clock skips over it, the instant
 * of the skip's far side; where it shows it twice, the first.
 */
export function instantOf(local: number, zone: string): number {
  const before = local - offset(local - 86_400_000, zone);
  const after = local - offset(local + 86_400_000, zone);
  if (wallClock(before, zone) === local) return before;
  if (wallClock(after, zone) === local) return after;
  return before;
}

function offset(instant: number, zone: string): number {
  const whole = Math.floor(instant / 1000) * 1000;
  return wallClock(whole, zone) - whole;
}

/** `2026-03-01` as midnight, ms as if UTC. */
export function parseDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}
