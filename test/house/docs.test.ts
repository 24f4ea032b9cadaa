import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../engine/settings.ts';

const ROOT = join(import.meta.dirname, '..', '..');

function settingsPage(): string {
  const rows = SETTINGS.map(
    ({ name, fallback, meaning }) => `| \`${name}\` | ${fallback ? `\`${fallback}\`` : ''} | ${meaning} |`,
  );
  return [
    '# Settings',
    '',
    'All come from the environment. This page is written from the list in `engine/settings.ts`:',
    '`npx vitest run test/house/docs.test.ts -u` writes it anew.',
    '',
    '| Setting | Default | Meaning |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function markdownFiles(): string[] {
  const below = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => entry.name.endsWith('.md'))
      .map((entry) => join(folder, entry.name));
  return [...below('.'), ...below('docs')];
}

describe('the docs', () => {
  it('list every setting', async () => {
    await expect(settingsPage()).toMatchFileSnapshot('../../docs/settings.md');
  });

  it('link only to files that are there', () => {
    const broken = markdownFiles().flatMap((file) => {
      const links = [...readFileSync(join(ROOT, file), 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)];
      return links
        .map((link) => ({ file, path: join(ROOT, dirname(file), link[1]!) }))
        .filter(({ path }) => !isThere(path));
    });
    expect(broken).toEqual([]);
  });
});

function isThere(path: string): boolean {
  try {
    readdirSync(dirname(path));
    return readdirSync(dirname(path)).includes(path.split('/').at(-1)!) || path.endsWith('/');
  } catch {
    return false;
  }
}
