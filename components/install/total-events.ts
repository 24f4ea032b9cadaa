import type { StreamsMessage } from '../../engine/live/protocol.ts';

/** The topic of accepted events (engine/events/topics.ts). */
const EVENTS = 'weir.events';

/** How many events were ever written to the log. */
export function totalEvents(streams: StreamsMessage | null): number {
  const topic = streams?.topics.find(({ name }) => name === EVENTS);
  return topic?.partitions.reduce((sum, { endOffset }) => sum + (endOffset ?? 0), 0) ?? 0;
}
