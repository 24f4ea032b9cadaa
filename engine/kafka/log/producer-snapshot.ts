import { readdirSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { crc32c } from '../records/crc.ts';
import { readInt64, writeInt64 } from '../records/int64.ts';
import { writeFileAtomic } from './atomic-file.ts';
import { fileName, parseFileName, SNAPSHOT_SUFFIX } from './file-names.ts';
import { type ProducerBatch, type ProducerEntry, type ProducerState, REMEMBERED_BATCHES } from './producer-state.ts';

/*
 * Producer state at an offset, which names the file; Kafka's version 1:
 * version int16 | crc uint32 of what follows | entry count int32 | entries:
 * producerId int64, producerEpoch int16, lastSequence int32, lastOffset int64, offsetDelta int32, timestamp int64,
 * coordinatorEpoch int32, currentTxnFirstOffset int64
 */
const VERSION = 1;
const HEADER_BYTES = 10;
const CRC_AT = 2;
const CRC_FROM = 6;
const ENTRY_BYTES = 46;

/**
 * Every remembered batch of a producer is an entry, oldest first, so that a restart still knows a batch that is sent once more though others
 * came after it. Kafka writes the newest one alone; where it reads several of one producer the last counts, which is that.
 */
export function encodeSnapshot(state: ProducerState): Buffer {
  const rows: Row[] = [];
  for (const entry of state.entries()) {
    const { batches } = entry;
    for (const batch of batches.slice(0, -1)) rows.push({ ...entry, batch, currentTxnFirstOffset: -1 });
    rows.push({ ...entry, batch: batches.at(-1) });
  }
  const bytes = Buffer.alloc(HEADER_BYTES + rows.length * ENTRY_BYTES);
  bytes.writeInt16BE(VERSION, 0);
  bytes.writeInt32BE(rows.length, CRC_FROM);
  for (const [i, row] of rows.entries()) encodeRow(bytes, row, HEADER_BYTES + i * ENTRY_BYTES);
  bytes.writeUInt32BE(crc32c(bytes.subarray(CRC_FROM)), CRC_AT);
  return bytes;
}

/** A producer as it was with one of its batches. */
interface Row extends Omit<ProducerEntry, 'batches'> {
  readonly batch: ProducerBatch | undefined;
}

function encodeRow(bytes: Buffer, { batch, ...entry }: Row, at: number): void {
  writeInt64(bytes, entry.producerId, at);
  bytes.writeInt16BE(entry.producerEpoch, at + 8);
  bytes.writeInt32BE(batch?.lastSequence ?? -1, at + 10);
  writeInt64(bytes, batch?.lastOffset ?? -1, at + 14);
  bytes.writeInt32BE(batch?.offsetDelta ?? 0, at + 22);
  writeInt64(bytes, batch?.timestamp ?? entry.lastTimestamp, at + 26);
  bytes.writeInt32BE(entry.coordinatorEpoch, at + 34);
  writeInt64(bytes, entry.currentTxnFirstOffset, at + 38);
}

/** undefined when the file is damaged or of another version. */
export function decodeSnapshot(bytes: Buffer): ProducerEntry[] | undefined {
  if (bytes.length < HEADER_BYTES || bytes.readInt16BE(0) !== VERSION) return undefined;
  if (bytes.readUInt32BE(CRC_AT) !== crc32c(bytes.subarray(CRC_FROM))) return undefined;
  const count = bytes.readInt32BE(CRC_FROM);
  if (bytes.length !== HEADER_BYTES + count * ENTRY_BYTES) return undefined;
  const entries = new Map<number, ProducerEntry>();
  for (let i = 0; i < count; i++) {
    const entry = decodeEntry(bytes, HEADER_BYTES + i * ENTRY_BYTES);
    const before = entries.get(entry.producerId);
    const known = before?.producerEpoch === entry.producerEpoch ? before.batches : [];
    // Taken out first: the order of producers is that of their last entries.
    entries.delete(entry.producerId);
    entries.set(entry.producerId, { ...entry, batches: [...known, ...entry.batches].slice(-REMEMBERED_BATCHES) });
  }
  return [...entries.values()];
}

function decodeEntry(bytes: Buffer, at: number): ProducerEntry {
  const lastSequence = bytes.readInt32BE(at + 10);
  const lastOffset = readInt64(bytes, at + 14);
  const offsetDelta = bytes.readInt32BE(at + 22);
  const timestamp = readInt64(bytes, at + 26);
  const wrapped = lastSequence - offsetDelta;
  const firstSequence = wrapped < 0 ? wrapped + 0x80000000 : wrapped;
  return {
    producerId: readInt64(bytes, at),
    producerEpoch: bytes.readInt16BE(at + 8),
    batches: lastSequence < 0 ? [] : [{ firstSequence, lastSequence, lastOffset, offsetDelta, timestamp }],
    lastTimestamp: timestamp,
    coordinatorEpoch: bytes.readInt32BE(at + 34),
    currentTxnFirstOffset: readInt64(bytes, at + 38),
  };
}

export function writeSnapshot(dir: string, offset: number, bytes: Buffer): void {
  writeFileAtomic(join(dir, fileName(offset, SNAPSHOT_SUFFIX)), bytes);
}

/** Offsets that the folder has snapshots of, ascending. */
export function snapshotOffsets(dir: string): number[] {
  const offsets: number[] = [];
  for (const name of readdirSync(dir)) {
    const parsed = parseFileName(name);
    if (parsed?.suffix === SNAPSHOT_SUFFIX) offsets.push(parsed.offset);
  }
  return offsets.sort((a, b) => a - b);
}

/** Fills the state from the newest whole snapshot at or below `maxOffset`; returns its offset, or undefined when there is none. Newer and damaged ones are deleted. */
export function restoreSnapshot(dir: string, maxOffset: number, state: ProducerState): number | undefined {
  state.clear();
  for (const offset of snapshotOffsets(dir).reverse()) {
    if (offset <= maxOffset) {
      const entries = decodeSnapshot(readFileSync(join(dir, fileName(offset, SNAPSHOT_SUFFIX))));
      if (entries) {
        state.restore(entries);
        return offset;
      }
    }
    deleteSnapshot(dir, offset);
  }
  return undefined;
}

/** Keeps the snapshots that segments begin with and the newest one. */
export function pruneSnapshots(dir: string, segmentOffsets: ReadonlySet<number>): void {
  const offsets = snapshotOffsets(dir);
  const newest = offsets.at(-1);
  for (const offset of offsets) if (offset !== newest && !segmentOffsets.has(offset)) deleteSnapshot(dir, offset);
}

function deleteSnapshot(dir: string, offset: number): void {
  unlinkSync(join(dir, fileName(offset, SNAPSHOT_SUFFIX)));
}
