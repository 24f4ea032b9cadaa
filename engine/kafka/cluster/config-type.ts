/** Kinds of values a setting can have, with Kafka's numbers for DescribeConfigs (KIP-569). */
export type ConfigType = 'boolean' | 'string' | 'int' | 'short' | 'long' | 'double' | 'list';

export const CONFIG_TYPE_CODES: Record<ConfigType, number> = {
  boolean: 1,
  string: 2,
  int: 3,
  short: 4,
  long: 5,
  double: 6,
  list: 7,
};

/** Values by Kafka's names. */
export type Configs = Readonly<Record<string, string>>;

/** Where a value comes from, in Kafka's numbers. */
export const CONFIG_SOURCE = { topic: 1, broker: 2, everyBroker: 3, started: 4, fallback: 5, group: 8 } as const;

export interface ConfigDefinition {
  readonly type: ConfigType;
  /** As Kafka writes it. */
  readonly fallback: string;
  /** Bounds of a number, inclusive. */
  readonly min?: number;
  readonly max?: number;
  /** The one value below `min` that is taken too, such as "the codec's own level". */
  readonly orElse?: number;
  /** The values a string or a boolean, or each element of a list, may take. */
  readonly oneOf?: readonly string[];
  /** What the whole text must look like, and how to say so. */
  readonly pattern?: { readonly regExp: RegExp; readonly meaning: string };
  readonly documentation: string;
}

/** What values are measured by. */
export type ConfigRule = Omit<ConfigDefinition, 'fallback' | 'documentation'>;

export const LONG_MAX = '9223372036854775807';
export const INT_MAX = '2147483647';
const RANGES = {
  short: [-(2n ** 15n), 2n ** 15n - 1n],
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  long: [-(2n ** 63n), 2n ** 63n - 1n],
} as const;

/** What is wrong with a value, or null where it is right. */
export function configFault(name: string, definition: ConfigRule, value: string): string | null {
  const fault = valueFault(definition, value);
  return fault === null ? null : `Invalid value ${value} for configuration ${name}: ${fault}`;
}

function valueFault(definition: ConfigRule, value: string): string | null {
  switch (definition.type) {
    case 'boolean':
      if (!/^(true|false)$/i.test(value.trim())) return 'it must be true or false';
      return choiceFault(definition, [value.trim().toLowerCase()]);
    case 'int':
    case 'short':
    case 'long':
      return integerFault(definition.type, value.trim()) ?? rangeFault(definition, Number(value));
    case 'double':
      return value.trim() !== '' && Number.isFinite(Number(value))
        ? rangeFault(definition, Number(value))
        : 'it must be a number';
    case 'string':
      return choiceFault(definition, [value]);
    case 'list':
      return patternFault(definition, value) ?? choiceFault(definition, listOf(value));
  }
}

function integerFault(type: keyof typeof RANGES, value: string): string | null {
  if (!/^[+-]?\d{1,20}$/.test(value)) return 'it must be a whole number';
  const [min, max] = RANGES[type];
  const number = BigInt(value.replace('+', ''));
  return number < min || number > max ? `it does not fit Kafka's ${type}` : null;
}

function rangeFault({ min, max, orElse }: ConfigRule, value: number): string | null {
  if (value === orElse) return null;
  if (min !== undefined && value < min) return `it must be at least ${min}`;
  if (max !== undefined && value > max) return `it must be at most ${max}`;
  return null;
}

function choiceFault({ oneOf }: ConfigRule, values: readonly string[]): string | null {
  if (oneOf === undefined) return null;
  const wrong = values.find((value) => !oneOf.includes(value));
  return wrong === undefined ? null : `${wrong} is not one of ${oneOf.join(', ')}`;
}

const patternFault = ({ pattern }: ConfigRule, value: string): string | null =>
  pattern === undefined || pattern.regExp.test(value) ? null : `it must be ${pattern.meaning}`;

/** Elements of a list value. */
export const listOf = (value: string): string[] =>
  value
    .split(',')
    .map((element) => element.trim())
    .filter((element) => element !== '');

/** A number as the broker computes with it: Long.MAX, "no limit", becomes the largest safe integer. */
export const numberOf = (value: string): number =>
  Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number(value), Number.MAX_SAFE_INTEGER));
