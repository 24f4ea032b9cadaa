import type { Field, Fields } from '../declaration.ts';
import {
  expressionByVersion,
  fallbackOf,
  isCarried,
  isFlexible,
  isNullable,
  isStruct,
  methodOf,
  type Side,
  typeOf,
} from './versions.ts';

/** The decode function of one struct: fields into locals in wire order, then one object literal of a stable shape. */
export function decodeFunction(side: Side, name: string, fields: Fields): string {
  const lines: string[] = [];
  const tagged = Object.entries(fields).filter(([, field]) => field.tag !== null);
  for (const [fieldName, field] of Object.entries(fields)) {
    if (field.tag === null)
      lines.push(...(field.isList ? decodeList(side, fieldName, field) : [decodeScalar(side, fieldName, field)]));
  }
  for (const [fieldName, field] of tagged)
    lines.push(`let ${fieldName}: ${typeOf(side, field)} = ${fallbackOf(field)};`);
  lines.push(...decodeTagged(side, tagged));
  return [
    `function decode${name}(reader: Reader, version: number): ${name} {`,
    ...lines.map((line) => `  ${line}`),
    `  return { ${Object.keys(fields).join(', ')} };`,
    '}',
  ].join('\n');
}

function decodeScalar({ declaration, prefix }: Side, name: string, field: Field): string {
  return `const ${name} = ${expressionByVersion(declaration, (version) => {
    if (!isCarried(field, version)) return fallbackOf(field);
    if (typeof field.type !== 'string') {
      const decoded = `decode${prefix}${field.type.name}(reader, version)`;
      return isNullable(field) ? `(reader.int8() < 0 ? null : ${decoded})` : decoded;
    }
    return `reader.${methodOf(field.type, version >= field.nullableFrom, isFlexible(declaration, version))}()`;
  })};`;
}

function decodeList(side: Side, name: string, field: Field): string[] {
  const length = expressionByVersion(side.declaration, (version) => {
    if (!isCarried(field, version)) return isNullable(field) ? '-1' : '0';
    return lengthCall(side, field, version);
  });
  const elementType = typeOf(side, field).replace(' | null', '');
  const loop = `for (let index = 0; index < ${name}Length; index++)`;
  if (!isNullable(field)) {
    return [
      `const ${name}Length = ${length};`,
      `const ${name}: ${elementType} = [];`,
      `${loop} ${name}.push(${element(side, field)});`,
    ];
  }
  return [
    `const ${name}Length = ${length};`,
    `let ${name}: ${elementType} | null = null;`,
    `if (${name}Length >= 0) {`,
    `  ${name} = [];`,
    `  ${loop} ${name}.push(${element(side, field)});`,
    '}',
  ];
}

function lengthCall({ declaration }: Side, field: Field, version: number): string {
  const nullable = version >= field.nullableFrom;
  if (isFlexible(declaration, version)) return `reader.compact${nullable ? 'Nullable' : ''}ListLength()`;
  return nullable ? 'reader.nullableListLength()' : 'reader.listLength()';
}

function element({ declaration, prefix }: Side, field: Field): string {
  const { type } = field;
  if (typeof type !== 'string') return `decode${prefix}${type.name}(reader, version)`;
  return expressionByVersion(
    declaration,
    (version) => `reader.${methodOf(type, false, isFlexible(declaration, version))}()`,
  );
}

function decodeTagged(side: Side, tagged: [string, Field][]): string[] {
  const { flexibleFrom, versions } = side.declaration;
  if (flexibleFrom > versions[1]) return [];
  const body = tagged.length === 0 ? ['reader.skipTaggedFields();'] : taggedLoop(side, tagged);
  if (flexibleFrom <= versions[0]) return body;
  if (body.length === 1) return [`if (version >= ${flexibleFrom}) ${body[0]}`];
  return [`if (version >= ${flexibleFrom}) {`, ...body.map((line) => `  ${line}`), '}'];
}

function taggedLoop(side: Side, tagged: [string, Field][]): string[] {
  return [
    'for (let count = reader.uvarint(); count > 0; count--) {',
    '  const tag = reader.uvarint();',
    '  const size = reader.uvarint();',
    '  const end = reader.position + size;',
    ...tagged.flatMap(([name, field], index) => [
      `  ${index > 0 ? '} else ' : ''}if (tag === ${field.tag}${field.first > side.declaration.flexibleFrom ? ` && version >= ${field.first}` : ''}) {`,
      ...taggedValue(side, name, field).map((line) => `    ${line}`),
    ]),
    '  } else {',
    '    reader.skip(size);',
    '  }',
    '  reader.expectPosition(end);',
    '}',
  ];
}

/** Tagged values are always of a flexible version. */
function taggedValue(side: Side, name: string, field: Field): string[] {
  if (isStruct(field)) return [`${name} = ${element(side, field)};`];
  if (!field.isList && typeof field.type === 'string') {
    return [`${name} = reader.${methodOf(field.type, isNullable(field), true)}();`];
  }
  return [
    `const ${name}Length = reader.compactListLength();`,
    `${name} = [];`,
    `for (let index = 0; index < ${name}Length; index++) ${name}.push(${element(side, field)});`,
  ];
}
