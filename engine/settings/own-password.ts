import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The password of Weir's own processes to the bundled broker: made by the first of them, kept in the data folder for its owner's eyes
 * only. Whoever may read that folder may read the log as well.
 */
export function ownPassword(dataDir: string): string {
  const path = join(dataDir, 'kafka-password');
  return readIfThere(path) ?? create(dataDir, path);
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Several processes may begin at once: the first one's password is everybody's. */
function create(dataDir: string, path: string): string {
  const mine = `${path}.${process.pid}`;
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(mine, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  try {
    linkSync(mine, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(mine);
  }
  return readFileSync(path, 'utf8').trim();
}
