import fc from 'fast-check';
import type { Declaration, Field, Fields, Primitive } from '../../../../engine/kafka/protocol/declaration.ts';
import { ZERO_UUID } from '../../../../engine/kafka/protocol/reader.ts';

type Message = Record<string, unknown>;

const text = fc.string({ unit: 'binary', maxLength: 20 });
const block = fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array));

const PRIMITIVES: Record<Primitive, fc.Arbitrary<unknown>> = {
  bool: fc.boolean(),
  int8: fc.integer({ min: -128, max: 127 }),
  int16: fc.integer({ min: -32_768, max: 32_767 }),
  uint16: fc.integer({ min: 0, max: 65_535 }),
  int32: fc.integer(),
  int64: fc.maxSafeInteger(),
  float64: fc.double(),
  uuid: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((array) => Buffer.from(array).toString('base64url')),
  string: text,
  bytes: block,
  records: fc.oneof(block, fc.constant(Buffer.alloc(5000, 7))),
  storedRecords: fc.oneof(block, fc.constant(Buffer.alloc(5000, 7))),
};

const ZEROS: Record<Primitive, unknown> = {
  bool: false,
  int8: 0,
  int16: 0,
  uint16: 0,
  int32: 0,
  int64: 0,
  float64: 0,
  uuid: ZERO_UUID,
  string: '',
  bytes: Buffer.alloc(0),
  records: null,
  storedRecords: null,
};

/** Messages as a client or a broker could hold them in a version: fields that it lacks have their fallback. */
export function arbitraryMessage(fields: Fields, version: number): fc.Arbitrary<Message> {
  const model: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [name, field] of Object.entries(fields)) model[name] = arbitraryField(field, version);
  return fc.record(model, { noNullPrototype: true });
}

function arbitraryField(field: Field, version: number): fc.Arbitrary<unknown> {
  if (version < field.first || version > field.last) return fc.constant(fallbackOf(field));
  const single = typeof field.type === 'string' ? PRIMITIVES[field.type] : arbitraryMessage(field.type.fields, version);
  const value = field.isList ? fc.array(single, { maxLength: 3 }) : single;
  const isTaggedStruct = typeof field.type !== 'string' && !field.isList && field.tag !== null;
  const nullable = version >= field.nullableFrom || isTaggedStruct;
  return nullable ? fc.option(value, { nil: null }) : value;
}

function fallbackOf(field: Field): unknown {
  if (field.fallback !== undefined) return field.fallback;
  if (Number.isFinite(field.nullableFrom)) return null;
  if (field.isList) return [];
  return typeof field.type === 'string' ? ZEROS[field.type] : null;
}

export function versionsOf({ versions: [first, last] }: Declaration): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
