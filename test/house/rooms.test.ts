import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cycles, type Import, importsOf, sourceFiles, violation } from './rooms.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const HOUSE = ['app', 'components', 'engine', 'tracker'];

function importsBelow(root: string): Import[] {
  return sourceFiles(root, HOUSE).flatMap((file) => importsOf(root, file));
}

describe('the house', () => {
  const imports = importsBelow(ROOT);

  it('has imports to check', () => {
    expect(imports.length).toBeGreaterThan(300);
  });

  it('imports only from a higher room to a lower one', () => {
    expect(imports.map(violation).filter((problem) => problem !== null)).toEqual([]);
  });

  it('has no import cycle, types included', () => {
    expect(cycles(imports)).toEqual([]);
  });
});

describe('the check itself fails on a planted violation', () => {
  let planted = '';
  afterEach(() => rmSync(planted, { recursive: true, force: true }));

  function plant(files: Record<string, string>): Import[] {
    planted = mkdtempSync(join(tmpdir(), 'weir-rooms-'));
    for (const [path, source] of Object.entries(files)) {
      mkdirSync(dirname(join(planted, path)), { recursive: true });
      writeFileSync(join(planted, path), source);
    }
    return importsBelow(planted);
  }

  const low = { 'engine/events/event.ts': 'export type A = 1; export const a = 1;' };

  it.each([
    [
      'an upward import',
      {
        ...low,
        'engine/live/hub.ts': 'export const h = 1;',
        'engine/events/x.ts': "import { h } from '../live/hub.ts'; h;",
      },
    ],
    [
      'an upward type import',
      {
        ...low,
        'engine/live/hub.ts': 'export type H = 1;',
        'engine/events/x.ts': "import type { H } from '../live/hub.ts'; export type X = H;",
      },
    ],
    [
      'an upward re-export',
      { 'engine/live/hub.ts': 'export const h = 1;', 'engine/events/x.ts': "export { h } from '../live/hub.ts';" },
    ],
    [
      'an upward dynamic import',
      { 'engine/live/hub.ts': 'export const h = 1;', 'engine/events/x.ts': "await import('../live/hub.ts');" },
    ],
    [
      'an inline type import',
      {
        'engine/live/hub.ts': 'export type H = 1;',
        'engine/events/x.ts': "export type X = import('../live/hub.ts').H;",
      },
    ],
    [
      'the broker imported',
      {
        'engine/kafka/broker.ts': 'export const b = 1;',
        'engine/live/x.ts': "import { b } from '../kafka/broker.ts'; b;",
      },
    ],
    ['the broker importing events', { ...low, 'engine/kafka/x.ts': "import { a } from '../events/event.ts'; a;" }],
    [
      'the log importing the server',
      {
        'engine/kafka/server/s.ts': 'export type S = 1;',
        'engine/kafka/log/x.ts': "import type { S } from '../server/s.ts'; export type X = S;",
      },
    ],
    [
      'a component importing engine code',
      { ...low, 'components/x.ts': "import { a } from '../engine/events/event.ts'; a;" },
    ],
    ['the snippet importing', { ...low, 'tracker/x.ts': "import { a } from '../engine/events/event.ts'; a;" }],
    ['a second importer of a package', { 'engine/web/x.ts': "import { WebSocket } from 'ws'; WebSocket;" }],
  ])('%s', (_name, files) => {
    expect(
      plant(files)
        .map(violation)
        .filter((problem) => problem !== null),
    ).toHaveLength(1);
  });

  it('a cycle of types', () => {
    const imports = plant({
      'engine/live/a.ts': "import type { B } from './b.ts'; export type A = B;",
      'engine/live/b.ts': "import type { A } from './a.ts'; export type B = A;",
    });
    expect(imports.map(violation).filter((problem) => problem !== null)).toEqual([]);
    expect(cycles(imports)).toHaveLength(1);
  });

  it('and passes what the rule allows', () => {
    const imports = plant({
      ...low,
      'engine/live/hub.ts': "import type { A } from '../events/event.ts'; export type H = A;",
      'components/x.ts': "import type { H } from '../engine/live/hub.ts'; export type X = H;",
    });
    expect(imports.map(violation).filter((problem) => problem !== null)).toEqual([]);
  });
});
