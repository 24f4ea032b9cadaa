import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A data folder that cannot be used; `code` says why, the message names the folder and says what to do. */
class DataFolderError extends Error {
  readonly code: 'WEIR_STORE_FOLDER_UNWRITABLE' | 'WEIR_STORE_FOLDER_LOCKED';
  constructor(code: DataFolderError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DataFolderError';
    this.code = code;
  }
}

const LOCK_FILE = 'weir-store.lock';

/**
 * Makes the folder where it is missing and takes it for this process: the embedded engine does not notice a second one
 * on its files. The lock names its process by id and start time, so a killed one's lock is known to be stale.
 */
export function takeDataFolder(folder: string): { release(): void } {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unwritable(folder, error);
  }
  const path = join(folder, LOCK_FILE);
  const own = identity(process.pid) ?? String(process.pid);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(path, own, { flag: 'wx' });
      return { release: () => rmSync(path, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw unwritable(folder, error);
    }
    const holder = readHolder(path);
    if (holder !== null && identity(holder.pid) === holder.identity) {
      throw new DataFolderError(
        'WEIR_STORE_FOLDER_LOCKED',
        `The data folder ${folder} is in use by process ${holder.pid}: stop it, or set WEIR_DATA to another folder.`,
      );
    }
    rmSync(path, { force: true });
  }
  throw new DataFolderError(
    'WEIR_STORE_FOLDER_LOCKED',
    `The data folder ${folder} is being taken by another process: try again.`,
  );
}

function unwritable(folder: string, cause: unknown): DataFolderError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DataFolderError(
    'WEIR_STORE_FOLDER_UNWRITABLE',
    `The data folder ${folder} cannot be written (${reason}): change its permissions, or set WEIR_DATA to another folder.`,
    cause,
  );
}

function readHolder(path: string): { pid: number; identity: string } | null {
  try {
    const identity = readFileSync(path, 'utf8');
    const pid = Number.parseInt(identity, 10);
    return Number.isInteger(pid) && pid > 0 ? { pid, identity } : null;
  } catch {
    return null;
  }
}

/** `pid start-time` of a living process, where the system tells; null for one that is gone or a zombie. */
function identity(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    const foreign = error instanceof Error && 'code' in error && error.code === 'EPERM';
    if (!foreign) return null;
  }
  if (process.platform !== 'linux') return String(pid);
  try {
    // proc_pid_stat(5): after the name in brackets come state (field 3) and, 19 on, start time (field 22).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return fields[0] === 'Z' ? null : `${pid} ${fields[19]}`;
  } catch {
    return String(pid);
  }
}
