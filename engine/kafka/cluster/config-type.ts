/** Kinds of values a setting can have, with Kafka's numbers for DescribeConfigs (KIP-569). */
export type ConfigType = 'boolean' | 'string' | 'int' | 'long' | 'double' | 'list';

export const CONFIG_TYPE_CODES: Record<ConfigType, number> = {
  boolean: 1,
  string: 2,
  int: 3,
  long: 5,
  double: 6,
  list: 7,
};

export interface ConfigDefinition {
  readonly type: ConfigType;
  /** As Kafka writes it. */
  readonly fallback: string;
  /** Bounds of a number, inclusive. */
  readonly min?: number;
  readonly max?: number;
  /** The values a string, or each element of a list, may take. */
  readonly oneOf?: readonly string[];
  readonly documentation: string;
}

export const LONG_MAX = '9223372036854775807';
const RANGES = { int: [-(2n ** 31n), 2n ** 31n - 1n], long: [-(2n ** 63n), 2n ** 63n - 1n] } as const;

/** What is wrong with a value, or null where it is right. */
export function configFault(name: string, definition: ConfigDefinition, value: string): string | null {
  const fault = valueFault(definition, value);
  return fault === null ? null : `Invalid value ${value} for configuration ${name}: ${fault}`;
}

function valueFault(definition: ConfigDefinition, value: string): string | null {
  switch (definition.type) {
    case 'boolean':
      return /^(true|false)$/i.test(value.trim()) ? null : 'it must be true or false';
    case 'int':
    case 'long':
      return integerFault(definition.type, value.trim()) ?? rangeFault(definition, Number(value));
    case 'double':
      return value.trim() !== '' && Number.isFinite(Number(value))
        ? rangeFault(definition, Number(value))
        : 'it must be a number';
    case 'string':
      return choiceFault(definition, [value]);
    case 'list':
      return choiceFault(definition, listOf(value));
  }
}

function integerFault(type: 'int' | 'long', value: string): string | null {
  if (!/^[+-]?\d{1,20}$/.test(value)) return 'it must be a whole number';
  const [min, max] = RANGES[type];
  const number = BigInt(value.replace('+', ''));
  return number < min || number > max ? `it does not fit Kafka's ${type}` : null;
}

function rangeFault({ min, max }: ConfigDefinition, value: number): string | null {
  if (min !== undefined && value < min) return `it must be at least ${min}`;
  if (max !== undefined && value > max) return `it must be at most ${max}`;
  return null;
}

function choiceFault({ oneOf }: ConfigDefinition, values: readonly string[]): string | null {
  if (oneOf === undefined) return null;
  if (values.length === 0) return `it must be of ${oneOf.join(', ')}`;
  const wrong = values.find((value) => !oneOf.includes(value));
  return wrong === undefined ? null : `${wrong} is not one of ${oneOf.join(', ')}`;
}

/** Elements of a list value. */
export const listOf = (value: string): string[] =>
  value
    .split(',')
    .map((element) => element.trim())
    .filter((element) => element !== '');

/** A number as the broker computes with it: Long.MAX, "no limit", becomes the largest safe integer. */
export const numberOf = (value: string): number =>
  Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number(value), Number.MAX_SAFE_INTEGER));
