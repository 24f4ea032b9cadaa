import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSalts, type Salts } from '../../../engine/collect/salts.ts';
import { temporaryFolder } from './temporary-folder.ts';

const NOON = Date.UTC(2026, 4, 17, 12);
const DAY_MS = 86_400_000;

function salts(dataDir: string, now: () => number): Salts {
  const opened = openSalts(dataDir, now);
  onTestFinished(() => opened.close());
  return opened;
}

describe('salts', () => {
  it('differ from day to day', () => {
    const opened = salts(temporaryFolder(), () => NOON);
    const [today, yesterday] = [opened.ofDay('2026-05-17'), opened.ofDay('2026-05-16')];
    expect(today).toHaveLength(32);
    expect(yesterday).toHaveLength(32);
    expect(today).not.toEqual(yesterday);
    expect(opened.lasting()).not.toEqual(today);
  });

  it('are none for a day before yesterday', () => {
    const opened = salts(temporaryFolder(), () => NOON);
    expect(opened.ofDay('2026-05-15')).toBeNull();
  });

  it('stay the same over a restart and for every process on the folder', () => {
    const folder = temporaryFolder();
    const [first, second] = [salts(folder, () => NOON), salts(folder, () => NOON)];
    expect(second.ofDay('2026-05-17')).toEqual(first.ofDay('2026-05-17'));
    expect(second.lasting()).toEqual(first.lasting());
  });

  it('can be read by their owner only', () => {
    const folder = temporaryFolder();
    salts(folder, () => NOON).ofDay('2026-05-17');
    expect(statSync(join(folder, 'salts', '2026-05-17')).mode & 0o777).toBe(0o600);
  });

  it('are refused after midnight of the next day, and deleted as the folder is opened', () => {
    const folder = temporaryFolder();
    let now = NOON;
    const opened = salts(folder, () => now);
    const kept = opened.ofDay('2026-05-17');
    now += DAY_MS;
    expect(opened.ofDay('2026-05-17')).toEqual(kept);
    now += DAY_MS;
    expect(opened.ofDay('2026-05-17')).toBeNull();
    opened.lasting();
    salts(folder, () => now);
    expect(readdirSync(join(folder, 'salts'))).toEqual(['lasting']);
  });

  it('leave no drafts behind, those of a process that died included', () => {
    const folder = temporaryFolder();
    salts(folder, () => Date.now()).lasting();
    const draft = join(folder, 'salts', '.lasting.1.abcd');
    writeFileSync(draft, 'torn');
    utimesSync(draft, new Date(0), new Date(0));
    salts(folder, () => Date.now());
    expect(readdirSync(join(folder, 'salts'))).toEqual(['lasting']);
  });

  it('name the file that is damaged', () => {
    const folder = temporaryFolder();
    salts(folder, () => NOON).ofDay('2026-05-17');
    const file = join(folder, 'salts', '2026-05-17');
    writeFileSync(file, readFileSync(file).subarray(0, 10));
    expect(() => salts(folder, () => NOON).ofDay('2026-05-17')).toThrow(file);
  });
});
