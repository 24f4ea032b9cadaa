import type { MetricDelta, MetricView, MetricWindowView } from '../../engine/live/metrics/metric-views.ts';
import type {
  Bar,
  DeltaMessage,
  FiguresDelta,
  FiguresView,
  OffsetVector,
  PlayMessage,
  ServerMessage,
  SnapshotMessage,
  StreamedEvent,
  StreamsMessage,
} from '../../engine/live/protocol.ts';

/** All that the live feed has told so far. */
export interface LiveView {
  site: string | null;
  /** Server's wall clock at the last message, ms. */
  at: number | null;
  figures: FiguresView | null;
  /** Next offset of each partition that `figures` do not cover. */
  offsets: OffsetVector | null;
  /** Newest first, at most `MAX_EVENTS`. */
  events: StreamedEvent[];
  /** Events that were left out of `events` because there were too many at once. */
  skipped: number;
  streams: StreamsMessage | null;
  /** By id. */
  metrics: Readonly<Record<string, MetricView>>;
  /** Null before the server has said so. */
  logReachable: boolean | null;
  problem: { code: string; message: string } | null;
  /** How the replay is; null while the feed is live. */
  play: PlayMessage | null;
  /** Snapshots of the present so far: one more ends a replay. */
  presents: number;
}

export const MAX_EVENTS = 100;
/** As many as the server shows (engine/live/metrics/metric-views.ts). */
const WINDOWS_SHOWN = 300;

export const EMPTY_VIEW: LiveView = {
  site: null,
  at: null,
  figures: null,
  offsets: null,
  events: [],
  skipped: 0,
  streams: null,
  metrics: {},
  logReachable: null,
  problem: null,
  play: null,
  presents: 0,
};

/** The view after one more message. */
export function applyMessage(view: LiveView, message: ServerMessage): LiveView {
  switch (message.type) {
    case 'snapshot':
      return applySnapshot(view, message);
    case 'delta':
      return applyDelta(view, message);
    case 'streams':
      return { ...view, at: message.at, streams: message };
    case 'status':
      return { ...view, at: message.at, logReachable: message.log === 'reachable' };
    case 'play':
      return { ...view, play: message };
    case 'error':
      return { ...view, problem: { code: message.code, message: message.message } };
  }
}

function applySnapshot(view: LiveView, message: SnapshotMessage): LiveView {
  return {
    ...view,
    site: message.site,
    at: message.at,
    figures: message.figures ?? null,
    offsets: message.offsets.figures ?? null,
    events: message.events ?? [],
    metrics: message.metrics ?? {},
    skipped: 0,
    // That there is no room for a replay is said just before the present comes instead.
    problem: view.problem?.code === 'too-many-replays' ? view.problem : null,
    play: message.replay ? view.play : null,
    presents: view.presents + (message.replay ? 0 : 1),
  };
}

function applyDelta(view: LiveView, message: DeltaMessage): LiveView {
  // A delta of the site before, still under way as the reader chose another.
  if (message.site !== view.site) return view;
  const fresh = [...(message.events ?? [])].reverse();
  return {
    ...view,
    at: message.at,
    offsets: message.offsets.figures ?? view.offsets,
    figures: view.figures && message.figures ? mergeFigures(view.figures, message.figures) : view.figures,
    events: fresh.length > 0 ? [...fresh, ...view.events].slice(0, MAX_EVENTS) : view.events,
    skipped: view.skipped + (message.skipped ?? 0),
    metrics: message.metrics ? mergeMetrics(view.metrics, message.metrics) : view.metrics,
  };
}

function mergeMetrics(
  held: LiveView['metrics'],
  changed: Readonly<Record<string, MetricDelta>>,
): Record<string, MetricView> {
  const merged = { ...held };
  for (const [id, delta] of Object.entries(changed)) {
    const before = merged[id];
    if ('metric' in delta) merged[id] = delta;
    else if (before) {
      const windows = delta.windows ? mergeWindows(before.windows, delta.windows) : before.windows;
      merged[id] = { ...before, ...delta, windows };
    }
  }
  return merged;
}

/** Changed windows take the place of those with the same ends; the oldest fall out. */
export function mergeWindows(
  windows: readonly MetricWindowView[],
  changed: readonly MetricWindowView[],
): MetricWindowView[] {
  const byEnds = new Map(windows.map((window) => [`${window.start}/${window.end}`, window]));
  for (const window of changed) byEnds.set(`${window.start}/${window.end}`, window);
  return [...byEnds.values()].sort((a, b) => a.end - b.end).slice(-WINDOWS_SHOWN);
}

function mergeFigures(figures: FiguresView, changed: FiguresDelta): FiguresView {
  return {
    ...figures,
    ...changed,
    tops: changed.tops ? { ...figures.tops, ...changed.tops } : figures.tops,
    minutes: changed.minutes ? mergeBars(figures.minutes, changed.minutes, 60_000) : figures.minutes,
    seconds: changed.seconds ? mergeBars(figures.seconds, changed.seconds, 1_000) : figures.seconds,
  };
}

/**
 * Changed bars take the place of those that start with them; the window moves on with the newest and keeps its length.
 * `stepMs` is how far bars are apart; one that was never told is empty.
 */
export function mergeBars(bars: readonly Bar[], changed: readonly Bar[], stepMs: number): Bar[] {
  const byStart = new Map(bars.map((bar) => [bar.start, bar]));
  for (const bar of changed) byStart.set(bar.start, bar);
  const last = Math.max(...byStart.keys());
  return Array.from({ length: bars.length }, (_, index) => {
    const start = last - (bars.length - 1 - index) * stepMs;
    return byStart.get(start) ?? { start, events: 0, pageviews: 0, visitors: 0 };
  });
}
