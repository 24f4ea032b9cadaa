import Link from 'next/link';
import type { Live } from '../live/use-live.ts';
import { formatWhole } from '../theme/format.ts';
import classes from './overview.module.css';

/** Visitors of the last five minutes, from the live feed; leads to the live page. */
export function CurrentVisitors({ live, site }: { live: Live; site: string }) {
  const count = live.view.figures?.counters.visitors5m;
  if (count === undefined) return null;
  const connected = live.connection.kind === 'live';
  return (
    <Link
      href={`/live?site=${encodeURIComponent(site)}`}
      className={classes.current}
      data-connected={connected || undefined}
      data-testid="current-visitors"
      title="In the last five minutes"
    >
      <span className={classes.pulse} aria-hidden />
      <span>
        <strong>{formatWhole(count)}</strong> current {count === 1 ? 'visitor' : 'visitors'}
      </span>
    </Link>
  );
}
