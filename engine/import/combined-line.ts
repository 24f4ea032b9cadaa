/** One line of an access log in the combined format. */
export interface CombinedLine {
  ip: string;
  /** Milliseconds since the epoch. */
  ts: number;
  method: string;
  /** As requested, query included. */
  target: string;
  status: number;
  /** Empty where the log says "-". */
  referrer: string;
  userAgent: string;
}

/**
 * `host ident user [day/month/year:hour:minute:second zone] "request" status bytes "referrer" "user agent"` (Apache's
 * mod_log_config, "Combined Log Format"; nginx's `combined`). Within quotes a backslash escapes. What follows the user agent is let be.
 */
const LINE =
  /^(\S+) \S+ (?:[^[]*?) ?\[(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})\] "((?:[^"\\]|\\.)*)" (\d{3}) (?:\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"/;
/** HTTP/0.9 named no version. */
const REQUEST = /^([A-Z]+) (\S+)(?: HTTP\/\d(?:\.\d)?)?$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Reads a line; null where it is not in the combined format. */
export function readCombinedLine(line: string): CombinedLine | null {
  const match = LINE.exec(line);
  if (match === null) return null;
  const [
    ,
    ip,
    day,
    monthName,
    year,
    hour,
    minute,
    second,
    sign,
    zoneHours,
    zoneMinutes,
    request,
    status,
    referrer,
    agent,
  ] = match as unknown as [string, ...string[]];
  const target = REQUEST.exec(request!);
  const month = MONTHS.indexOf(monthName!);
  if (target === null || month < 0) return null;
  const local = Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second));
  const zoneMs = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return {
    ip: ip!,
    ts: sign === '-' ? local + zoneMs : local - zoneMs,
    method: target[1]!,
    target: target[2]!,
    status: Number(status),
    referrer: unquote(referrer!),
    userAgent: unquote(agent!),
  };
}

function unquote(text: string): string {
  return text === '-' ? '' : text.replace(/\\(["\\])/g, '$1');
}
