'use client';

import { useNow } from '../data/use-now.ts';
import { formatAge } from '../theme/format.ts';
import type { ConnectionState } from './connection.ts';
import classes from './live.module.css';

interface Props {
  connection: ConnectionState;
  /** False while the server does not reach the log: figures stand still. */
  logReachable: boolean | null;
  /** What is shown is the past. */
  past?: boolean;
}

/** Whether what is shown is live, and if not, since when and what is done about it. */
export function ConnectionBadge({ connection, logReachable, past = false }: Props) {
  const now = useNow(1_000);
  const { tone, text } =
    connection.kind === 'live' && logReachable === false
      ? { tone: 'bad', text: 'The log is unreachable, figures stand still' }
      : connection.kind === 'live' && past
        ? { tone: 'wait', text: 'Replay' }
        : describe(connection, now);
  return (
    <span
      className={classes.connection}
      data-tone={tone}
      role="status"
      data-testid="connection"
      data-state={connection.kind}
    >
      <span className={classes.dot} aria-hidden />
      {text}
    </span>
  );
}

function describe(connection: ConnectionState, now: number): { tone: 'good' | 'wait' | 'bad'; text: string } {
  switch (connection.kind) {
    case 'live':
      return { tone: 'good', text: 'Live' };
    case 'connecting':
      return { tone: 'wait', text: 'Connecting…' };
    case 'stale':
      return { tone: 'wait', text: `Stale: nothing heard for ${formatAge(now - connection.since)}` };
    case 'waiting': {
      const seconds = Math.max(1, Math.ceil((connection.until - now) / 1000));
      const silence = connection.lastHeard === null ? 0 : now - connection.lastHeard;
      const since = silence < 2_000 ? '' : `, last heard ${formatAge(silence)} ago`;
      return { tone: 'bad', text: now === 0 ? 'Reconnecting…' : `Reconnecting in ${seconds} s${since}` };
    }
  }
}
