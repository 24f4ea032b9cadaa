import type { Field, Fields } from '../declaration.ts';
import {
  fallbackOf,
  isCarried,
  isFlexible,
  isNullable,
  isStruct,
  methodOf,
  type Side,
  statementByVersion,
} from './versions.ts';

/** The encode function of one struct: one statement a field, in wire order. */
export function encodeFunction(side: Side, name: string, fields: Fields): string {
  const lines: string[] = [];
  for (const [fieldName, field] of Object.entries(fields)) {
    if (field.tag !== null) continue;
    lines.push(...(field.isList ? encodeList(side, fieldName, field) : [encodeScalar(side, fieldName, field)]));
  }
  const tagged = Object.entries(fields).filter(([, field]) => field.tag !== null);
  lines.push(...encodeTagged(side, tagged));
  return [
    `function encode${name}(writer: Writer, message: ${name}, version: number): void {`,
    ...lines.map((line) => `  ${line}`),
    '}',
  ].join('\n');
}

function encodeScalar({ declaration, prefix }: Side, name: string, field: Field): string {
  return statementByVersion(declaration, (version) => {
    const { type } = field;
    if (!isCarried(field, version)) return '';
    if (typeof type !== 'string') {
      const encoded = `encode${prefix}${type.name}(writer, message.${name}, version);`;
      if (!isNullable(field)) return encoded;
      const present = `{ writer.int8(1); ${encoded} }`;
      return `{ if (message.${name} === null) writer.int8(-1); else ${present} }`;
    }
    const nullable = version >= field.nullableFrom;
    const value = isNullable(field) && !nullable ? `message.${name} ?? ${zeroOf(field)}` : `message.${name}`;
    return `writer.${methodOf(type, nullable, isFlexible(declaration, version))}(${value});`;
  });
}

/** Stands for null in versions that cannot say it. */
const zeroOf = (field: Field): string => (field.type === 'string' ? "''" : 'EMPTY');

function encodeList(side: Side, name: string, field: Field): string[] {
  const { declaration } = side;
  const length = statementByVersion(declaration, (version) => {
    if (!isCarried(field, version)) return '';
    const method = isFlexible(declaration, version) ? 'compactListLength' : 'listLength';
    if (!isNullable(field)) return `writer.${method}(message.${name}.length);`;
    return `writer.${method}(message.${name}?.length ?? ${version >= field.nullableFrom ? -1 : 0});`;
  });
  const values = isNullable(field) ? `message.${name} ?? []` : `message.${name}`;
  const loop = statementByVersion(declaration, (version) =>
    isCarried(field, version) ? `for (const element of ${values}) ${element(side, field)}` : '',
  );
  return [length, loop];
}

function element({ declaration, prefix }: Side, field: Field): string {
  const { type } = field;
  if (typeof type !== 'string') return `encode${prefix}${type.name}(writer, element, version);`;
  return statementByVersion(
    declaration,
    (version) => `writer.${methodOf(type, false, isFlexible(declaration, version))}(element);`,
  );
}

function encodeTagged(side: Side, tagged: [string, Field][]): string[] {
  const { flexibleFrom, versions } = side.declaration;
  if (flexibleFrom > versions[1]) return [];
  const body = tagged.length === 0 ? ['writer.uvarint(0);'] : taggedSection(side, tagged);
  if (flexibleFrom <= versions[0]) return body;
  if (body.length === 1) return [`if (version >= ${flexibleFrom}) ${body[0]}`];
  return [`if (version >= ${flexibleFrom}) {`, ...body.map((line) => `  ${line}`), '}'];
}

function taggedSection(side: Side, tagged: [string, Field][]): string[] {
  const present = tagged.map(([name, field]) => isPresent(side, name, field));
  const ordered = tagged.map((entry, index) => ({ entry, index })).sort((a, b) => a.entry[1].tag! - b.entry[1].tag!);
  return [
    ...tagged.map(([name], index) => `const has${capital(name)} = ${present[index]};`),
    `writer.uvarint(${tagged.map(([name]) => `(has${capital(name)} ? 1 : 0)`).join(' + ')});`,
    ...ordered.map(({ entry: [name, field] }) => taggedField(side, name, field)),
  ];
}

function isPresent(side: Side, name: string, field: Field): string {
  const since = field.first > side.declaration.flexibleFrom ? `version >= ${field.first} && ` : '';
  if (field.isList) return `${since}message.${name}.length > 0`;
  return `${since}message.${name} !== ${fallbackOf(field)}`;
}

function taggedField({ prefix }: Side, name: string, field: Field): string {
  const { type } = field;
  const value = `message.${name}`;
  const write =
    typeof type === 'string'
      ? `body.${methodOf(type, isNullable(field), true)}(${value});`
      : field.isList
        ? `body.compactListLength(${value}.length); for (const element of ${value}) encode${prefix}${type.name}(body, element, version);`
        : `encode${prefix}${type.name}(body, ${value}, version);`;
  const guard = isStruct(field) ? `has${capital(name)} && ${value} !== null` : `has${capital(name)}`;
  return `if (${guard}) { const body = new Writer(); ${write} writer.tagged(${field.tag}, body); }`;
}

const capital = (name: string): string => name[0]!.toUpperCase() + name.slice(1);
