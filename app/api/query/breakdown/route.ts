import type { BreakdownRow } from '../../../../engine/queries/breakdown.ts';
import { answers } from '../answers.ts';
import { breakdownParameters, read } from '../parameters.ts';
import { answered } from '../problem.ts';

export async function GET(request: Request): Promise<Response> {
  return answered(async () => {
    const query = new URL(request.url).searchParams;
    const answer = await answers.breakdown(query, Date.now());
    const { format, dimension } = read(breakdownParameters, query);
    return format === 'csv' ? csvFile(dimension, answer.rows) : Response.json(answer);
  });
}

function csvFile(dimension: string, rows: BreakdownRow[]): Response {
  const columns = Object.keys(rows[0] ?? { value: '', visitors: 0 }) as Array<keyof BreakdownRow>;
  const header = columns.map((column) => (column === 'value' ? dimension : column));
  const lines = [header, ...rows.map((row) => columns.map((column) => row[column] ?? ''))];
  const text = lines.map((line) => line.map(csvField).join(',')).join('\r\n');
  const name = `${dimension.replace(/[^a-z0-9_]+/gi, '-')}.csv`;
  return new Response(`${text}\r\n`, {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name}"` },
  });
}

/** RFC 4180; a field that a spreadsheet would run as a formula is kept from it by a quote mark. */
function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
