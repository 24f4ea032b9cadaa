import type { z } from 'zod';
import type { boardDraft } from '../../boards/board.ts';
import type { MetricInput, Showcase } from '../showcase.ts';

const NOW = { kind: 'sliding', size_s: 15 } as const;
const HALF_MINUTE = { kind: 'sliding', size_s: 30 } as const;
const MINUTE = { kind: 'sliding', size_s: 60 } as const;
/** Alerts look at windows as they close. */
const TEN_SECONDS = { kind: 'tumbling', size_s: 10 } as const;
const BY_CDN: Pick<MetricInput, 'dimensions' | 'limit'> = { dimensions: ['props.cdn'], limit: 10 };
const named = (...values: string[]) => ({ field: 'name', op: 'is', values }) as const;

const METRICS: readonly MetricInput[] = [
  {
    id: 'video-starts',
    name: 'Starts a second',
    unit: '/s',
    filter: [named('play_started')],
    aggregate: { kind: 'rate', per: 'second' },
    window: TEN_SECONDS,
  },
  {
    id: 'video-watching',
    name: 'Watching now',
    filter: [named('play_started', 'heartbeat')],
    aggregate: { kind: 'unique', of: 'visitors' },
    window: NOW,
  },
  {
    id: 'video-watching-cdn',
    name: 'Watching now, by network',
    filter: [named('play_started', 'heartbeat')],
    aggregate: { kind: 'unique', of: 'visitors' },
    window: NOW,
    ...BY_CDN,
  },
  {
    id: 'video-watching-device',
    name: 'Watching now, by device',
    filter: [named('play_started', 'heartbeat')],
    aggregate: { kind: 'unique', of: 'visitors' },
    dimensions: ['props.device'],
    window: NOW,
  },
  {
    id: 'video-startup',
    name: 'Time to the first picture',
    unit: 'ms',
    filter: [named('play_started')],
    aggregate: { kind: 'quantile', of: 'props.startup_ms', quantiles: [0.5, 0.95] },
    window: HALF_MINUTE,
  },
  {
    id: 'video-startup-cdn',
    name: 'Time to the first picture, by network',
    unit: 'ms',
    filter: [named('play_started')],
    aggregate: { kind: 'quantile', of: 'props.startup_ms', quantiles: [0.95] },
    window: HALF_MINUTE,
    ...BY_CDN,
  },
  {
    id: 'video-stalled',
    name: 'Time stalled, by network',
    unit: 'ms',
    filter: [named('heartbeat')],
    aggregate: { kind: 'sum', of: 'props.stalled_ms' },
    window: HALF_MINUTE,
    ...BY_CDN,
  },
  {
    id: 'video-played',
    name: 'Time played, by network',
    unit: 'ms',
    filter: [named('heartbeat')],
    aggregate: { kind: 'sum', of: 'props.played_ms' },
    window: HALF_MINUTE,
    ...BY_CDN,
  },
  {
    id: 'video-rebuffer',
    name: 'Rebuffer ratio, by network',
    unit: '%',
    aggregate: {
      kind: 'formula',
      expression: 'stalled / (stalled + played) * 100',
      inputs: { stalled: 'video-stalled', played: 'video-played' },
    },
    window: HALF_MINUTE,
    ...BY_CDN,
  },
  {
    id: 'video-started',
    name: 'Plays that start, by network',
    filter: [named('play_started')],
    aggregate: { kind: 'count' },
    window: TEN_SECONDS,
    ...BY_CDN,
  },
  {
    id: 'video-failures',
    name: 'Plays that failed, by network',
    filter: [named('play_failed')],
    aggregate: { kind: 'count' },
    window: TEN_SECONDS,
    ...BY_CDN,
  },
  {
    id: 'video-failure-share',
    name: 'Share of plays that fail, by network',
    unit: '%',
    aggregate: {
      kind: 'formula',
      expression: 'failed / (failed + started) * 100',
      inputs: { failed: 'video-failures', started: 'video-started' },
    },
    window: TEN_SECONDS,
    ...BY_CDN,
  },
  {
    id: 'video-titles',
    name: 'Titles started',
    filter: [named('play_started')],
    aggregate: { kind: 'top', of: 'props.title', k: 10 },
    window: { kind: 'sliding', size_s: 300 },
  },
  {
    id: 'video-errors',
    name: 'Why plays fail',
    filter: [named('play_failed')],
    aggregate: { kind: 'count' },
    dimensions: ['props.error'],
    window: MINUTE,
  },
];

const BOARD: Omit<z.input<typeof boardDraft>, 'site'> = {
  id: 'video',
  name: 'Video',
  description: 'Playback by device, network and title, from the events of weir demo video.',
  tiles: [
    { kind: 'number', title: 'Watching now', metric: 'video-watching', columns: 4, rows: 2 },
    { kind: 'number', title: 'Time to the first picture', metric: 'video-startup', columns: 4, rows: 2 },
    { kind: 'number', title: 'Starts a second', metric: 'video-starts', columns: 4, rows: 2 },
    { kind: 'line', title: 'Starts', metrics: ['video-starts'], columns: 8, rows: 3 },
    { kind: 'bars', title: 'Most started, 5 minutes', metric: 'video-titles', columns: 4, rows: 6 },
    { kind: 'line', title: 'Plays that fail, by network', metrics: ['video-failure-share'], columns: 8, rows: 3 },
    { kind: 'line', title: 'Rebuffer ratio, by network', metrics: ['video-rebuffer'], columns: 6, rows: 3 },
    { kind: 'line', title: 'First picture, p95 by network', metrics: ['video-startup-cdn'], columns: 6, rows: 3 },
    { kind: 'line', title: 'Watching, by network', metrics: ['video-watching-cdn'], columns: 6, rows: 3 },
    { kind: 'bars', title: 'Watching, by device', metric: 'video-watching-device', columns: 3, rows: 3 },
    { kind: 'bars', title: 'Why plays fail', metric: 'video-errors', columns: 3, rows: 3 },
  ],
};

/** What the video demo sets up: metrics and a board, as an analyst would. */
export const VIDEO_SHOWCASE: Showcase = { metrics: METRICS, boards: [BOARD] };
