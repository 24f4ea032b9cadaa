'use client';

import { memo } from 'react';
import type { TopRow } from '../../engine/live/protocol.ts';
import lists from '../lists/lists.module.css';
import { ValueIcon } from '../lists/value-icon.tsx';
import { valueName } from '../lists/values.ts';
import { formatShort } from '../theme/format.ts';
import panel from '../theme/panel.module.css';
import classes from './live.module.css';

interface Props {
  title: string;
  /** As the filters name it. */
  dimension: string;
  unit: string;
  rows: readonly TopRow[];
  /** Leads to the overview of the last half hour, filtered by the row. */
  href: (value: string) => string;
  /** What the empty value means here, where it means something of its own. */
  empty?: string;
}

/** The most frequent values of the last 30 minutes. */
export const TopList = memo(function TopList({ title, dimension, unit, rows, href, empty }: Props) {
  const nameOf = (value: string): string => (value === '' && empty ? empty : valueName(dimension, value));
  const top = Math.max(1, ...rows.map((row) => row.count));
  return (
    <section className={panel.panel} aria-label={title} data-testid={`live-${dimension}`}>
      <div className={classes.listHead}>
        <h2 className={panel.title}>{title}</h2>
        <span>{unit}</span>
      </div>
      <div className={classes.topRows}>
        <ol className={lists.list}>
          {rows.map((row) => (
            <li key={row.value}>
              <a href={href(row.value)} className={lists.row} title={nameOf(row.value)}>
                <span className={lists.bar} style={{ width: `${(row.count / top) * 100}%` }} />
                <ValueIcon dimension={dimension} value={row.value} />
                <span className={lists.name}>{nameOf(row.value)}</span>
                <span className={lists.number}>{formatShort(row.count)}</span>
              </a>
            </li>
          ))}
          {rows.length === 0 && <li className={classes.quiet}>Nothing in the last 30 minutes</li>}
        </ol>
      </div>
    </section>
  );
});
