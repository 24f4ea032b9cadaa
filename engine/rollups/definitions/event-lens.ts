import type { PlacedEvent } from '../../events/event.ts';
import { hash64, hashHigh, hashLow } from '../../events/hash64.ts';
import type { Condition } from './condition.ts';
import { holds } from './condition-test.ts';
import { type Field, isNumberColumn, isTextColumn, NUMBER_TEXT, propKey } from './fields.ts';

/** The 64-bit hash of a value, in two words. */
export interface HashWords {
  high: number;
  low: number;
}

/** Longer values of a dimension or a list are cut to so many characters (code points). */
export const MAX_LABEL_LENGTH = 200;
/** Readers that are kept to be shared; beyond it they are made anew. */
const MAX_SHARED = 10_000;

/**
 * How metrics look at the event in view. Every reader and test is made once and shared by all metrics that ask for the
 * same; each computes at most once an event, whoever asks. So twenty metrics over one condition cost one comparison.
 */
export class EventLens {
  #event: PlacedEvent | null = null;
  /** Counts events, so that a reader knows whether its value is of the one in view. */
  #turn = 0;
  readonly #shared = new Map<string, () => unknown>();

  /** Brings an event into view. */
  show(event: PlacedEvent): void {
    if (event === this.#event) return;
    this.#event = event;
    this.#turn++;
  }

  /** A field as text; empty where the event has none. */
  text(field: Field): () => string {
    return this.#share(`text ${field}`, () => this.#textOf(field));
  }

  /** The same as a label of a row: cut to `MAX_LABEL_LENGTH`. */
  label(field: Field): () => string {
    const text = this.text(field);
    return this.#share(`label ${field}`, () => this.#once(() => cut(text())));
  }

  /** A field as a number; NaN where the event has none. */
  number(field: Field): () => number {
    return this.#share(`number ${field}`, () => this.#numberOf(field));
  }

  /** The hash of a field's text. The answer is good until the next event. */
  hash(field: Field): () => HashWords {
    const text = this.text(field);
    return this.#share(`hash ${field}`, () => {
      const words: HashWords = { high: 0, low: 0 };
      return this.#once(() => {
        hash64(text());
        words.high = hashHigh;
        words.low = hashLow;
        return words;
      });
    });
  }

  /** What a reader makes of a number, once an event. */
  derived(name: string, field: Field, derive: (value: number) => number): () => number {
    const number = this.number(field);
    return this.#share(`${name} ${field}`, () => this.#once(() => derive(number())));
  }

  /** Whether the event is of the site, meets all conditions, and is no bot's unless `bots`. */
  matches(conditions: readonly Condition[], bots: boolean, site: string): () => boolean {
    return this.#share(`matches ${JSON.stringify([site, bots, conditions])}`, () => {
      const ofSite = this.#share(`site ${site}`, () => this.#once(() => this.#event!.site === site));
      const tests = conditions.map((condition) => this.#test(condition));
      if (!bots) tests.unshift(() => !this.#event!.is_bot);
      return this.#once(allOf([ofSite, ...tests]));
    });
  }

  #test(condition: Condition): () => boolean {
    return this.#share(`test ${JSON.stringify(condition)}`, () => this.#once(holds(condition, this)));
  }

  /** Whether a property is there, or a column not empty. */
  has(field: Field): () => boolean {
    const key = propKey(field);
    if (key !== null) return () => Object.hasOwn(this.#event!.props, key);
    if (isNumberColumn(field)) return () => true;
    const text = this.text(field);
    return () => text() !== '';
  }

  #textOf(field: Field): () => string {
    if (isTextColumn(field)) return () => this.#event![field];
    if (isNumberColumn(field)) return this.#once(() => String(this.#event![field]));
    const key = propKey(field)!;
    return this.#once(() => {
      const { props } = this.#event!;
      const value = Object.hasOwn(props, key) ? props[key] : '';
      return typeof value === 'string' ? value : String(value);
    });
  }

  #numberOf(field: Field): () => number {
    if (isNumberColumn(field)) return () => this.#event![field];
    const key = propKey(field);
    if (key === null) return () => Number.NaN;
    return this.#once(() => {
      const { props } = this.#event!;
      return Object.hasOwn(props, key) ? numberOf(props[key]) : Number.NaN;
    });
  }

  #once<T>(compute: () => T): () => T {
    let turn = -1;
    let value: T;
    return () => {
      if (turn !== this.#turn) {
        value = compute();
        turn = this.#turn;
      }
      return value;
    };
  }

  #share<R extends () => unknown>(key: string, make: () => R): R {
    const held = this.#shared.get(key);
    // The key's first word says which kind of reader it is.
    if (held) return held as R;
    const made = make();
    if (this.#shared.size >= MAX_SHARED) this.#shared.clear();
    this.#shared.set(key, made);
    return made;
  }
}

const NUMBER = new RegExp(NUMBER_TEXT);

/** A property as a number: numbers, and texts that are written like one. NaN for all else. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !NUMBER.test(value)) return Number.NaN;
  const number = Number(value);
  return Number.isFinite(number) ? number : Number.NaN;
}

function cut(text: string): string {
  if (text.length <= MAX_LABEL_LENGTH) return text;
  return Array.from(text.slice(0, MAX_LABEL_LENGTH * 2))
    .slice(0, MAX_LABEL_LENGTH)
    .join('');
}

function allOf(tests: ReadonlyArray<() => boolean>): () => boolean {
  const [first, second] = tests;
  if (!first) return () => true;
  if (!second) return first;
  if (tests.length === 2) return () => first() && second();
  return () => {
    for (const test of tests) if (!test()) return false;
    return true;
  };
}
