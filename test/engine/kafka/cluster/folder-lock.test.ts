import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockFolder } from '../../../../engine/kafka/cluster/folder-lock.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const modulePath = join(import.meta.dirname, '../../../../engine/kafka/cluster/folder-lock.ts');

/** Another process that takes the folder and holds it until it is killed. */
async function holder(dir: string) {
  const script = `const { lockFolder } = await import(${JSON.stringify(modulePath)}); lockFolder(${JSON.stringify(dir)}); console.log('locked'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('folder lock', () => {
  it('keeps a second broker out, and names the folder to it', () => {
    const dir = temporaryFolder();
    const unlock = lockFolder(dir);
    expect(() => lockFolder(dir)).toThrow(expect.objectContaining({ code: 'FOLDER_IN_USE' }));
    expect(() => lockFolder(dir)).toThrow(dir);
    unlock();
    lockFolder(dir)();
    expect(readdirSync(dir)).toEqual([]);
  });

  it('keeps another process out while it lives, and lets the next in after kill -9', async () => {
    const dir = temporaryFolder();
    const child = await holder(dir);
    expect(() => lockFolder(dir)).toThrow(expect.objectContaining({ code: 'FOLDER_IN_USE' }));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(join(dir, '.lock'))).toBe(true);
    lockFolder(dir)();
  });

  it.skipIf(process.platform !== 'linux')('takes over a lock whose number now belongs to another process', () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, '.lock'), `${process.pid} 12345`);
    lockFolder(dir)();
  });

  it('takes over a lock that is no lock', () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, '.lock'), 'garbage');
    lockFolder(dir)();
  });
});
