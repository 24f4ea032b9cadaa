import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another broker has the folder open. */
class FolderInUseError extends Error {
  readonly code = 'FOLDER_IN_USE';

  constructor(dir: string, pid: number) {
    super(`${dir} is in use by the broker of process ${pid}: stop that one, or choose another data folder`);
    this.name = 'FolderInUseError';
  }
}

/**
 * Takes a folder for this process by a `.lock` file that names it; returns how to give it back. A lock whose process is gone
 * (or whose number went to another process since) is taken over.
 */
export function lockFolder(dir: string): () => void {
  const path = join(dir, '.lock');
  const own = identityOf(process.pid);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, own);
  try {
    // A link fails where the name exists, so that of two brokers that start together one is told.
    for (let attempt = 0; attempt < 2; attempt++) {
      if (linked(draft, path)) return () => unlock(path, own);
      const content = contentOf(path);
      const holder = holderOf(content);
      if (holder !== null) throw new FolderInUseError(dir, holder);
      if (content !== null) removeStale(path, content);
    }
    throw new FolderInUseError(dir, holderOf(contentOf(path)) ?? 0);
  } finally {
    rmSync(draft, { force: true });
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a lock that says what was found stale; one that another broker put there meanwhile is put back. */
function removeStale(path: string, content: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (contentOf(aside) !== content) linked(aside, path);
  rmSync(aside, { force: true });
}

function unlock(path: string, own: string): void {
  if (contentOf(path) === own) rmSync(path, { force: true });
}

/** The process that holds a lock, or null where it is gone. This process may hold it itself. */
function holderOf(content: string | null): number | null {
  const pid = Number(content?.split(' ')[0]);
  if (content === null || !Number.isInteger(pid) || pid <= 0) return null;
  return identityOf(pid) === content ? pid : null;
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** `<pid> <start time>`; the time, where the system tells it, tells a process from a later one of the same number. */
function identityOf(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return '';
  }
  const stat = contentOf(`/proc/${pid}/stat`);
  // Fields from the third on, counted behind the command name in parentheses, which may hold blanks: state, ..., start time.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  // Dead, and only not yet taken note of by its parent.
  if (fields[0] === 'Z' || fields[0] === 'X') return '';
  const startedAt = fields[19] ?? '';
  return `${pid} ${startedAt}`;
}
