import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Declaration, Field, type Fields } from './declaration.ts';
import { decodeFunction } from './generator/decode.ts';
import { encodeFunction } from './generator/encode.ts';
import { type Side, typeOf } from './generator/versions.ts';

/**
 * Writes `generated/`: for each file of `declarations/` the message types and codecs as straight-line TypeScript, where
 * versions differ by an `if` and nothing is interpreted. Measured on a Fetch request of 20 partitions: 0.5 us, against
 * 2 to 3 us with composed closures or a schema interpreter. `npm run generate` runs it.
 */
const declarationsDir = join(import.meta.dirname, 'declarations');
const generatedDir = join(import.meta.dirname, 'generated');

/** File name -> text of every generated file. */
export async function generate(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const file of readdirSync(declarationsDir).sort()) {
    const module: Record<string, unknown> = await import(join(declarationsDir, file));
    const declaration = Object.values(module).find(isDeclaration);
    if (declaration === undefined) throw new Error(`declarations/${file} exports no declaration`);
    files.set(file, source(file, declaration));
  }
  return files;
}

const isDeclaration = (value: unknown): value is Declaration =>
  typeof value === 'object' && value !== null && !(value instanceof Field) && 'request' in value && 'response' in value;

function source(file: string, declaration: Declaration): string {
  const sides = (['request', 'response'] as const).map((name) => {
    const prefix = declaration.name + (name === 'request' ? 'Request' : 'Response');
    return { side: { declaration, prefix }, structs: structs(prefix, declaration[name]) };
  });
  const body = sides
    .flatMap(({ side, structs }) =>
      structs.flatMap(([name, fields]) => [typeText(side, name, fields), ...codecs(side, name, fields)]),
    )
    .concat(apiText(declaration))
    .join('\n\n');
  return `${preamble(file, body)}\n${body}\n`;
}

/** Every struct of a side, innermost first, under its generated name. */
function structs(prefix: string, fields: Fields): [string, Fields][] {
  const found = new Map<string, Fields>();
  const visit = (name: string, inner: Fields): void => {
    for (const field of Object.values(inner)) {
      if (typeof field.type !== 'string') visit(prefix + field.type.name, field.type.fields);
    }
    if (found.has(name)) throw new Error(`${name} is declared twice`);
    found.set(name, inner);
  };
  visit(prefix, fields);
  return [...found];
}

const codecs = (side: Side, name: string, fields: Fields): string[] => [
  decodeFunction(side, name, fields),
  encodeFunction(side, name, fields),
];

function typeText(side: Side, name: string, fields: Fields): string {
  const lines = Object.entries(fields).map(([field, type]) => `  ${field}: ${typeOf(side, type)};`);
  return [`export interface ${name} {`, ...lines, '}'].join('\n');
}

function apiText({ name, key, versions, flexibleFrom }: Declaration): string {
  return [
    `export const ${name}Api: Api<${name}Request, ${name}Response> = {`,
    `  key: ${key},`,
    `  name: '${name}',`,
    `  versions: [${versions.join(', ')}],`,
    `  flexibleFrom: ${Number.isFinite(flexibleFrom) ? flexibleFrom : 'Number.POSITIVE_INFINITY'},`,
    `  decodeRequest: decode${name}Request,`,
    `  encodeRequest: encode${name}Request,`,
    `  decodeResponse: decode${name}Response,`,
    `  encodeResponse: encode${name}Response,`,
    '};',
  ].join('\n');
}

function preamble(file: string, body: string): string {
  const readerNames = [...(body.includes('ZERO_UUID') ? ['ZERO_UUID'] : [])];
  const writerImport = body.includes('new Writer(') ? 'import' : 'import type';
  const lines = [
    `// Generated from declarations/${file} by \`npm run generate\`; edit that file instead.`,
    `import type { Api } from '../api.ts';`,
    ...(/\bBytes\b/.test(body) ? [`import type { Bytes } from '../byte-source.ts';`] : []),
    readerNames.length > 0
      ? `import { type Reader, ${readerNames.join(', ')} } from '../reader.ts';`
      : `import type { Reader } from '../reader.ts';`,
    `${writerImport} { Writer } from '../writer.ts';`,
    '',
  ];
  if (body.includes('EMPTY')) lines.push('const EMPTY = Buffer.alloc(0);', '');
  return lines.join('\n');
}

if (import.meta.main) {
  rmSync(generatedDir, { recursive: true, force: true });
  mkdirSync(generatedDir);
  for (const [file, text] of await generate()) writeFileSync(join(generatedDir, file), text);
}
