import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRaw } from 'node:zlib';
import type { OutgoingRecord } from './send-queue.ts';

const compress = promisify(deflateRaw);
const decompress = promisify(inflateRaw);

/** A task's state together with the input offset that it covers: what comes next is exactly `nextOffset`. */
export interface Checkpoint {
  /** Id of the input topic: one that was deleted and created again starts afresh. */
  topicId: string;
  nextOffset: number;
  /** Last offset that the task had written to its output, -1 for none; the archive's claim about ClickHouse. */
  lastStored: number;
  state: Buffer;
}

/** Written after the chunks that it names: without it they count for nothing. */
export interface Manifest extends Omit<Checkpoint, 'state'> {
  version: 1;
  /** Tells this checkpoint's chunks from those of another writer or an earlier time. */
  id: string;
  slot: number;
  chunks: number;
  /** Of the compressed state. */
  bytes: number;
  crc32: number;
  writtenAt: number;
}

/** Compressed bytes of one record. */
export const CHUNK_BYTES = 800_000;
const ID_BYTES = 16;
/**
 * Checkpoints take turns in two sets of keys. So the compaction of a half-written one never takes away the whole one
 * before it.
 */
export const SLOTS = 2;

/** A large state is saved less often: checkpoints write at most so much of it a second, on average. */
const STATE_BYTES_PER_MS = 2 * 1024;

/**
 * Whether it is time to save: a checkpoint may weigh a megabyte whatever came in since, so few records wait long and
 * many do not. A restart replays at most 50,000 records a partition, about a second's work, unless the last state was
 * large (`bytes`): 40 MB are saved every 20 s.
 */
export function checkpointDue(elapsedMs: number, records: number, bytes = 0): boolean {
  if (records <= 0 || elapsedMs < bytes / STATE_BYTES_PER_MS) return false;
  return records >= 50_000 || (records >= 5_000 && elapsedMs >= 60_000) || elapsedMs >= 600_000;
}

/** The records of a checkpoint, its manifest last, all for the same partition. */
export async function toRecords(checkpoint: Checkpoint, slot: number, partition: number): Promise<OutgoingRecord[]> {
  const { state, ...rest } = checkpoint;
  const compressed = await compress(state, { level: 1 });
  const id = randomBytes(ID_BYTES);
  const chunks = Math.max(1, Math.ceil(compressed.length / CHUNK_BYTES));
  const records: OutgoingRecord[] = [];
  for (let index = 0; index < chunks; index++) {
    const piece = compressed.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
    records.push({ key: `${slot}/${index}`, value: Buffer.concat([id, piece]), partition });
  }
  const manifest: Manifest = {
    version: 1,
    id: id.toString('hex'),
    slot,
    chunks,
    bytes: compressed.length,
    crc32: crc32(compressed),
    writtenAt: Date.now(),
    ...rest,
  };
  records.push({ key: `${slot}/manifest`, value: JSON.stringify(manifest), partition });
  return records;
}

/** Reads a state partition's records in their order and keeps the best whole checkpoint that `accept` agrees to. */
export class CheckpointReader {
  readonly #accept: (manifest: Manifest) => boolean;
  readonly #chunks = new Map<string, Buffer>();
  #best: { manifest: Manifest; compressed: Buffer } | null = null;
  /** Whole checkpoints that were seen, accepted or not. */
  whole = 0;
  /** Most chunks that a manifest named; it may not be whole as some of them were not read. */
  mostChunks = 0;

  constructor(accept: (manifest: Manifest) => boolean) {
    this.#accept = accept;
  }

  add(key: string, value: Buffer | null): void {
    if (value === null) return;
    if (!key.endsWith('/manifest')) {
      this.#chunks.set(key, value);
      return;
    }
    const manifest = parseManifest(value);
    if (manifest) this.mostChunks = Math.max(this.mostChunks, manifest.chunks);
    const compressed = manifest && this.#assemble(manifest);
    if (!compressed) return;
    this.whole++;
    if (!this.#accept(manifest)) return;
    if (!this.#best || manifest.nextOffset >= this.#best.manifest.nextOffset) this.#best = { manifest, compressed };
  }

  /** The checkpoint that reaches furthest, or null. */
  async best(): Promise<{ manifest: Manifest; state: Buffer } | null> {
    if (!this.#best) return null;
    const { manifest, compressed } = this.#best;
    return { manifest, state: await decompress(compressed) };
  }

  /** The bytes that the manifest names, or null where a chunk is missing, another's, or damaged. */
  #assemble(manifest: Manifest): Buffer | null {
    const pieces: Buffer[] = [];
    for (let index = 0; index < manifest.chunks; index++) {
      const chunk = this.#chunks.get(`${manifest.slot}/${index}`);
      if (chunk?.toString('hex', 0, ID_BYTES) !== manifest.id) return null;
      pieces.push(chunk.subarray(ID_BYTES));
    }
    const compressed = Buffer.concat(pieces);
    return compressed.length === manifest.bytes && crc32(compressed) === manifest.crc32 ? compressed : null;
  }
}

function parseManifest(value: Buffer): Manifest | null {
  try {
    const manifest = JSON.parse(value.toString()) as Manifest;
    return manifest.version === 1 ? manifest : null;
  } catch {
    return null;
  }
}
