import { weirEvent } from '../events/event.ts';
import { EVENTS_PER_MESSAGE, type StreamedEvent } from './protocol.ts';

/** A record of `weir.events` as it was read; its value is decoded only when somebody is shown it. */
export interface EventRecord {
  partition: number;
  offset: number;
  value: Buffer;
}

interface Slot {
  record: EventRecord;
  /** Undefined: not decoded yet. Null: not an event. */
  event: StreamedEvent | null | undefined;
}

export interface Unseen {
  /** In the order they came. */
  events: StreamedEvent[];
  /** How many came before those and are not held any more. */
  skipped: number;
}

/**
 * The latest events of one site, at most `EVENTS_PER_MESSAGE`. Events have sequence numbers 1, 2, ... as they come, so a
 * client is one number (the last it was shown) and whatever it missed is counted.
 */
export class EventRing {
  readonly #slots: Slot[] = [];
  #sequence = 0;

  /** Sequence number of the newest event; 0 before the first. */
  get sequence(): number {
    return this.#sequence;
  }

  push(record: EventRecord): void {
    this.#sequence++;
    this.#slots[this.#sequence % EVENTS_PER_MESSAGE] = { record, event: undefined };
  }

  /** What came after event number `sequence`. */
  since(sequence: number): Unseen {
    const first = Math.max(sequence, this.#sequence - EVENTS_PER_MESSAGE) + 1;
    const events: StreamedEvent[] = [];
    for (let number = first; number <= this.#sequence; number++) {
      const event = decoded(this.#slots[number % EVENTS_PER_MESSAGE]!);
      if (event) events.push(event);
    }
    return { events, skipped: first - sequence - 1 };
  }

  /** All that is held, newest first by the time that the collector took it. */
  latest(): StreamedEvent[] {
    const { events } = this.since(0);
    return events.reverse().sort((left, right) => right.received_at - left.received_at);
  }
}

function decoded(slot: Slot): StreamedEvent | null {
  if (slot.event === undefined) slot.event = decode(slot.record);
  return slot.event;
}

/** Null for a record that is no event: anybody may write to the topic. */
function decode({ partition, offset, value }: EventRecord): StreamedEvent | null {
  const parsed = weirEvent.safeParse(parseJson(value));
  if (!parsed.success) return null;
  const { id, site, name, ts, received_at, visitor_id, path, title, referrer_source } = parsed.data;
  const { country, city, device, browser, os, is_bot, props } = parsed.data;
  return {
    ...{ id, site, name, ts, received_at, visitor_id, path, title, referrer_source },
    ...{ country, city, device, browser, os, is_bot, props, partition, offset },
  };
}

function parseJson(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString());
  } catch {
    return undefined;
  }
}
