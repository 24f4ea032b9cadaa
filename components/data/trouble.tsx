'use client';

import { IconPlugConnectedX } from '@tabler/icons-react';
import type { Problem } from '../../engine/queries/answers.ts';
import classes from './trouble.module.css';
import { useNow } from './use-now.ts';

interface Props {
  problem: Problem;
  retryAt: number | null;
  /** A line instead of a block: for lists beside others. */
  small?: boolean;
}

/** What went wrong, what the reader can do, and when it is tried again. */
export function Trouble({ problem, retryAt, small = false }: Props) {
  const now = useNow(1_000);
  const seconds = retryAt === null || now === 0 ? 0 : Math.max(0, Math.ceil((retryAt - now) / 1000));
  return (
    <div className={classes.trouble} role="alert" data-small={small || undefined} data-testid="trouble">
      <IconPlugConnectedX size={small ? 20 : 32} stroke={1.5} aria-hidden />
      <div>
        <strong>{problem.title}</strong>
        {!small && <p>{adviceFor(problem)}</p>}
        {!small && problem.detail && <p className={classes.detail}>{problem.detail}</p>}
        {retryAt !== null && <p>{seconds > 0 ? `Trying again in ${seconds} s` : 'Trying again…'}</p>}
      </div>
    </div>
  );
}

function adviceFor(problem: Problem): string {
  if (problem.type.endsWith('store-unavailable')) {
    return 'Events are still collected and kept in the log; figures come back with the store. If it stays away, look at the terminal where Weir runs.';
  }
  if (problem.type.endsWith('log-unavailable')) {
    return 'Events cannot be taken or shown until the log is back. If it stays away, look at the terminal where Weir runs.';
  }
  if (problem.status === 599) return 'The server cannot be reached. If you stopped it, start it again with npm start.';
  if (problem.status === 400)
    return 'This address asks for something that cannot be shown. Clear the filters or choose another period.';
  return 'The server met an unexpected error. Its log, in the terminal where Weir runs, says more.';
}
