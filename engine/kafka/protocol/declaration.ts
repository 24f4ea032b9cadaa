/**
 * The language in which messages are declared. A declaration lists the fields of a message in wire order, each with the
 * versions that carry it; `generate.ts` turns declarations into TypeScript types and straight-line codecs.
 *
 *     request: { topics: list('Topic', { id: uuid.since(10), name: string.nullable(10) }).nullable(1) }
 *
 * Field modifiers return a new field, so the constants below can be shared freely.
 */
export type Primitive =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'int64'
  | 'float64'
  /** 16 bytes on the wire, Kafka's 22-character base64url text in a message. */
  | 'uuid'
  | 'string'
  /** Bytes that a message owns no copy of: a slice of the frame it was read from. */
  | 'bytes'
  /** Record batches; on the wire like nullable bytes, never decoded here. */
  | 'records'
  /** Record batches that the sender may leave in their file until they are sent. */
  | 'storedRecords';

export interface Struct {
  /** Type name, prefixed with the message's name in generated code. */
  readonly name: string;
  readonly fields: Fields;
}

export type Fields = Readonly<Record<string, Field>>;

export type Scalar = number | string | boolean | null;

export class Field {
  readonly type: Primitive | Struct;
  readonly isList: boolean;
  /** First and last version that carry the field. */
  readonly first: number = 0;
  readonly last: number = Number.POSITIVE_INFINITY;
  /** First version in which null may stand for the value; infinite where it never may. */
  readonly nullableFrom: number = Number.POSITIVE_INFINITY;
  /** Value in versions that lack the field; undefined takes the type's own zero. */
  readonly fallback: Scalar | undefined = undefined;
  /** Number in the tagged section (KIP-482); null for an ordinary field. */
  readonly tag: number | null = null;

  constructor(type: Primitive | Struct, isList: boolean, overrides: Partial<Field> = {}) {
    this.type = type;
    this.isList = isList;
    Object.assign(this, overrides);
  }

  #with(overrides: Partial<Field>): Field {
    return new Field(this.type, this.isList, { ...this, ...overrides });
  }

  since(first: number): Field {
    return this.#with({ first });
  }

  until(last: number): Field {
    return this.#with({ last });
  }

  /** Null allowed from this version on. */
  nullable(nullableFrom = 0): Field {
    return this.#with({ nullableFrom });
  }

  /** The value that stands in where a version lacks the field, and that a tagged field is left out for. */
  or(fallback: Scalar): Field {
    return this.#with({ fallback });
  }

  /** An optional field of flexible versions. A tagged struct is null where it is absent. */
  tagged(tag: number): Field {
    return this.#with({ tag });
  }
}

const scalar = (type: Primitive): Field => new Field(type, false);

export const bool = scalar('bool');
export const int8 = scalar('int8');
export const int16 = scalar('int16');
export const uint16 = scalar('uint16');
export const int32 = scalar('int32');
export const int64 = scalar('int64');
export const float64 = scalar('float64');
export const uuid = scalar('uuid');
export const string = scalar('string');
export const bytes = scalar('bytes');
export const records = scalar('records').nullable();
export const storedRecords = scalar('storedRecords').nullable();

/** Untagged it must be nullable: a byte before it says whether it is there. */
export const struct = (name: string, fields: Fields): Field => new Field({ name, fields }, false);

/** A list of structs, or of one primitive: `list(int32)`. */
export function list(element: Field): Field;
export function list(name: string, fields: Fields): Field;
export function list(element: Field | string, fields: Fields = {}): Field {
  return typeof element === 'string' ? new Field({ name: element, fields }, true) : new Field(element.type, true);
}

/** Fields that nearly every response carries; `throttled(n)` is the version from which throttle time is sent. */
export const throttled = (since = 0): Field => int32.since(since);
export const errorCode = scalar('int16');

export interface Declaration {
  readonly name: string;
  readonly key: number;
  /** Versions that the codecs cover; what a broker serves is said beside each handler. */
  readonly versions: readonly [number, number];
  /** First version with compact lengths and tagged fields (KIP-482); infinite for none. */
  readonly flexibleFrom: number;
  readonly request: Fields;
  readonly response: Fields;
}

/** Checks a declaration's sanity, so that a slip fails when it is loaded and not on the wire. */
export function api(declaration: Declaration): Declaration {
  for (const side of ['request', 'response'] as const)
    check(declaration, declaration[side], `${declaration.name} ${side}`);
  return declaration;
}

/** A struct that is never null has bytes of its own only where it ends with a tagged section, and no zero to stand in for it. */
function hasOwnTags({ flexibleFrom, versions: [oldest] }: Declaration, { first, nullableFrom }: Field): boolean {
  return Number.isFinite(nullableFrom) || (first <= oldest && flexibleFrom <= oldest);
}

function check(declaration: Declaration, fields: Fields, path: string): void {
  const tags = new Set<number>();
  for (const [name, field] of Object.entries(fields)) {
    const where = `${path}.${name}`;
    if (field.first > field.last) throw new RangeError(`${where}: since ${field.first} is after until ${field.last}`);
    if (field.tag !== null) {
      if (field.first < declaration.flexibleFrom) throw new RangeError(`${where}: tagged before version is flexible`);
      if (tags.has(field.tag)) throw new RangeError(`${where}: tag ${field.tag} is used twice`);
      tags.add(field.tag);
    } else if (typeof field.type !== 'string' && !field.isList && !hasOwnTags(declaration, field)) {
      throw new RangeError(`${where}: an untagged struct that is always there belongs inline`);
    }
    if (typeof field.type !== 'string') check(declaration, field.type.fields, where);
  }
}
