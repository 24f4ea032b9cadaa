import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';

/** Replaces a small file whole: readers and a crash see the old one or the new one. With `sync` it also survives a power loss. */
export function writeFileAtomic(path: string, content: string | Buffer, sync = false): void {
  const temporary = `${path}.tmp`;
  if (sync) {
    const descriptor = openSync(temporary, 'w');
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } else {
    writeFileSync(temporary, content);
  }
  renameSync(temporary, path);
}

/** A small text file; undefined when there is none. */
export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
