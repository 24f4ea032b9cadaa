import { formatPercentWhole } from '../theme/format.ts';
import classes from './metrics.module.css';

interface Props {
  /** Relative: 0.1 is 10 % more. Null shows nothing. */
  change: number | null;
  lowerIsBetter?: boolean;
}

/** An arrow and a percentage; green is good news whichever way it points. */
export function Change({ change, lowerIsBetter = false }: Props) {
  if (change === null) return null;
  const rounded = Math.round(change * 100);
  const tone = rounded === 0 ? 'even' : rounded > 0 !== lowerIsBetter ? 'good' : 'bad';
  const direction = rounded === 0 ? 'no change' : rounded > 0 ? 'up' : 'down';
  return (
    <span className={classes.change} data-tone={tone}>
      <span aria-hidden>{rounded === 0 ? '→' : rounded > 0 ? '↑' : '↓'}</span>
      <span className={classes.hidden}>{direction} </span>
      {formatPercentWhole(Math.abs(change))}
    </span>
  );
}
