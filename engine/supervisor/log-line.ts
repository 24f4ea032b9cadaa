/** Levels as pino numbers them. */
const LEVEL_NAME: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };

/** Fields that every line carries and a reader at a terminal does not need. */
const QUIET_FIELDS = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'name']);

/**
 * A role's line for a person. Log lines (JSON on stdout) become `12:00:00 broker warn sentence (key=value)`. Other lines
 * are shown when they come from stderr, where a crash tells its reason; chatter of libraries on stdout is null.
 */
export function renderLine(role: string, line: string, from: 'stdout' | 'stderr'): string | null {
  const fields = parseFields(line);
  if (!fields) return from === 'stderr' && line.trim() !== '' ? `${role}  ${line}` : null;
  const clock = new Date(Number(fields.time)).toLocaleTimeString('en-GB');
  const details = Object.entries(fields)
    .filter(([key]) => !QUIET_FIELDS.has(key))
    .map(([key, value]) => `${key}=${renderValue(value)}`)
    .join(' ');
  const level = LEVEL_NAME[Number(fields.level)] ?? String(fields.level);
  return `${clock} ${role} ${level}  ${fields.msg}${details ? `  (${details})` : ''}`;
}

function parseFields(line: string): Record<string, unknown> | null {
  try {
    const fields = JSON.parse(line);
    return typeof fields?.msg === 'string' ? fields : null;
  } catch {
    return null;
  }
}

function renderValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { message } = value as { message?: unknown };
  return typeof message === 'string' ? message : JSON.stringify(value);
}
