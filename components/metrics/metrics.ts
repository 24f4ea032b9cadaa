import type { Figures } from '../../engine/queries/figures.ts';
import type { Metric } from '../state/state.ts';
import { formatDuration, formatPercent, formatRatio, formatShort, formatWhole, NOTHING } from '../theme/format.ts';

export interface MetricLook {
  label: string;
  /** docs/metrics.md in one sentence. */
  meaning: string;
  /** For cards and axes. */
  short: (value: number) => string;
  /** For tooltips and tables. */
  long: (value: number) => string;
  /** A lower figure is the better one. */
  lowerIsBetter?: boolean;
}

export const METRIC_LOOKS: Record<Metric, MetricLook> = {
  visitors: {
    label: 'Unique visitors',
    meaning: 'Different people, as far as can be told without cookies: one is counted once a day.',
    short: formatShort,
    long: formatWhole,
  },
  visits: {
    label: 'Visits',
    meaning: 'Sessions: a visit ends after 30 minutes of inactivity or with a new campaign.',
    short: formatShort,
    long: formatWhole,
  },
  pageviews: { label: 'Page views', meaning: 'Pages seen, reloads included.', short: formatShort, long: formatWhole },
  views_per_visit: {
    label: 'Views per visit',
    meaning: 'Page views divided by visits.',
    short: formatRatio,
    long: formatRatio,
  },
  bounce_rate: {
    label: 'Bounce rate',
    meaning: 'Visits with a single page view and no other event.',
    short: formatPercent,
    long: formatPercent,
    lowerIsBetter: true,
  },
  visit_duration: {
    label: 'Visit duration',
    meaning: "Mean time from a visit's first event to its last, leaving the page included.",
    short: formatDuration,
    long: formatDuration,
  },
  events: {
    label: 'Events',
    meaning: "The site's own events that the filters let through, outbound clicks included.",
    short: formatShort,
    long: formatWhole,
  },
};

export function metricValue(figures: Figures, metric: Metric): number | null {
  return figures[metric];
}

export function shortText(figures: Figures, metric: Metric): string {
  const value = figures[metric];
  return value === null ? NOTHING : METRIC_LOOKS[metric].short(value);
}

export function longText(figures: Figures, metric: Metric): string {
  const value = figures[metric];
  return value === null ? NOTHING : METRIC_LOOKS[metric].long(value);
}
