'use client';

import { useEffect, useState } from 'react';
import type { DemoStatus } from '../../engine/web/demo.ts';
import { formatWhole } from '../theme/format.ts';
import { askDemo } from './demo-status.ts';
import classes from './install.module.css';

const PAUSE_MS = 1_000;

/** How far the demo is with its past days; gone once it is through. */
export function DemoProgress() {
  const [status, setStatus] = useState<DemoStatus | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const ask = async (): Promise<void> => {
      const answer = await askDemo('GET');
      if (over) return;
      setStatus(answer);
      if (answer?.state === 'filling') timer = setTimeout(() => void ask(), PAUSE_MS);
    };
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, []);
  if (status?.state === 'failed') {
    return <div className={classes.progress}>The demo ended early: {status.error ?? 'no reason was given'}</div>;
  }
  if (status?.state !== 'filling') return null;
  return (
    <div className={classes.progress} role="status" data-testid="demo-progress">
      <span>
        Loading {status.backfillDays} days of demo visitors: {formatWhole(status.sent.backfill.accepted)} events so far
      </span>
      {/* How many there will be is not known before the last: the bar moves, but promises nothing. */}
      <progress className={classes.moving} aria-label="Loading the demo" />
    </div>
  );
}
