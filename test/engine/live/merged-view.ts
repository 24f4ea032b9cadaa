import type { Bar, FiguresDelta, FiguresView } from '../../../engine/live/protocol.ts';

/** What a client makes of a delta by the protocol's rules; `window` gives the bars that the windows hold now. */
export function merged(
  view: FiguresView,
  delta: FiguresDelta,
  window: Pick<FiguresView, 'minutes' | 'seconds'>,
): FiguresView {
  return {
    counters: delta.counters ?? view.counters,
    freshness: delta.freshness ?? view.freshness,
    tops: { ...view.tops, ...delta.tops },
    minutes: mergedBars(view.minutes, delta.minutes ?? [], window.minutes),
    seconds: mergedBars(view.seconds, delta.seconds ?? [], window.seconds),
  };
}

function mergedBars(held: Bar[], changed: Bar[], window: Bar[]): Bar[] {
  const byStart = new Map([...held, ...changed].map((bar) => [bar.start, bar]));
  return window.flatMap(({ start }) => byStart.get(start) ?? []);
}
