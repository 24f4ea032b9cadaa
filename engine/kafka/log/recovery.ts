import { readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { LogSink } from '../log-sink.ts';
import { batchBaseOffset, batchLastOffset, batchLeaderEpoch } from '../records/batch.ts';
import { checkIntegrity } from '../records/validate.ts';
import { scanBatches } from './batch-scan.ts';
import { CLEANED_SUFFIX, LOG_SUFFIX, parseFileName, SNAPSHOT_SUFFIX, SWAP_SUFFIX } from './file-names.ts';
import type { FilePool } from './file-pool.ts';
import type { LeaderEpochs } from './leader-epochs.ts';
import { restoreSnapshot } from './producer-snapshot.ts';
import type { ProducerState } from './producer-state.ts';
import { Segment } from './segment.ts';
import { finishSwaps } from './segment-swap.ts';

export interface RecoveryInput {
  readonly dir: string;
  readonly pool: FilePool;
  readonly log: LogSink;
  readonly indexIntervalBytes: number;
  /** Everything below was synced to disk with its indexes. */
  readonly recoveryPoint: number;
  /** As checkpointed; the log may begin later when segments were deleted since. */
  readonly logStartOffset: number;
  /** The last close was orderly: nothing needs checking. */
  readonly cleanShutdown: boolean;
  readonly nowMs: number;
  readonly epochs: LeaderEpochs;
  readonly producers: ProducerState;
}

export interface Recovered {
  readonly segments: readonly Segment[];
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  /** Of the newest snapshot of the producers that was used. */
  readonly snapshotOffset: number | undefined;
}

/**
 * Opens a partition's segments. After an unclean end it checks the batches behind the recovery point by CRC, rebuilds their index entries,
 * and cuts the log at the first batch that is torn: what was acknowledged was whole with the OS, so it stays.
 */
export function openSegments(input: RecoveryInput): Recovered {
  const names = cleanedNames(input);
  const found = listSegments(names, input);
  const segments = input.cleanShutdown ? found : recoverTail(found, input);
  for (const segment of segments) if (!segment.hasSaneIndexes()) rescan(segment, input, 0);
  for (const segment of segments.slice(0, -1)) segment.seal();
  const logEndOffset = endOffset(segments.at(-1)!, input);
  const logStartOffset = Math.min(Math.max(input.logStartOffset, segments[0]!.baseOffset), logEndOffset);
  input.epochs.truncateFromEnd(logEndOffset);
  input.epochs.save();
  const snapshotOffset = restoreProducers(segments, logEndOffset, names, input);
  input.producers.transactions.written(logEndOffset);
  return { segments, logStartOffset, logEndOffset, snapshotOffset };
}

/** The folder's files, once swaps are finished and leftovers gone. One listing is enough mostly: with thousands of partitions each look at the disk counts. */
function cleanedNames({ dir, pool }: RecoveryInput): readonly string[] {
  const names = readdirSync(dir);
  const leftovers = names.filter((name) => name.endsWith(CLEANED_SUFFIX) || name.endsWith('.tmp'));
  for (const name of leftovers) unlinkSync(join(dir, name));
  const swaps = names.filter((name) => name.endsWith(SWAP_SUFFIX));
  if (swaps.length > 0) finishSwaps(dir, pool);
  return leftovers.length + swaps.length > 0 ? readdirSync(dir) : names;
}

function listSegments(names: readonly string[], input: RecoveryInput): Segment[] {
  const bases = new Set<number>();
  for (const name of names) {
    const parsed = parseFileName(name);
    if (parsed?.suffix === LOG_SUFFIX) bases.add(parsed.offset);
  }
  for (const name of names) {
    const parsed = parseFileName(name);
    if (parsed && parsed.suffix !== SNAPSHOT_SUFFIX && !bases.has(parsed.offset)) unlinkSync(join(input.dir, name));
  }
  const ordered = [...bases].sort((a, b) => a - b);
  if (ordered.length === 0) return [Segment.create(input.dir, input.logStartOffset, input.pool, input.nowMs)];
  return ordered.map((base) => Segment.existing(input.dir, base, input.pool));
}

/** Checks the segments that reach beyond the recovery point. A cut makes everything behind it void. */
function recoverTail(segments: Segment[], input: RecoveryInput): Segment[] {
  for (const [i, segment] of segments.entries()) {
    const next = segments[i + 1];
    if (next && next.baseOffset <= input.recoveryPoint) continue;
    const fileBytes = segment.sizeBytes;
    rescan(segment, input, input.recoveryPoint);
    if (segment.sizeBytes === fileBytes) continue;
    const lost = segments.slice(i + 1);
    for (const gone of lost) gone.unlink();
    input.log.warn(
      {
        file: segment.file.path,
        cutAtByte: segment.sizeBytes,
        cutBytes: fileBytes - segment.sizeBytes,
        segmentsDropped: lost.length,
      },
      'Cut a torn end off the log; nothing acknowledged is lost.',
    );
    return segments.slice(0, i + 1);
  }
  return segments;
}

/** Checks every batch from the last index entry at or below the recovery point on (from the beginning without a usable one), and cuts the file at the first bad one. */
function rescan(segment: Segment, input: RecoveryInput, recoveryPoint: number): void {
  const fileBytes = segment.sizeBytes;
  segment.sizeBytes = trustedBytes(segment, fileBytes, recoveryPoint);
  let expected = segment.baseOffset;
  for (const batch of scanBatches(segment.file, segment.sizeBytes, fileBytes)) {
    const base = batchBaseOffset(batch.bytes, batch.at);
    if (base < expected || checkIntegrity(batch.bytes, batch.at, batch.at + batch.sizeBytes)) break;
    expected = batchLastOffset(batch.bytes, batch.at) + 1;
    input.epochs.assign(batchLeaderEpoch(batch.bytes, batch.at), base);
    segment.note(batch.bytes, batch.at, input.indexIntervalBytes);
  }
  if (segment.sizeBytes < fileBytes) segment.cutTo(segment.sizeBytes);
  segment.persistIndexes();
}

/** How much of the file lies before the batch of the last index entry that can be relied on; the indexes are cut to it. */
function trustedBytes(segment: Segment, fileBytes: number, recoveryPoint: number): number {
  if (recoveryPoint > segment.baseOffset && segment.hasSaneIndexes()) {
    segment.offsets.truncateTo(recoveryPoint);
    const last = segment.offsets.last();
    for (const batch of last ? scanBatches(segment.file, last.position, fileBytes) : []) {
      if (!last || batchLastOffset(batch.bytes, batch.at) !== last.offset) break;
      segment.times.truncateTo(last.offset + 1);
      const latest = segment.times.last();
      segment.maxTimestamp = latest?.timestamp ?? -1;
      segment.offsetOfMaxTimestamp = latest?.offset ?? -1;
      return last.position;
    }
  }
  segment.resetIndexes();
  return 0;
}

/** Offset after the last batch. A file that goes on after its last whole batch was not closed in order after all, and is rescanned. */
function endOffset(active: Segment, input: RecoveryInput): number {
  const walk = (): { end: number; offset: number } => {
    let end = active.offsets.last()?.position ?? 0;
    let offset = active.baseOffset;
    for (const batch of scanBatches(active.file, end, active.sizeBytes)) {
      end = batch.position + batch.sizeBytes;
      offset = batchLastOffset(batch.bytes, batch.at) + 1;
    }
    return { end, offset };
  };
  const walked = walk();
  if (walked.end === active.sizeBytes) return walked.offset;
  rescan(active, input, 0);
  return walk().offset;
}

/** The newest snapshot, and from there on the headers of the batches, which bring the transactions that were aborted since back too. */
function restoreProducers(
  segments: readonly Segment[],
  logEndOffset: number,
  names: readonly string[],
  input: RecoveryInput,
): number | undefined {
  const hasSnapshots = names.some((name) => name.endsWith(SNAPSHOT_SUFFIX));
  const snapshotOffset = hasSnapshots ? restoreSnapshot(input.dir, logEndOffset, input.producers) : undefined;
  const from = snapshotOffset ?? 0;
  for (const segment of segments) segment.aborted.truncateTo(from);
  if (from >= logEndOffset) return snapshotOffset;
  for (const [i, segment] of segments.entries()) {
    if ((segments[i + 1]?.baseOffset ?? Number.POSITIVE_INFINITY) <= from) continue;
    for (const batch of scanBatches(segment.file, segment.offsets.positionFor(from), segment.sizeBytes)) {
      if (batchBaseOffset(batch.bytes, batch.at) < from) continue;
      const { aborted } = input.producers.update(batch.bytes, batch.at);
      if (aborted) segment.aborted.note(aborted);
    }
    // Only the active segment is synced later on.
    if (i < segments.length - 1) segment.aborted.persistSynced();
  }
  return snapshotOffset;
}
