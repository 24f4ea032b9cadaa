import type { z } from 'zod';
import type { boardDraft } from '../../boards/board.ts';
import type { MetricInput, Showcase } from '../showcase.ts';

const NOW = { kind: 'sliding', size_s: 30 } as const;
const MINUTE = { kind: 'sliding', size_s: 60 } as const;
const BY_ZONE: Pick<MetricInput, 'dimensions' | 'limit'> = { dimensions: ['props.zone'], limit: 200 };

/** Riders on their way through the app, in this order. */
const STEPS = ['app_opened', 'ride_requested', 'ride_accepted', 'ride_started', 'ride_completed'];
const named = (...values: string[]) => ({ field: 'name', op: 'is', values }) as const;

const METRICS: readonly MetricInput[] = [
  {
    id: 'rides-flow',
    name: 'Requests, accepts and completions',
    unit: '/s',
    filter: [named('ride_requested', 'ride_accepted', 'ride_completed')],
    aggregate: { kind: 'rate', per: 'second' },
    dimensions: ['name'],
    window: { kind: 'sliding', size_s: 10 },
  },
  {
    id: 'rides-demand',
    name: 'Riders asking, by zone',
    filter: [named('ride_requested')],
    aggregate: { kind: 'unique', of: 'visitors' },
    window: NOW,
    ...BY_ZONE,
  },
  {
    id: 'rides-supply',
    name: 'Free vehicles, by zone',
    filter: [named('vehicle_position'), { field: 'props.state', op: 'is', values: ['free'] }],
    aggregate: { kind: 'unique', of: 'visitors' },
    window: NOW,
    ...BY_ZONE,
  },
  {
    id: 'rides-surge',
    name: 'Surge, by zone',
    description: 'Riders asking for each free vehicle.',
    unit: 'x',
    aggregate: {
      kind: 'formula',
      expression: 'demand / supply',
      inputs: { demand: 'rides-demand', supply: 'rides-supply' },
    },
    window: NOW,
    ...BY_ZONE,
  },
  {
    id: 'rides-eta',
    name: 'Time until the vehicle comes',
    unit: 's',
    filter: [named('ride_accepted')],
    aggregate: { kind: 'quantile', of: 'props.eta_s', quantiles: [0.5, 0.95] },
    window: MINUTE,
  },
  {
    id: 'rides-requested',
    name: 'Requests in a minute',
    filter: [named('ride_requested')],
    aggregate: { kind: 'count' },
    window: MINUTE,
  },
  {
    id: 'rides-cancelled',
    name: 'Cancellations in a minute',
    filter: [named('ride_cancelled')],
    aggregate: { kind: 'count' },
    window: MINUTE,
  },
  {
    id: 'rides-cancel-share',
    name: 'Share of requests cancelled',
    unit: '%',
    aggregate: {
      kind: 'formula',
      expression: 'cancelled / requested * 100',
      inputs: { cancelled: 'rides-cancelled', requested: 'rides-requested' },
    },
    window: MINUTE,
  },
  {
    id: 'rides-cancel-reasons',
    name: 'Why rides are cancelled',
    filter: [named('ride_cancelled')],
    aggregate: { kind: 'count' },
    dimensions: ['props.reason'],
    window: { kind: 'sliding', size_s: 300 },
  },
  {
    id: 'rides-funnel',
    name: 'Riders on their way',
    filter: [named(...STEPS)],
    aggregate: { kind: 'unique', of: 'visitors' },
    dimensions: ['name'],
    window: { kind: 'sliding', size_s: 300 },
  },
  {
    id: 'rides-fares',
    name: 'Fares',
    unit: 'EUR',
    filter: [named('ride_completed')],
    aggregate: { kind: 'sum', of: 'props.fare' },
    window: { kind: 'tumbling', size_s: 60 },
  },
];

const BOARD: Omit<z.input<typeof boardDraft>, 'site'> = {
  id: 'rides',
  name: 'Rides',
  description: 'A city with riders and drivers, from the events of weir demo rides.',
  tiles: [
    { kind: 'hexmap', title: 'Surge', metrics: ['rides-surge', 'rides-demand', 'rides-supply'], columns: 8, rows: 6 },
    { kind: 'number', title: 'Time until the vehicle comes', metric: 'rides-eta', columns: 4, rows: 2 },
    { kind: 'number', title: 'Requests cancelled', metric: 'rides-cancel-share', columns: 4, rows: 2 },
    { kind: 'number', title: 'Fares a minute', metric: 'rides-fares', columns: 4, rows: 2 },
    { kind: 'line', title: 'Requests, accepts, completions', metrics: ['rides-flow'], columns: 6, rows: 3 },
    { kind: 'funnel', title: 'Trip funnel, 5 minutes', metric: 'rides-funnel', steps: STEPS, columns: 6, rows: 3 },
    { kind: 'line', title: 'Time until the vehicle comes', metrics: ['rides-eta'], columns: 6, rows: 3 },
    { kind: 'bars', title: 'Why rides are cancelled', metric: 'rides-cancel-reasons', columns: 6, rows: 3 },
  ],
};

/** What the rides demo sets up: metrics and a board, as an analyst would. */
export const RIDES_SHOWCASE: Showcase = { metrics: METRICS, boards: [BOARD] };
