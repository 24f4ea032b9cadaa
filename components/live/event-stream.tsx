'use client';

import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import type { StreamedEvent } from '../../engine/live/protocol.ts';
import { useNow } from '../data/use-now.ts';
import { useShortcuts } from '../shortcuts/shortcuts.tsx';
import { formatAge, formatWhole } from '../theme/format.ts';
import panel from '../theme/panel.module.css';
import { EventCard } from './event-card.tsx';
import classes from './events.module.css';

interface Props {
  /** Newest first. */
  events: readonly StreamedEvent[];
  /** Left out because too many came at once. */
  skipped: number;
  zone: string;
  /** Time of the replay, ms, that ages are told from; null: now. */
  at: number | null;
}

/** Cards on the screen. */
const SHOWN = 40;

/** Every event as it comes; can be held to read. */
export function EventStream({ events, skipped, zone, at }: Props) {
  const [held, setHeld] = useState<readonly StreamedEvent[] | null>(null);
  const wall = useNow(1_000);
  const now = at ?? wall;
  const toggle = (): void => setHeld(held ? null : events);
  useShortcuts([{ keys: 'h', label: 'Hold or resume the event stream', group: 'Live', run: toggle }]);
  const shown = (held ?? events).slice(0, SHOWN);
  const waiting = held ? newSince(events, held) : 0;
  return (
    <section className={`${panel.panel} ${classes.stream}`} aria-label="Event stream" data-testid="event-stream">
      <div className={classes.head}>
        <h2 className={panel.title}>Event stream</h2>
        <Button
          size="compact-sm"
          variant={held ? 'filled' : 'default'}
          leftSection={held ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
          onClick={toggle}
          data-testid="hold"
        >
          {held ? `Resume${waiting > 0 ? `, ${formatWhole(waiting)} new` : ''}` : 'Hold'}
        </Button>
      </div>
      {shown.length === 0 ? (
        <p className={classes.none}>Events appear here the moment they arrive.</p>
      ) : (
        <ol className={classes.cards}>
          {shown.map((event) => (
            <EventCard
              key={`${event.partition}/${event.offset}`}
              event={event}
              age={now === 0 ? '' : formatAge(now - event.ts)}
              zone={zone}
            />
          ))}
        </ol>
      )}
      {skipped > 0 && (
        <p className={classes.skipped}>{formatWhole(skipped)} more came too fast to be shown here; all are counted.</p>
      )}
    </section>
  );
}

/** How many of `events` came after the newest of `held`; at most as many as are kept. */
function newSince(events: readonly StreamedEvent[], held: readonly StreamedEvent[]): number {
  const newest = held[0];
  if (!newest) return events.length;
  const index = events.findIndex(({ partition, offset }) => partition === newest.partition && offset === newest.offset);
  return index < 0 ? events.length : index;
}
