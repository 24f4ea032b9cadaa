const AGES: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A moment as people write it: `10m`, `2h`, `3d` ago, or a date such as 2026-01-31T12:00:00Z. ms, or null. */
export function parseMoment(text: string, nowMs: number): number | null {
  const age = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text);
  if (age) return nowMs - Math.round(Number(age[1]) * AGES[age[2]!]!);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
