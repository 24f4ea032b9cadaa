import type { Declaration, Field, Primitive, Scalar } from '../declaration.ts';

/** What the pieces of generated code for one side of one API share. */
export interface Side {
  readonly declaration: Declaration;
  /** `MetadataRequest`; struct names are prefixed with it. */
  readonly prefix: string;
}

/** A run of versions that share one piece of code; empty where the field is absent. */
interface Run {
  from: number;
  code: string;
}

/** Writes `codeFor` of every version and joins neighbours that came out equal. */
function runs(declaration: Declaration, codeFor: (version: number) => string): Run[] {
  const [first, last] = declaration.versions;
  const found: Run[] = [];
  for (let version = first; version <= last; version++) {
    const code = codeFor(version);
    if (found.at(-1)?.code !== code) found.push({ from: version, code });
  }
  return found;
}

/** `version >= 9 ? a : version >= 1 ? b : c`, or just `a` where every version agrees. */
export function expressionByVersion(declaration: Declaration, codeFor: (version: number) => string): string {
  const [oldest, ...newer] = runs(declaration, codeFor);
  return newer.reduce((rest, run) => `version >= ${run.from} ? ${run.code} : ${rest}`, oldest!.code);
}

/** `if (version >= 9) a; else if (version >= 1) b;`: one branch a run of versions, none for a run without code. */
export function statementByVersion(declaration: Declaration, codeFor: (version: number) => string): string {
  const found = runs(declaration, codeFor);
  const only = found.filter((run) => run.code !== '');
  if (only.length === 1 && found.length > 1) {
    const { from, code } = only[0]!;
    const next = found[found.indexOf(only[0]!) + 1];
    const conditions = [
      ...(from > declaration.versions[0] ? [`version >= ${from}`] : []),
      ...(next ? [`version < ${next.from}`] : []),
    ];
    return `if (${conditions.join(' && ')}) ${code}`;
  }
  const [oldest, ...newer] = found;
  return newer.reduce(
    (rest, run) => `if (version >= ${run.from}) ${run.code || '{}'}${rest && ` else ${rest}`}`,
    oldest!.code,
  );
}

export const isFlexible = (declaration: Declaration, version: number): boolean => version >= declaration.flexibleFrom;
export const isCarried = (field: Field, version: number): boolean => version >= field.first && version <= field.last;
export const isNullable = (field: Field): boolean => Number.isFinite(field.nullableFrom);

/** Name of the reader's and writer's method for a primitive: `int32`, `compactNullableString`. */
export function methodOf(type: Primitive, nullable: boolean, flexible: boolean): string {
  if (type !== 'string' && type !== 'bytes' && type !== 'records' && type !== 'storedRecords') return type;
  const base = type === 'string' ? 'String' : 'Bytes';
  const name = `${flexible ? 'compact' : ''}${nullable ? 'Nullable' : ''}${base}`;
  return name[0]!.toLowerCase() + name.slice(1);
}

/** What stands for a field in versions without it. */
export function fallbackOf(field: Field): string {
  if (field.fallback !== undefined) return literal(field.fallback);
  if (isNullable(field) || isStruct(field)) return 'null';
  if (field.isList) return '[]';
  if (field.type === 'bool') return 'false';
  if (field.type === 'uuid') return 'ZERO_UUID';
  if (field.type === 'string') return "''";
  return field.type === 'bytes' ? 'EMPTY' : '0';
}

function literal(value: Scalar): string {
  return value === Number.MAX_SAFE_INTEGER ? 'Number.MAX_SAFE_INTEGER' : JSON.stringify(value);
}

export const isStruct = (field: Field): boolean => typeof field.type !== 'string' && !field.isList;

export function typeOf(side: Side, field: Field): string {
  const element = typeof field.type === 'string' ? TYPES[field.type] : `${side.prefix}${field.type.name}`;
  const type = field.isList ? `${element}[]` : element;
  const isTaggedStruct = isStruct(field) && field.tag !== null;
  return isNullable(field) || isTaggedStruct ? `${type} | null` : type;
}

const TYPES: Record<Primitive, string> = {
  bool: 'boolean',
  int8: 'number',
  int16: 'number',
  uint16: 'number',
  int32: 'number',
  int64: 'number',
  float64: 'number',
  uuid: 'string',
  string: 'string',
  bytes: 'Buffer',
  records: 'Buffer',
  storedRecords: 'Bytes',
};
