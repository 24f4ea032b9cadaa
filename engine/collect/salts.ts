import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';

const DAY_MS = 86_400_000;
const SALT_BYTES = 32;
const SWEEP_EVERY_MS = 10 * 60_000;
const LASTING = 'lasting';
const DAY_FILE = /^\d{4}-\d{2}-\d{2}$/;

/** The secrets that visitor ids are made with. */
export interface Salts {
  /** The salt of a UTC day (`2026-05-17`); null for a day before yesterday, whose salt is gone for good. */
  ofDay(day: string): Buffer | null;
  /** Never rotated: for ids that the site chose itself, and for imports, which must give the same ids when repeated. */
  lasting(): Buffer;
  /** Stops the sweep; the files stay. */
  close(): void;
}

/** The UTC day of a time in milliseconds, `2026-05-17`. */
export function utcDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/**
 * Opens the salts in `<dataDir>/salts`: one file a day, made when first needed, readable by their owner only, kept for today and
 * yesterday and then deleted. Processes that share the folder share the salts. Throws the file system's own error
 * (EACCES, ENOSPC...) when the folder cannot be written.
 */
export function openSalts(dataDir: string, now: () => number): Salts {
  const folder = join(dataDir, 'salts');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kept = new Map<string, Buffer>();
  const oldestKept = (): string => utcDay(now() - DAY_MS);

  const sweep = (): void => {
    const oldest = oldestKept();
    for (const day of kept.keys()) if (day !== LASTING && day < oldest) kept.delete(day);
    for (const file of readdirSync(folder)) {
      const path = join(folder, file);
      if (DAY_FILE.test(file) ? file < oldest : isAbandonedDraft(path, now())) rmSync(path, { force: true });
    }
  };
  const salt = (name: string): Buffer => {
    let bytes = kept.get(name);
    if (bytes === undefined) {
      bytes = readOrCreate(folder, name);
      kept.set(name, bytes);
    }
    return bytes;
  };

  sweep();
  const timer = setInterval(sweep, SWEEP_EVERY_MS);
  timer.unref();
  return {
    ofDay: (day) => (day < oldestKept() ? null : salt(day)),
    lasting: () => salt(LASTING),
    close: () => clearInterval(timer),
  };
}

/**
 * A salt file appears whole or not at all: it is written and synced under a name of its own and then linked to its real one. The
 * link fails where another process was faster, and then its salt is taken.
 */
function readOrCreate(folder: string, name: string): Buffer {
  const file = join(folder, name);
  const found = readSalt(file);
  if (found !== null) return found;
  const draft = join(folder, `.${name}.${process.pid}.${randomBytes(4).toString('hex')}`);
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, `${randomBytes(SALT_BYTES).toString('hex')}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(folder);
  const made = readSalt(file);
  if (made === null)
    throw new Error(`${file} disappeared as it was being made; is another program cleaning the data folder?`);
  return made;
}

/** A process that died as it made a salt has left its draft behind. */
function isAbandonedDraft(path: string, now: number): boolean {
  const madeAt = basename(path).startsWith('.') ? statSync(path, { throwIfNoEntry: false })?.mtimeMs : undefined;
  return madeAt !== undefined && madeAt < now - DAY_MS;
}

function readSalt(file: string): Buffer | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new Error(`${file} is damaged: it should hold ${SALT_BYTES * 2} hex digits; delete it and start again`);
  }
  return Buffer.from(text, 'hex');
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
