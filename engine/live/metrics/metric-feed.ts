import { emptyValue, metricValue } from '../../rollups/aggregates/value.ts';
import type { MetricDefinition } from '../../rollups/definitions/definition.ts';
import { evaluateFormula, type Formula, parseFormula } from '../../rollups/definitions/formula.ts';
import { mergeRows } from '../../rollups/windows/merge-rows.ts';
import {
  type MetricDelta,
  type MetricFace,
  type MetricFreshness,
  type MetricRow,
  type MetricView,
  type MetricWindowView,
  WINDOWS_SHOWN,
} from './metric-views.ts';
import { type MetricWindowsHeld, NOW, windowKey } from './metric-windows-held.ts';

interface Versioned<T> {
  value: T;
  version: number;
}

/** A metric with many rows is brought up to date less often: it costs the server and the browser more. */
const MANY_ROWS = 50;
const MANY_ROWS_EVERY_MS = 500;

/**
 * One metric as a row of versions: each window remembers the version that last changed it, so what any client has missed is
 * read off from the one number that it holds.
 */
export abstract class MetricFeed {
  readonly definition: MetricDefinition;
  readonly #since: number;
  readonly #windows = new Map<string, Versioned<MetricWindowView>>();
  #now: Versioned<MetricWindowView | null>;
  #freshness: Versioned<MetricFreshness>;
  #updatedAt = Number.NEGATIVE_INFINITY;

  constructor(definition: MetricDefinition, version: number) {
    this.definition = definition;
    this.#since = version;
    this.#now = { value: null, version };
    this.#freshness = { value: { watermark: null, late: 0, filling: false }, version };
  }

