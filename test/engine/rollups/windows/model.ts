import type { PlacedEvent } from '../../../../engine/events/event.ts';
import type { MetricDraft, MetricWindow } from '../../../../engine/rollups/definitions/definition.ts';
import { slidingStepS } from '../../../../engine/rollups/windows/pane-plan.ts';

/** The obvious way: filter a list of events, group it by window and dimension values, and count it through. */

export interface ModelRow {
  start: number;
  end: number;
  dims: string[];
  other: boolean;
  events: PlacedEvent[];
}

type Draft = Pick<
  MetricDraft,
  'filter' | 'bots' | 'aggregate' | 'dimensions' | 'limit' | 'window' | 'lateness_s' | 'site'
>;

export function textOf(event: PlacedEvent, field: string): string {
  const value = field.startsWith('props.') ? event.props[field.slice(6)] : Reflect.get(event, field);
  return value === undefined ? '' : String(value);
}

/** The first 200 characters. */
export function labelOf(event: PlacedEvent, field: string): string {
  return [...textOf(event, field)].slice(0, 200).join('');
}

export function numberOf(event: PlacedEvent, field: string): number | null {
  const text = textOf(event, field);
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return null;
  return Number.isFinite(Number(text)) ? Number(text) : null;
}

const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function meets(event: PlacedEvent, { field, op, values }: MetricDraft['filter'][number]): boolean {
  const text = textOf(event, field);
  const number = numberOf(event, field);
  const limit = Number(values[0]);
  const present = field.startsWith('props.') ? Object.hasOwn(event.props, field.slice(6)) : text !== '';
  const inside = values.some((value) => lower(text).includes(lower(value)));
  return {
    is: values.includes(text),
    is_not: !values.includes(text),
    contains: inside,
    not_contains: !inside,
    starts_with: values.some((value) => lower(text).startsWith(lower(value))),
    greater: number !== null && number > limit,
    at_least: number !== null && number >= limit,
    less: number !== null && number < limit,
    at_most: number !== null && number <= limit,
    exists: present,
    not_exists: !present,
  }[op];
}

/** Whether the event is one that the metric is about, in time or not. */
export function isMeant(draft: Draft, event: PlacedEvent): boolean {
  if (event.site !== draft.site || (event.is_bot && !draft.bots)) return false;
  if (event.name === 'request' && !draft.filter.some(({ field }) => field === 'name')) return false;
  if (!draft.filter.every((condition) => meets(event, condition))) return false;
  const { aggregate } = draft;
  switch (aggregate.kind) {
    case 'sum':
    case 'average':
    case 'minimum':
    case 'maximum':
    case 'quantile':
      return numberOf(event, aggregate.of) !== null;
    case 'distinct':
    case 'top':
      return textOf(event, aggregate.of) !== '';
    default:
      return true;
  }
}

export function isInTime(draft: Draft, event: PlacedEvent): boolean {
  return event.received_at - event.ts <= draft.lateness_s * 1_000;
}

/** Size and hop of the windows that are kept, ms; a visit's are told apart elsewhere. */
export function spans(window: MetricWindow, latenessS: number): { size: number; hop: number } {
  if (window.kind === 'tumbling') return { size: window.size_s * 1_000, hop: window.size_s * 1_000 };
  if (window.kind === 'hopping') return { size: window.size_s * 1_000, hop: window.hop_s * 1_000 };
  if (window.kind === 'sliding')
    return { size: window.size_s * 1_000, hop: slidingStepS(window.size_s, latenessS) * 1_000 };
  return { size: 60_000, hop: 60_000 };
}

function startsOf(ts: number, { size, hop }: { size: number; hop: number }): number[] {
  const starts: number[] = [];
  for (let start = Math.floor(ts / hop) * hop; start > ts - size; start -= hop) starts.push(start);
  return starts;
}

/**
 * Each event's row labels: in every span of a window's length the first `limit` values get their own. `events` in the
 * order of the log.
 */
export function labelled(
  draft: Draft,
  events: readonly PlacedEvent[],
): Array<{ event: PlacedEvent; dims: string[]; other: boolean }> {
  const { size } = spans(draft.window, draft.lateness_s);
  const admitted = new Map<number, Set<string>>();
  return events.map((event) => {
    const dims = draft.dimensions.map((field) => labelOf(event, field));
    if (dims.length === 0) return { event, dims, other: false };
    const span = Math.floor(event.ts / size);
    const values = admitted.get(span) ?? new Set();
    admitted.set(span, values);
    if (values.size < draft.limit) values.add(JSON.stringify(dims));
    return values.has(JSON.stringify(dims)) ? { event, dims, other: false } : { event, dims: [], other: true };
  });
}

/** Every window's rows over a partition's events, by `rowKey`. */
export function modelRows(draft: Draft, events: readonly PlacedEvent[]): Map<string, ModelRow> {
  const counted = events.filter((event) => isMeant(draft, event) && isInTime(draft, event));
  const span = spans(draft.window, draft.lateness_s);
  const rows = new Map<string, ModelRow>();
  for (const { event, dims, other } of labelled(draft, counted)) {
    for (const start of startsOf(event.ts, span)) {
      const key = rowKey({ start, dims, other });
      const row = rows.get(key) ?? { start, end: start + span.size, dims, other, events: [] };
      row.events.push(event);
      rows.set(key, row);
    }
  }
  return rows;
}

/** The rows of the sliding window that ends with the second of `nowMs`. */
export function modelNow(draft: Draft, events: readonly PlacedEvent[], nowMs: number): Map<string, ModelRow> {
  if (draft.window.kind !== 'sliding') return new Map();
  const end = (Math.floor(nowMs / 1_000) + 1) * 1_000;
  const start = end - draft.window.size_s * 1_000;
  const counted = events.filter((event) => isMeant(draft, event) && isInTime(draft, event));
  const rows = new Map<string, ModelRow>();
  for (const { event, dims, other } of labelled(draft, counted)) {
    if (event.ts < start || event.ts >= end) continue;
    const key = rowKey({ start: 0, dims, other });
    const row = rows.get(key) ?? { start, end, dims, other, events: [] };
    row.events.push(event);
    rows.set(key, row);
  }
  return rows;
}

export function rowKey({ start, dims, other }: Pick<ModelRow, 'start' | 'dims' | 'other'>): string {
  return `${start}/${other ? 'other' : JSON.stringify(dims)}`;
}
