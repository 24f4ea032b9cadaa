import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { takeDataFolder } from '../../../engine/clickhouse/data-folder.ts';
import { temporaryFolder } from './store-fixture.ts';

const folder = temporaryFolder();
afterEach(() => folder.remove());

test('makes the folder, holds it against a second taker, and gives it back', () => {
  const path = join(folder.path, 'a/b');
  const lock = takeDataFolder(path);
  expect(() => takeDataFolder(path)).toThrow(
    expect.objectContaining({ code: 'WEIR_STORE_FOLDER_LOCKED', message: expect.stringContaining(path) }),
  );
  lock.release();
  expect(readdirSync(path)).toEqual([]);
  takeDataFolder(path).release();
});

test('takes over from a process that is gone, and from a garbled lock', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const lockFile = join(folder.path, 'weir-store.lock');
  takeDataFolder(folder.path).release();
  writeFileSync(lockFile, `${child.pid} 1`);
  // The process lives, but it started at another time than the lock says: the id was given anew.
  takeDataFolder(folder.path).release();
  writeFileSync(lockFile, String(child.pid));
  child.kill('SIGKILL');
  await once(child, 'exit');
  takeDataFolder(folder.path).release();
  writeFileSync(lockFile, 'not a lock');
  takeDataFolder(folder.path).release();
  expect(existsSync(lockFile)).toBe(false);
});

test.skipIf(process.getuid?.() === 0)('names a folder that it may not write', () => {
  takeDataFolder(folder.path).release();
  chmodSync(folder.path, 0o500);
  expect(() => takeDataFolder(folder.path)).toThrow(expect.objectContaining({ code: 'WEIR_STORE_FOLDER_UNWRITABLE' }));
  chmodSync(folder.path, 0o700);
});

test('names a folder that cannot be made', () => {
  takeDataFolder(folder.path).release();
  const file = join(folder.path, 'file');
  writeFileSync(file, '');
  expect(() => takeDataFolder(join(file, 'x'))).toThrow(
    expect.objectContaining({ code: 'WEIR_STORE_FOLDER_UNWRITABLE', message: expect.stringContaining(file) }),
  );
});
