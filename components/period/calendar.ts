/** Arithmetic on local calendar dates written `YYYY-MM-DD`; no time zone is involved. */
const DAY_MS = 86_400_000;

function parts(date: string): [year: number, month: number, day: number] {
  const [year, month, day] = date.split('-').map(Number);
  return [year!, month!, day!];
}

function text(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

export function addDays(date: string, days: number): string {
  return text(Date.parse(date) + days * DAY_MS);
}

/** The same day `months` later, or the month's last day where it has no such day. */
export function addMonths(date: string, months: number): string {
  const [year, month, day] = parts(date);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return text(Date.UTC(year, month - 1 + months, Math.min(day, last)));
}

export function monthStart(date: string): string {
  return `${date.slice(0, 7)}-01`;
}

export function monthEnd(date: string): string {
  return addDays(addMonths(monthStart(date), 1), -1);
}

export function yearStart(date: string): string {
  return `${date.slice(0, 4)}-01-01`;
}

export function yearEnd(date: string): string {
  return `${date.slice(0, 4)}-12-31`;
}

/** Days from `from` to `to`, both counted. */
export function dayCount(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

/** 0 is Sunday. */
export function weekday(date: string): number {
  return new Date(Date.parse(date)).getUTCDay();
}

/** Today's date where clocks run as in `zone`. */
export function today(now: number, zone: string): string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return format.format(now);
}

export function earlier(one: string, other: string): string {
  return one < other ? one : other;
}
