/**
 * Bytes that a message carries without holding them: they stay in their file until they are sent. The length is promised in the message,
 * so whoever sends it first makes sure, with `hold`, that the bytes outlive it.
 */
export interface ByteSource {
  readonly length: number;
  /** Keeps the bytes readable until `release`; throws where they are gone already. */
  hold(): void;
  release(): void;
  /** Fills `into` as far as the bytes from `from` on reach; resolves to how many that are, at least one. Rejects where they cannot be read. */
  read(into: Buffer, from: number): Promise<number>;
}

/** Part of a message: in memory, or still in its file. */
export type Bytes = Buffer | ByteSource;
