'use client';

import { memo, useState } from 'react';
import type { StreamedEvent } from '../../engine/live/protocol.ts';
import { Flag, ValueIcon } from '../lists/value-icon.tsx';
import { valueName } from '../lists/values.ts';
import { formatClock } from '../theme/dates.ts';
import { countryName, formatAge } from '../theme/format.ts';
import classes from './events.module.css';

interface Props {
  event: StreamedEvent;
  /** How old it is, ms, in steps: a card is drawn anew only as its text changes. */
  age: string;
  zone: string;
}

/** One event: who, from where, what; its properties on a click. */
export const EventCard = memo(function EventCard({ event, age, zone }: Props) {
  const [open, setOpen] = useState(false);
  const place = [event.city, event.country && countryName(event.country)].filter(Boolean).join(', ');
  const isView = event.name === 'pageview';
  return (
    <li className={classes.card} data-testid="event">
      <button type="button" className={classes.summary} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Flag code={event.country} />
        <span className={classes.what}>
          <span className={classes.headline}>
            {!isView && <strong className={classes.name}>{valueName('event', event.name)}</strong>}
            <span className={classes.path}>{event.path || event.title || '/'}</span>
          </span>
          <span className={classes.who}>
            <ValueIcon dimension="device" value={event.device} />
            <ValueIcon dimension="browser" value={event.browser} />
            <span>{[place, event.referrer_source && `from ${event.referrer_source}`].filter(Boolean).join(' · ')}</span>
            {event.is_bot && <span className={classes.bot}>bot</span>}
          </span>
        </span>
        <time className={classes.age} dateTime={new Date(event.ts).toISOString()} title={formatClock(event.ts, zone)}>
          {age}
        </time>
      </button>
      {open && <EventFacts event={event} zone={zone} />}
    </li>
  );
});

function EventFacts({ event, zone }: { event: StreamedEvent; zone: string }) {
  const facts: Array<[string, string]> = [
    ...Object.entries(event.props).map(([key, value]): [string, string] => [key, String(value)]),
    ['time', formatClock(event.ts, zone)],
    ['received', `${formatAge(Math.max(0, event.received_at - event.ts))} later`],
    ['visitor', event.visitor_id],
    ['system', [event.browser, event.os].filter(Boolean).join(' on ')],
    ['event id', event.id],
    ['in the log', `partition ${event.partition}, offset ${event.offset}`],
  ];
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