  /** Brings it up to date as of `version`; true where something changed. */
  update(version: number, nowMs: number): boolean {
    const many = (this.#now.value?.rows.length ?? 0) > MANY_ROWS;
    if (many && nowMs - this.#updatedAt < MANY_ROWS_EVERY_MS && nowMs >= this.#updatedAt) return false;
    this.#updatedAt = nowMs;
    const { windows, now } = this.changed();
    for (const window of windows) {
      const view = this.view(window);
      if (view) this.#windows.set(window, { value: view, version });
      else this.#windows.delete(window);
    }
    if (now) this.#now = { value: this.view(NOW), version };
    for (const key of this.#oldest()) this.#windows.delete(key);
    const freshness = this.freshness();
    const fresher = JSON.stringify(freshness) !== JSON.stringify(this.#freshness.value);
    if (fresher) this.#freshness = { value: freshness, version };
    return windows.length > 0 || now || fresher;
  }

  whole(): MetricView {
    const windows = this.#sorted().map(({ value }) => value);
    return { metric: faceOf(this.definition), windows, now: this.#now.value, freshness: this.#freshness.value };
  }

  /** What changed after that version; null where nothing did. */
  since(version: number): MetricDelta | null {
    if (version < this.#since) return this.whole();
    const windows = this.#sorted().flatMap((held) => (held.version > version ? [held.value] : []));
    const delta: MetricDelta = {
      ...(windows.length > 0 && { windows }),
      ...(this.#now.version > version && { now: this.#now.value }),
      ...(this.#freshness.version > version && { freshness: this.#freshness.value }),
    };
    return Object.keys(delta).length > 0 ? delta : null;
  }

  /** A window as it is now, for formulas; null where nothing is known of it. */
  held(window: string): MetricWindowView | null {
    return window === NOW ? this.#now.value : (this.#windows.get(window)?.value ?? null);
  }

  windowVersion(window: string): number {
    return window === NOW ? this.#now.version : (this.#windows.get(window)?.version ?? 0);
  }

  windowKeys(): string[] {
    return [...this.#windows.keys()];
  }

  currentFreshness(): MetricFreshness {
    return this.#freshness.value;
  }

  protected abstract changed(): { windows: string[]; now: boolean };
  protected abstract view(window: string): MetricWindowView | null;
  protected abstract freshness(): MetricFreshness;

  #sorted(): Array<Versioned<MetricWindowView>> {
    return [...this.#windows.values()].sort((a, b) => a.value.end - b.value.end);
  }

  #oldest(): string[] {
    const beyond = this.#windows.size - WINDOWS_SHOWN;
    return beyond > 0
      ? this.#sorted()
          .slice(0, beyond)
          .map(({ value }) => windowKey(value))
      : [];
  }
}

/** A metric that the pipeline computes. */
export class ComputedFeed extends MetricFeed {
  readonly #held: MetricWindowsHeld;
  #begun = false;

  constructor(definition: MetricDefinition, version: number, held: MetricWindowsHeld) {
    super(definition, version);
    this.#held = held;
  }

  protected changed() {
    const changed = this.#held.takeChanged();
    if (this.#begun) return changed;
    this.#begun = true;
    return { windows: this.#held.keys(), now: true };
  }

  protected view(window: string): MetricWindowView | null {
    const rows = mergeRows(this.definition, this.#held.rows(window));
    const [first] = rows;
    if (!first) return null;
    const { start, end, closed } = first;
    const merged = rows.map(({ dims, other, partial }) => ({ dims, other, ...metricValue(this.definition, partial) }));
    return { start, end, closed, rows: merged };
  }

  protected freshness(): MetricFreshness {
    const { watermark, late, filling } = this.#held;
    return { watermark, late, filling };
  }
}

/** A metric that is computed from others as they change. */
export class FormulaFeed extends MetricFeed {
  readonly #formula: Formula;
  readonly #inputs: ReadonlyMap<string, MetricFeed>;
  #seen = -1;

  /** `inputs` by the names that the expression gives them; one that is missing is null in every window. */
  constructor(definition: MetricDefinition, version: number, inputs: ReadonlyMap<string, MetricFeed>) {
    super(definition, version);
    const { aggregate } = definition;
    if (aggregate.kind !== 'formula') throw new TypeError(`${definition.id} is no formula`);
    this.#formula = parseFormula(aggregate.expression);
    this.#inputs = inputs;
  }

  protected changed() {
    const feeds = [...this.#inputs.values()];
    const keys = new Set(feeds.flatMap((feed) => feed.windowKeys()));
    const newer = (window: string) => feeds.some((feed) => feed.windowVersion(window) > this.#seen);
    const windows = [...keys].filter(newer);
    const now = newer(NOW);
    this.#seen = Math.max(this.#seen, ...feeds.flatMap((feed) => [...keys, NOW].map((key) => feed.windowVersion(key))));
    return { windows, now };
  }

  protected view(window: string): MetricWindowView | null {
    const inputs = [...this.#inputs].map(([name, feed]) => {
      const view = feed.held(window);
      return { name, feed, view, rows: new Map(view?.rows.map((row) => [rowKey(row), row])) };
    });
    const known = inputs.flatMap(({ view }) => view ?? []);
    const [first] = known;
    if (!first) return null;
    const keys = new Map(known.flatMap(({ rows }) => rows.map((row) => [rowKey(row), row] as const)));
    const rows = [...keys].map(([key, { dims, other }]): MetricRow => {
      const values = inputs.map(({ name, feed, rows: held }) => [name, held.get(key)?.value ?? absent(feed)] as const);
      const n = Math.max(0, ...inputs.map(({ rows: held }) => held.get(key)?.n ?? 0));
      return { dims, other, n, value: evaluateFormula(this.#formula, new Map(values)) };
    });
    const ends = known.map(({ end }) => end);
    return { start: first.start, end: Math.max(...ends), closed: known.every(({ closed }) => closed), rows };
  }

  protected freshness(): MetricFreshness {
    const all = [...this.#inputs.values()].map((feed) => feed.currentFreshness());
    const marks = all.flatMap(({ watermark }) => watermark ?? []);
    return {
      watermark: marks.length > 0 ? Math.min(...marks) : null,
      late: all.reduce((sum, { late }) => sum + late, 0),
      filling: all.some(({ filling }) => filling),
    };
  }
}

/** Of a window in which an input counted nothing. */
function absent({ definition }: MetricFeed): number | null {
  return definition.aggregate.kind === 'formula' ? null : emptyValue(definition).value;
}

function rowKey({ dims, other }: Pick<MetricRow, 'dims' | 'other'>): string {
  return other ? 'other' : JSON.stringify(dims);
}

function faceOf(definition: MetricDefinition): MetricFace {
  const { id, revision, name, description, unit, aggregate, dimensions, window } = definition;
  return { id, revision, name, description, unit, aggregate, dimensions, window };
}
