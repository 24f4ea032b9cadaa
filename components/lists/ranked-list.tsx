'use client';

import type { ReactNode } from 'react';
import type { BreakdownRow } from '../../engine/queries/breakdown.ts';
import { formatPercent, formatShort, formatWhole } from '../theme/format.ts';
import classes from './lists.module.css';
import { ValueIcon } from './value-icon.tsx';
import { valueName } from './values.ts';

interface Props {
  dimension: string;
  rows: readonly BreakdownRow[];
  /** All visitors of the period, for the share; null shows none. */
  total: number | null;
  chosen: (value: string) => boolean;
  choose: (value: string) => void;
  /** What a click does, for those who hear the page. */
  action: string;
  /** Shown below a row that is open. */
  below?: (row: BreakdownRow) => ReactNode;
  /** The number at the right; visitors if not said. */
  figure?: (row: BreakdownRow) => number;
  heading?: ReactNode;
}

/** Values with their visitors, the highest first; each row's bar is its part of the highest. */
export function RankedList({ dimension, rows, total, chosen, choose, action, below, figure, heading }: Props) {
  const number = figure ?? ((row: BreakdownRow) => row.visitors);
  const top = Math.max(1, ...rows.map(number));
  return (
    <>
      {heading ?? (
        <div className={classes.headings}>
          <span />
          <span>Visitors</span>
        </div>
      )}
      <ol className={classes.list}>
        {rows.map((row) => {
          const name = valueName(dimension, row.value);
          const share = total ? row.visitors / total : null;
          return (
            <li key={row.value}>
              <button
                type="button"
                className={classes.row}
                onClick={() => choose(row.value)}
                aria-pressed={chosen(row.value)}
                aria-label={`${name}: ${formatWhole(number(row))}. ${action}`}
                title={`${name} – ${formatWhole(number(row))}`}
              >
                <span className={classes.bar} style={{ width: `${(number(row) / top) * 100}%` }} />
                <ValueIcon dimension={dimension} value={row.value} />
                <span className={classes.name}>{name}</span>
                {share !== null && <span className={classes.share}>{formatPercent(share)}</span>}
                <span className={classes.number}>{formatShort(number(row))}</span>
              </button>
              {below?.(row)}
            </li>
          );
        })}
      </ol>
    </>
  );
}
