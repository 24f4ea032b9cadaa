import { createHash } from 'node:crypto';

/** Keys longer than this are held by their SHA-1. */
const LONGEST_KEY_BYTES = 40;
/** Most keys in a pass of the cleaner: some 40 MB. A pass that meets more ends there, the next one goes on. */
const MAX_KEYS = 300_000;

/** The latest offset of each key in the part of the log that is being cleaned. */
export class OffsetMap {
  readonly #offsets = new Map<string, number>();
  readonly #maxKeys: number;

  constructor(maxKeys = MAX_KEYS) {
    this.#maxKeys = maxKeys;
  }

  get isFull(): boolean {
    return this.#offsets.size >= this.#maxKeys;
  }

  set(key: Buffer, offset: number): void {
    this.#offsets.set(nameOf(key), offset);
  }

  /** Whether a later record of the key is known. */
  isSuperseded(key: Buffer, offset: number): boolean {
    return (this.#offsets.get(nameOf(key)) ?? -1) > offset;
  }
}

function nameOf(key: Buffer): string {
  if (key.length <= LONGEST_KEY_BYTES) return key.toString('latin1');
  // One character longer than any key that is held as it is, so that the two kinds never meet.
  return `${createHash('sha1').update(key).digest('hex')}+`;
}
