import type { Reconciliation } from './reconcile.ts';

/** The comparison as a person reads it: sites, partitions, metrics, and what does not agree. */
export function reconciliationText({ sites, partitions, metrics, differences }: Reconciliation): string {
  const parts = [
    'Sites: what collectors took, what is in the log',
    table(
      ['site', 'accepted', 'logged', 'refused'],
      sites.map(({ site, accepted, logged, refused }) => [site, accepted, logged, refusedText(refused)]),
    ),
    '',
    'Partitions: logged - duplicate - malformed = events = archived; events on time, in minutes that are over = counted',
    table(
      [
        'site',
        'partition',
        'logged',
        'duplicate',
        'malformed',
        'events',
        'archived',
        'late',
        'history',
        'on time',
        'counted',
        '',
      ],
      partitions.map((part) => [
        part.site,
        part.partition,
        part.records,
        part.duplicates,
        part.malformed,
        part.events,
        part.archived,
        part.late,
        part.history,
        part.expected,
        part.counted,
        part.events === part.archived && part.archivedTwice === 0 && part.expected === part.counted ? 'ok' : 'DIFFERS',
      ]),
    ),
    ...metricsText(metrics),
    '',
    differences.length === 0
      ? 'Everything agrees.'
      : `Does not agree:\n${differences.map((line) => `  ${line}`).join('\n')}`,
  ];
  return parts.join('\n');
}

function metricsText(metrics: Reconciliation['metrics']): string[] {
  if (metrics.length === 0) return [];
  const rows = metrics.map(({ id, revision, rows: compared, differences, skipped }) => {
    const verdict = skipped ?? (differences.length === 0 ? 'ok' : `${differences.length} DIFFER`);
    return [id, revision, compared, verdict];
  });
  return ['', "Metrics: windows beside ClickHouse's own computation", table(['metric', 'revision', 'rows', ''], rows)];
}

function refusedText(refused: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(refused).map(([reason, count]) => `${reason} ${count}`);
  return reasons.length > 0 ? reasons.join(', ') : '-';
}

/** Text to the left, numbers to the right. */
function table(head: readonly string[], rows: ReadonlyArray<ReadonlyArray<string | number>>): string {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const isNumber = head.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  return lines
    .map((line) => {
      const cells = line.map((cell, column) =>
        isNumber[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      );
      return `  ${cells.join('  ').trimEnd()}`;
    })
    .join('\n');
}
