import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FiguresFeed } from '../../../engine/live/figures-feed.ts';
import type { FiguresView } from '../../../engine/live/protocol.ts';
import { perDimension } from '../../../engine/live/site-figures.ts';
import { merged } from './merged-view.ts';

describe('figures as versions', () => {
  it('tells a client that comes at any pace exactly the latest view, whatever it missed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ view: viewOf(), looks: fc.boolean() }), { minLength: 1, maxLength: 40 }),
        (steps) => {
          const feed = new FiguresFeed();
          let client: { view: FiguresView; version: number } | null = null;
          for (const { view, looks } of steps) {
            feed.update(view);
            if (!looks) continue;
            client = {
              view: client ? merged(client.view, feed.since(client.version) ?? {}, view) : view,
              version: feed.version,
            };
            expect(client.view).toEqual(view);
          }
        },
      ),
    );
  });

  it('says nothing where nothing differs, and only what differs', () => {
    const feed = new FiguresFeed();
    const view = emptyView(0);
    feed.update(view);
    const { version } = feed;
    feed.update(structuredClone(view));
    expect(feed.since(version)).toBeUndefined();
    feed.update({ ...view, tops: { ...view.tops, page: [{ value: '/', count: 1 }] } });
    expect(feed.since(version)).toEqual({ tops: { page: [{ value: '/', count: 1 }] } });
  });
});

function emptyView(shift: number): FiguresView {
  const bars = (step: number) =>
    [0, 1, 2, 3].map((index) => ({ start: (index + shift) * step, events: 0, pageviews: 0, visitors: 0 }));
  return {
    counters: { visitors5m: 0, visitors30m: 0, events30m: 0, pageviews30m: 0, eventsPerSecond: 0 },
    minutes: bars(60_000),
    seconds: bars(1_000),
    tops: perDimension(() => []),
    freshness: { watermark: null, lag: null, late: 0 },
  };
}

function viewOf() {
  const small = fc.nat(3);
  return fc.record({ shift: small, visitors: small, page: small, bar: small, lag: small }).map((part) => {
    const view = emptyView(part.shift);
    view.counters.visitors5m = part.visitors;
    view.tops.page = part.page === 0 ? [] : [{ value: '/', count: part.page }];
    view.minutes[part.bar]!.events = part.visitors;
    view.seconds[3]!.visitors = part.bar;
    view.freshness.lag = part.lag;
    return view;
  });
}
