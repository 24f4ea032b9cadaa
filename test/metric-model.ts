import { type PlacedEvent, REQUEST } from '../engine/events/event.ts';
import type { MetricDefinition } from '../engine/rollups/definitions/definition.ts';

/**
 * What a metric's closed windows must say, computed in the most obvious way from all events at once: for each window, filter the
 * events and count. Written against the definition's meaning, sharing no code with engine/rollups.
 */
export interface ModelRow {
  start: number;
  end: number;
  dims: string[];
  n: number;
  /** Exact value, before any sketch. */
  value: number | null;
  /** The numbers behind it, sorted: for quantiles. */
  numbers: number[];
  /** Distinct texts, and how often each: for `distinct` and `top`. */
  counts: Map<string, number>;
}

export function modelRows(definition: MetricDefinition, events: readonly PlacedEvent[]): ModelRow[] {
  const counted = events.filter((event) => counts(definition, event));
  const rows = new Map<string, { start: number; end: number; dims: string[]; events: PlacedEvent[] }>();
  for (const event of counted) {
    const dims = definition.dimensions.map((field) => textOf(event, field));
    for (const [start, end] of windowsWith(definition, event.ts)) {
      const key = JSON.stringify([start, end, dims]);
      const row = rows.get(key) ?? { start, end, dims, events: [] };
      row.events.push(event);
      rows.set(key, row);
    }
  }
  const all = [...rows.values()].map(({ start, end, dims, events: inWindow }) => ({
    start,
    end,
    dims,
    ...measure(definition, inWindow),
  }));
  return all.filter(({ n }) => n > 0);
}

function counts({ site, bots, filter, lateness_s: latenessS }: MetricDefinition, event: PlacedEvent): boolean {
  if (event.site !== site || (event.is_bot && !bots)) return false;
  if (event.name === REQUEST && !filter.some(({ field }) => field === 'name')) return false;
  if (event.received_at - event.ts > latenessS * 1000) return false;
  return filter.every(({ field, op, values }) => {
    const text = textOf(event, field);
    const number = text === '' ? Number.NaN : Number(text);
    switch (op) {
      case 'is':
        return values.includes(text);
      case 'is_not':
        return !values.includes(text);
      case 'at_least':
        return number >= Number(values[0]);
      case 'exists':
        return text !== '';
      default:
        throw new Error(`the model does not know ${op}`);
    }
  });
}

function windowsWith({ window }: MetricDefinition, ts: number): Array<[number, number]> {
  if (window.kind === 'session') throw new Error('the model does not know sessions');
  const sizeMs = window.size_s * 1000;
  const hopMs = window.kind === 'hopping' ? window.hop_s * 1000 : sizeMs;
  if (window.kind === 'sliding') throw new Error('the history of sliding windows is on a grid: ask for a hopping one');
  const found: Array<[number, number]> = [];
  for (let start = Math.floor(ts / hopMs) * hopMs; start > ts - sizeMs; start -= hopMs)
    found.push([start, start + sizeMs]);
  return found;
}

function measure(
  { aggregate }: MetricDefinition,
  events: readonly PlacedEvent[],
): Pick<ModelRow, 'n' | 'value' | 'numbers' | 'counts'> {
  const of = 'of' in aggregate ? aggregate.of : null;
  const none = { numbers: [], counts: new Map<string, number>() };
  switch (aggregate.kind) {
    case 'count':
      return { n: events.length, value: events.length, ...none };
    case 'unique': {
      const members = new Set(events.map((event) => (of === 'visitors' ? event.visitor_id : event.session_id)));
      return { n: members.size, value: members.size, ...none };
    }
    case 'distinct':
    case 'top': {
      const found = new Map<string, number>();
      for (const event of events) {
        const text = textOf(event, of!);
        if (text !== '') found.set(text, (found.get(text) ?? 0) + 1);
      }
      const n = [...found.values()].reduce((sum, count) => sum + count, 0);
      return { n, value: found.size, numbers: [], counts: found };
    }
    default: {
      const numbers = events
        .map((event) => (textOf(event, of!) === '' ? Number.NaN : Number(textOf(event, of!))))
        .filter((number) => !Number.isNaN(number))
        .sort((a, b) => a - b);
      const sum = numbers.reduce((total, number) => total + number, 0);
      const value = {
        sum,
        average: numbers.length > 0 ? sum / numbers.length : null,
        minimum: numbers[0] ?? null,
        maximum: numbers.at(-1) ?? null,
      };
      const kind = aggregate.kind as keyof typeof value;
      return { n: numbers.length, value: value[kind] ?? null, numbers, counts: new Map() };
    }
  }
}

function textOf(event: PlacedEvent, field: string): string {
  if (field.startsWith('props.')) return String(event.props[field.slice('props.'.length)] ?? '');
  return String(event[field as keyof PlacedEvent]);
}
