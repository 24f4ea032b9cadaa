'use client';

import { useState } from 'react';
import type { BreakdownAnswer, PropertiesAnswer } from '../../engine/queries/answers.ts';
import type { BreakdownRow } from '../../engine/queries/breakdown.ts';
import type { Dimension, Filter } from '../../engine/queries/filters.ts';
import { breakdownAddress, propertiesAddress } from '../data/addresses.ts';
import { Trouble } from '../data/trouble.tsx';
import { useAnswer } from '../data/use-answer.ts';
import { FreshnessBadge } from '../freshness/freshness-badge.tsx';
import { useDashboard } from '../state/dashboard.tsx';
import { formatPercent, formatShort, formatWhole } from '../theme/format.ts';
import panelClasses from '../theme/panel.module.css';
import { DetailsButton, ListSkeleton } from './list-panel.tsx';
import classes from './lists.module.css';
import { LIST_ROWS } from './panels.ts';
import { RankedList } from './ranked-list.tsx';
import { ValueIcon } from './value-icon.tsx';
import { valueName } from './values.ts';

/** The site's own events. A click opens what their properties say. */
export function EventsPanel({ total }: { total: number | null }) {
  const { state, place } = useDashboard();
  const answer = useAnswer<BreakdownAnswer>(breakdownAddress(state, place, 'event', { limit: LIST_ROWS }));
  return (
    <section className={panelClasses.panel} aria-label="Events" aria-busy={answer.loading} data-testid="panel-events">
      <div className={classes.head}>
        <h2 className={panelClasses.title}>Events</h2>
      </div>
      {answer.problem && !answer.current ? (
        <Trouble problem={answer.problem} retryAt={answer.retryAt} small />
      ) : answer.data ? (
        <div className={panelClasses.fading} data-stale={!answer.current || undefined}>
          <EventRows answer={answer.data} total={total} />
          <FreshnessBadge freshness={answer.data.freshness} small />
        </div>
      ) : (
        <ListSkeleton />
      )}
    </section>
  );
}

function EventRows({ answer, total }: { answer: BreakdownAnswer; total: number | null }) {
  const { change } = useDashboard();
  const [open, setOpen] = useState<string | null>(null);
  const top = Math.max(1, ...answer.rows.map((row) => row.visitors));
  if (answer.rows.length === 0) return <NoEvents />;
  return (
    <>
      <div className={classes.events}>
        <div className={classes.eventHeadings}>
          <span />
          <span>Visitors</span>
          <span>Events</span>
          <span>Rate</span>
        </div>
        <ul className={classes.list}>
          {answer.rows.map((row) => (
            <li key={row.value}>
              <EventRow
                row={row}
                top={top}
                total={total}
                open={open === row.value}
                toggle={() => setOpen(open === row.value ? null : row.value)}
              />
              {open === row.value && <EventProperties event={row.value} />}
            </li>
          ))}
        </ul>
      </div>
      <DetailsButton show={() => change({ details: 'event' })} more={answer.values - answer.rows.length} />
    </>
  );
}

interface RowProps {
  row: BreakdownRow;
  top: number;
  total: number | null;
  open: boolean;
  toggle: () => void;
}

function EventRow({ row, top, total, open, toggle }: RowProps) {
  const name = valueName('event', row.value);
  return (
    <button type="button" className={classes.row} onClick={toggle} aria-expanded={open} title={`${name} – properties`}>
      <span className={classes.bar} style={{ width: `${(row.visitors / top) * 100}%` }} />
      <ValueIcon dimension="event" value={row.value} />
      <span className={classes.name}>{name}</span>
      <span className={classes.eventNumber}>{formatShort(row.visitors)}</span>
      <span className={classes.eventNumber}>{formatShort(row.events)}</span>
      <span className={classes.eventNumber} data-dim>
        {total ? formatPercent(row.visitors / total) : ''}
      </span>
    </button>
  );
}

function EventProperties({ event }: { event: string }) {
  const { state, place, toggle } = useDashboard();
  const answer = useAnswer<PropertiesAnswer>(propertiesAddress(state, place, event));
  const [wanted, setWanted] = useState<string | null>(null);
  const keys = answer.data?.keys ?? [];
  const key = keys.find((candidate) => candidate.key === wanted)?.key ?? keys[0]?.key;
  return (
    <div className={classes.properties} data-testid="event-properties">
      <fieldset className={classes.tabs} aria-label="Property">
        {keys.map((candidate) => (
          <button
            key={candidate.key}
            type="button"
            className={classes.tab}
            aria-pressed={candidate.key === key}
            onClick={() => setWanted(candidate.key)}
          >
            {candidate.key}
          </button>
        ))}
        <button type="button" className={classes.tab} onClick={() => toggle('event', event)}>
          Filter by this event
        </button>
      </fieldset>
      {key ? (
        <PropertyValues event={event} dimension={`prop:${key}`} />
      ) : (
        answer.current && <p className={classes.note}>These events carry no properties.</p>
      )}
    </div>
  );
}

function PropertyValues({ event, dimension }: { event: string; dimension: Dimension }) {
  const { state, place, toggle } = useDashboard();
  const also: Filter[] = [{ dimension: 'event', operator: 'is', values: [event] }];
  const answer = useAnswer<BreakdownAnswer>(breakdownAddress(state, place, dimension, { limit: LIST_ROWS, also }));
  if (!answer.data) return null;
  return (
    <RankedList
      dimension={dimension}
      rows={answer.data.rows}
      total={null}
      chosen={(value) =>
        state.filters.some((filter) => filter.dimension === dimension && filter.values.includes(value))
      }
      choose={(value) => toggle(dimension, value)}
      action="Filter by this"
      heading={
        <div className={classes.headings}>
          <span>{dimension.slice('prop:'.length)}</span>
          <span>Visitors, of {formatWhole(answer.data.values)} values</span>
        </div>
      }
    />
  );
}

function NoEvents() {
  return (
    <div className={classes.empty}>
      <div>
        No events of your own in this period. Send one from any page:
        <br />
        <code>weir('track', 'Signup', {'{ plan: "team" }'})</code>
      </div>
    </div>
  );
}
