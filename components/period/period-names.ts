import { formatDates, formatMonth } from '../theme/dates.ts';
import { type PeriodChoice, type PeriodKey, rangeOf } from './period.ts';

export interface PeriodItem {
  /** Plausible's keys, where it has one. */
  key: string;
  label: string;
  choice: PeriodChoice;
}

/** The menu's groups. */
export function periodMenu(yesterday: string, lastMonth: string): PeriodItem[][] {
  const item = (key: string, label: string, period: PeriodKey, date: string | null = null): PeriodItem => ({
    key,
    label,
    choice: { period, date, from: null, to: null },
  });
  return [
    [
      item('d', 'Today', 'day'),
      item('e', 'Yesterday', 'day', yesterday),
      item('r', 'Realtime, last 30 minutes', 'realtime'),
    ],
    [
      item('w', 'Last 7 days', '7d'),
      item('f', 'Last 28 days', '28d'),
      item('t', 'Last 30 days', '30d'),
      item('n', 'Last 91 days', '91d'),
    ],
    [item('m', 'Month to date', 'month'), item('p', 'Last month', 'month', lastMonth)],
    [
      item('y', `Year to date`, 'year'),
      item('s', 'Last 6 months', '6mo'),
      item('l', 'Last 12 months', '12mo'),
      item('a', 'All time', 'all'),
    ],
  ];
}

const RUNNING: Partial<Record<PeriodKey, string>> = {
  realtime: 'Last 30 minutes',
  day: 'Today',
  '7d': 'Last 7 days',
  '28d': 'Last 28 days',
  '30d': 'Last 30 days',
  '91d': 'Last 91 days',
  month: 'Month to date',
  year: 'Year to date',
  '6mo': 'Last 6 months',
  '12mo': 'Last 12 months',
  all: 'All time',
};

/** What the menu's button says. */
export function periodLabel(choice: PeriodChoice, today: string, yesterday: string): string {
  const running = RUNNING[choice.period];
  if (running && (choice.date === null || choice.date === today || choice.period === 'all')) return running;
  if (choice.period === 'day' && choice.date === yesterday) return 'Yesterday';
  if (choice.period === 'month') return formatMonth(choice.date!);
  if (choice.period === 'year') return choice.date!.slice(0, 4);
  const range = rangeOf(choice, today, null);
  return 'minutes' in range ? 'Last 30 minutes' : formatDates(range.from, range.to);
}
