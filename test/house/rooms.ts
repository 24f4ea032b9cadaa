import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseSync } from 'oxc-parser';

/**
 * The import rule of ARCHITECTURE.md as data: rooms from the highest to the lowest. An import, `import type` included,
 * goes to the same room or to a lower one, never up.
 */
export const ROOMS_HIGH_TO_LOW: readonly string[] = [
  'app',
  'components',
  'engine/main.ts',
  'engine/commands',
  'engine/tools',
  'engine/supervisor',
  'engine/web',
  'engine/demo',
  'engine/import',
  'engine/reconcile',
  'engine/live',
  'engine/queries',
  'engine/collect',
  'engine/archive',
  'engine/rollups',
  'engine/boards',
  'engine/stream',
  'engine/clickhouse',
  'engine/events',
  'engine/log.ts',
  'engine/settings.ts',
  'engine/settings',
  'engine/kafka',
  'tracker',
];

/** Rooms inside engine/kafka, highest first; a file directly in it is the top. */
const KAFKA_ROOMS = ['server', 'transactions', 'groups', 'cluster', 'log', 'records', 'security', 'protocol'];

/** Who may import an outside package, where only one file or room may. */
export const SOLE_IMPORTERS: Readonly<Record<string, string>> = {
  '@platformatic/kafka': 'engine/stream',
  '@clickhouse/client': 'engine/clickhouse/client.ts',
  chdb: 'engine/clickhouse',
  ws: 'engine/live/socket.ts',
  pino: 'engine/main.ts',
  'prom-client': 'engine/web/metrics.ts',
  '@node-rs/crc32': 'engine/kafka/records/crc.ts',
  re2js: 'engine/kafka/protocol/regular-expression.ts',
  maxmind: 'engine/collect/geoip.ts',
  isbot: 'engine/collect/user-agent.ts',
  bowser: 'engine/collect/user-agent.ts',
};

export interface Import {
  from: string;
  /** The specifier as written. */
  specifier: string;
  /** Path of the imported file from the root, or null for a package. */
  target: string | null;
  typeOnly: boolean;
}

/** Every source file below the given folders, as paths from the root. */
export function sourceFiles(root: string, folders: readonly string[]): string[] {
  const files: string[] = [];
  const visit = (path: string): void => {
    if (!existsSync(join(root, path))) return;
    if (statSync(join(root, path)).isDirectory()) {
      for (const name of readdirSync(join(root, path))) if (name !== 'node_modules') visit(`${path}/${name}`);
    } else if (/\.tsx?$/.test(path)) files.push(path);
  };
  for (const folder of folders) visit(folder);
  return files.sort();
}

/** The imports and re-exports of one file, types and dynamic ones included. */
export function importsOf(root: string, file: string): Import[] {
  const source = readFileSync(join(root, file), 'utf8');
  const parsed = parseSync(file, source);
  if (parsed.errors.length > 0) throw new Error(`${file}: ${parsed.errors[0]!.message}`);
  const { staticImports, staticExports, dynamicImports } = parsed.module;
  const found: Array<{ specifier: string; typeOnly: boolean }> = [
    ...staticImports.map((item) => ({
      specifier: item.moduleRequest.value,
      typeOnly: item.entries.length > 0 && item.entries.every((entry) => entry.isType),
    })),
    ...staticExports.flatMap((item) =>
      item.entries
        .filter((entry) => entry.moduleRequest)
        .map((entry) => ({ specifier: entry.moduleRequest!.value, typeOnly: entry.isType })),
    ),
    ...dynamicImports.map((item) => ({
      specifier: source.slice(item.moduleRequest.start, item.moduleRequest.end).replace(/^['"`]|['"`]$/g, ''),
      typeOnly: false,
    })),
    // `import('x').Type` in a type position is no dynamic import to the parser's module record.
    ...[...source.matchAll(/import\(\s*'([^']+)'\s*\)\s*\./g)].map((match) => ({
      specifier: match[1]!,
      typeOnly: true,
    })),
  ];
  return found.map(({ specifier, typeOnly }) => ({
    from: file,
    specifier,
    target: specifier.startsWith('.') ? resolveFile(root, file, specifier) : null,
    typeOnly,
  }));
}

function resolveFile(root: string, from: string, specifier: string): string {
  const path = relative(root, resolve(root, dirname(from), specifier));
  const candidates = [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`, `${path}/index.tsx`];
  return candidates.find((name) => existsSync(join(root, name)) && statSync(join(root, name)).isFile()) ?? path;
}

function roomOf(file: string): string | null {
  return ROOMS_HIGH_TO_LOW.find((room) => file === room || file.startsWith(`${room}/`)) ?? null;
}

function kafkaLevel(file: string): number {
  return KAFKA_ROOMS.indexOf(file.split('/')[2] ?? '');
}

/** What is wrong with one import, or null. */
export function violation(item: Import): string | null {
  const { from, target, specifier, typeOnly } = item;
  const says = (reason: string): string => `${from} imports ${specifier}: ${reason}`;
  if (target === null) {
    const sole = Object.entries(SOLE_IMPORTERS).find(
      ([name]) => specifier === name || specifier.startsWith(`${name}/`),
    );
    if (sole && from !== sole[1] && !from.startsWith(`${sole[1]}/`)) return says(`only ${sole[1]} may`);
    return null;
  }
  const [fromRoom, targetRoom] = [roomOf(from), roomOf(target)];
  if (!fromRoom || fromRoom === 'tracker') return targetRoom === fromRoom ? null : says('the snippet stands alone');
  if (!targetRoom) return /\.(css|json)$/.test(target) ? null : says(`${target} is in no room`);
  if (targetRoom === 'engine/kafka' && fromRoom !== 'engine/kafka') {
    return fromRoom === 'engine/main.ts' ? null : says('the broker is reached over its wire, not imported');
  }
  if (fromRoom === 'engine/kafka') {
    if (targetRoom !== 'engine/kafka') return says('the broker imports nothing of the rest');
    const [high, low] = [kafkaLevel(from), kafkaLevel(target)];
    if (high === -1) return null;
    // The log sink is the broker's own lowest file; every other file of the top is above its rooms.
    if (low === -1) return target === 'engine/kafka/log-sink.ts' ? null : says('this points upward inside the broker');
    return low >= high ? null : says('this points upward inside the broker');
  }
  if (fromRoom === 'components' && targetRoom.startsWith('engine/') && !typeOnly)
    return says('components take only types from the engine');
  return ROOMS_HIGH_TO_LOW.indexOf(targetRoom) >= ROOMS_HIGH_TO_LOW.indexOf(fromRoom)
    ? null
    : says('this points upward');
}

/** Import cycles between files, `import type` included, each as the list of its files. */
export function cycles(imports: readonly Import[]): string[][] {
  const edges = new Map<string, string[]>();
  for (const { from, target } of imports) if (target) edges.set(from, [...(edges.get(from) ?? []), target]);
  const done = new Set<string>();
  const path: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at >= 0) {
      found.push([...path.slice(at), file]);
      return;
    }
    if (done.has(file)) return;
    path.push(file);
    for (const target of edges.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of edges.keys()) visit(file);
  return found;
}
