import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceFiles } from './rooms.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SOURCES = sourceFiles(ROOT, ['app', 'components', 'engine', 'tracker', 'bench']).filter(
  (file) => !file.includes('/generated/'),
);

/** A file is a room of at most this many lines; longer ones are named below with their reason and may only shrink. */
const LINES = 400;
const LARGER: Readonly<Record<string, { lines: number; reason: string }>> = {};

/** Names that say nothing of what lives there. */
const EMPTY_NAME = /(^|[/-])(utils?|helpers?|manager|common|misc|shared)([.-]|\/|$)/i;

const BANS: ReadonlyArray<{ name: string; pattern: RegExp; where?: RegExp }> = [
  { name: 'as any', pattern: /\bas any\b/ },
  { name: '@ts-ignore or @ts-expect-error', pattern: /@ts-(ignore|expect-error|nocheck)/ },
  { name: 'a note to do it later', pattern: /\b(TODO|FIXME|XXX|HACK)\b/ },
  { name: 'an empty catch', pattern: /catch\s*(\([^)]*\))?\s*\{\s*\}/ },
  // Rooms take options; only entry points read the environment.
  {
    name: 'process.env outside an entry point',
    pattern: /process\.env\b/,
    where: /^engine\/(?!main\.ts|supervisor\/dashboard-build\.ts)|^components\//,
  },
];

function linesOf(file: string): string[] {
  return readFileSync(join(ROOT, file), 'utf8').split('\n');
}

describe('tidiness', () => {
  it('keeps files small', () => {
    const tooLarge = SOURCES.filter((file) => linesOf(file).length > (LARGER[file]?.lines ?? LINES));
    expect(tooLarge.map((file) => `${file}: ${linesOf(file).length} lines`)).toEqual([]);
  });

  it('names no exception that is no longer needed', () => {
    expect(Object.keys(LARGER).filter((file) => !SOURCES.includes(file) || linesOf(file).length <= LINES)).toEqual([]);
  });

  it('gives no file an empty name', () => {
    expect(SOURCES.filter((file) => EMPTY_NAME.test(file))).toEqual([]);
  });

  it.each(BANS)('holds no $name', ({ pattern, where }) => {
    const found = SOURCES.filter((file) => !where || where.test(file)).flatMap((file) =>
      linesOf(file).flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}`] : [])),
    );
    expect(found).toEqual([]);
  });

  it('would find each banned thing', () => {
    const planted = ['x as any', '// @ts-ignore', '// TODO later', 'catch (error) {}', 'process.env.PORT'];
    expect(BANS.map(({ pattern }, index) => pattern.test(planted[index]!))).toEqual(BANS.map(() => true));
  });
});
