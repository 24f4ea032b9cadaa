import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';

/** Default bound of open files: thousands of partitions share it, since only files in use need a descriptor. */
const DEFAULT_MAX_OPEN = 512;

/** Bounds how many files are open: idle ones are closed, the least recently used first. */
export class FilePool {
  readonly #maxOpen: number;
  /** Open files that nobody uses now, oldest first. */
  readonly #idle = new Set<PooledFile>();
  #open = 0;

  constructor(maxOpen = DEFAULT_MAX_OPEN) {
    this.#maxOpen = maxOpen;
  }

  get openFiles(): number {
    return this.#open;
  }

  file(path: string): PooledFile {
    return new PooledFile(this, path);
  }

  /** Makes room and opens. Files in use are never closed, so the bound may be passed by as many as are in use at once. */
  openDescriptor(path: string): number {
    for (const file of this.#idle) {
      if (this.#open < this.#maxOpen) break;
      this.#idle.delete(file);
      file.closeDescriptor();
    }
    const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644);
    this.#open++;
    return descriptor;
  }

  closeDescriptor(descriptor: number): void {
    this.#open--;
    closeSync(descriptor);
  }

  markIdle(file: PooledFile): void {
    this.#idle.add(file);
  }

  markUsed(file: PooledFile): void {
    this.#idle.delete(file);
  }
}

/** A file that is opened when used. Asynchronous users hold it with `acquire`, so that no descriptor is closed, and none reused, under them. */
export class PooledFile {
  readonly path: string;
  readonly #pool: FilePool;
  #descriptor = -1;
  #users = 0;
  #retired = false;
  #unlinked = false;

  constructor(pool: FilePool, path: string) {
    this.#pool = pool;
    this.path = path;
  }

  /** Whether its file is deleted: who still wants to open it came too late. */
  get unlinked(): boolean {
    return this.#unlinked;
  }

  /** The open descriptor, valid until `release`. Throws ENOENT once the file is deleted and closed. */
  acquire(): number {
    if (this.#descriptor < 0 && this.#unlinked)
      throw Object.assign(new Error(`${this.path} is deleted`), { code: 'ENOENT' });
    if (this.#descriptor < 0) this.#descriptor = this.#pool.openDescriptor(this.path);
    else if (this.#users === 0) this.#pool.markUsed(this);
    this.#users++;
    return this.#descriptor;
  }

  release(): void {
    this.#users--;
    if (this.#users > 0) return;
    if (this.#retired) this.closeDescriptor();
    else this.#pool.markIdle(this);
  }

  /** Writes all of the bytes; throws what the OS says. */
  write(bytes: Uint8Array, position: number): void {
    const descriptor = this.acquire();
    try {
      let done = 0;
      while (done < bytes.length) done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
    } finally {
      this.release();
    }
  }

  /** Fills as much of `into` as the file has; returns how many bytes. */
  read(into: Uint8Array, position: number): number {
    const descriptor = this.acquire();
    try {
      let done = 0;
      while (done < into.length) {
        const got = readSync(descriptor, into, done, into.length - done, position + done);
        if (got === 0) break;
        done += got;
      }
      return done;
    } finally {
      this.release();
    }
  }

  truncate(sizeBytes: number): void {
    const descriptor = this.acquire();
    try {
      if (fstatSync(descriptor).size !== sizeBytes) ftruncateSync(descriptor, sizeBytes);
    } finally {
      this.release();
    }
  }

  /** Closes as soon as nobody uses it. Using it again opens it again. */
  close(): void {
    if (this.#users > 0) {
      this.#retired = true;
      return;
    }
    this.closeDescriptor();
  }

  /** Removes the file; whoever reads it goes on with the open descriptor. */
  unlink(): void {
    this.#unlinked = true;
    try {
      unlinkSync(this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    this.close();
  }

  closeDescriptor(): void {
    if (this.#descriptor < 0) return;
    this.#pool.markUsed(this);
    this.#pool.closeDescriptor(this.#descriptor);
    this.#descriptor = -1;
    this.#retired = false;
  }
}
