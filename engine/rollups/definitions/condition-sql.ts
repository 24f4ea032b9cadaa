import type { Condition } from './condition.ts';
import { MAX_LABEL_LENGTH } from './event-lens.ts';
import { type Field, isNumberColumn, NUMBER_TEXT, propKey } from './fields.ts';

/** Values of a statement's `{name:Type}`, bound by the server. */
export type SqlParams = Record<string, unknown>;

/**
 * Writes the rules of event-lens.ts and condition-test.ts as SQL over weir.events. What an analyst wrote becomes a
 * parameter, never a part of the text.
 */
export class EventSql {
  readonly params: SqlParams = {};
  readonly #keys = new Map<string, string>();

  /** A parameter of a new name, as the statement names it. */
  param(type: string, value: unknown): string {
    const name = `m${Object.keys(this.params).length}`;
    this.params[name] = value;
    return `{${name}:${type}}`;
  }

  /** A field as text; empty where the event has none. */
  text(field: Field): string {
    const key = propKey(field);
    if (key !== null) return `props[${this.#key(key)}]`;
    return `toString(${field})`;
  }

  label(field: Field): string {
    return `substringUTF8(${this.text(field)}, 1, ${MAX_LABEL_LENGTH})`;
  }

  /** A field as a number; null where the event has none. */
  number(field: Field): string {
    if (isNumberColumn(field)) return `toNullable(toFloat64(${field}))`;
    const text = this.text(field);
    const number = `toFloat64OrNull(${text})`;
    return `if(match(${text}, ${this.#key(NUMBER_TEXT)}) AND isFinite(${number}), ${number}, NULL)`;
  }

  condition({ field, op, values }: Condition): string {
    switch (op) {
      case 'is':
        return `${this.text(field)} IN ${this.param('Array(String)', values)}`;
      case 'is_not':
        return `${this.text(field)} NOT IN ${this.param('Array(String)', values)}`;
      case 'contains':
        return this.#any('position(lower(TEXT), value) > 0', field, values);
      case 'not_contains':
        return `NOT ${this.#any('position(lower(TEXT), value) > 0', field, values)}`;
      case 'starts_with':
        return this.#any('startsWith(lower(TEXT), value)', field, values);
      case 'exists':
        return this.#exists(field);
      case 'not_exists':
        return `NOT ${this.#exists(field)}`;
      default: {
        const sign = { greater: '>', at_least: '>=', less: '<', at_most: '<=' }[op];
        return `ifNull(${this.number(field)} ${sign} ${this.param('Float64', Number(values[0]))}, false)`;
      }
    }
  }

  #any(test: string, field: Field, values: readonly string[]): string {
    const lower = `arrayMap(value -> lower(value), ${this.param('Array(String)', values)})`;
    return `arrayExists(value -> ${test.replace('TEXT', this.text(field))}, ${lower})`;
  }

  #exists(field: Field): string {
    const key = propKey(field);
    if (key !== null) return `mapContains(props, ${this.#key(key)})`;
    return isNumberColumn(field) ? 'true' : `(${field} != '')`;
  }

  /** One parameter for each text, however often it is named. */
  #key(text: string): string {
    const held = this.#keys.get(text) ?? this.param('String', text);
    this.#keys.set(text, held);
    return held;
  }
}
