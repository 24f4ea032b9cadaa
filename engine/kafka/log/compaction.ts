import { setImmediate as nextTurn } from 'node:timers/promises';
import { batchLastOffset, isControl } from '../records/batch.ts';
import { decodeRecords } from '../records/record.ts';
import { type ScannedBatch, scanBlocks } from './batch-scan.ts';
import { type CleanRules, cleanBatch } from './clean-batch.ts';
import { CleanedTransactions } from './cleaned-transactions.ts';
import { CLEANED_SUFFIX } from './file-names.ts';
import type { FilePool } from './file-pool.ts';
import type { LogConfig } from './log-config.ts';
import { OFFSET_ENTRY_BYTES } from './offset-index.ts';
import { OffsetMap } from './offset-map.ts';
import type { AbortedTransaction } from './ongoing-transactions.ts';
import { isLastOfProducer, type ProducerState } from './producer-state.ts';
import { Segment } from './segment.ts';
import type { SegmentList } from './segment-list.ts';
import { swapIn } from './segment-swap.ts';

const MAX_OFFSET_SPAN = 0x7fffffff;
/** How long the cleaner may work without a turn for others: a batch of a few KB can unpack to 100 MB. */
const TURN_MS = 10;

export interface CleanTarget {
  readonly dir: string;
  readonly segments: SegmentList;
  readonly producers: ProducerState;
  readonly pool: FilePool;
  readonly config: LogConfig;
  /** Records below were compacted before. */
  readonly firstDirtyOffset: number;
  /** Nothing of an open transaction is cleaned. */
  readonly lastStableOffset: number;
  readonly nowMs: number;
  /** Asked between steps: the partition closes or goes. */
  readonly stopped: () => boolean;
  readonly maxKeys?: number;
}

export interface CleanResult {
  /** Where the next pass begins. */
  readonly firstDirtyOffset: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/**
 * One pass of the cleaner over the sealed segments: learns the latest offset of each key in those not yet compacted, then rewrites all up to
 * there without what is superseded, small neighbours merged. Offsets never change. Reads are asynchronous and each 1 MB block is a turn of its
 * own, so that clients are served meanwhile. undefined when there is not enough to do, or when it was stopped.
 */
export async function compact(target: CleanTarget): Promise<CleanResult | undefined> {
  const cleanable = cleanableSegments(target);
  const dirty = cleanable.filter((_, i) => endOf(i, target) > target.firstDirtyOffset);
  if (!isWorthwhile(cleanable, dirty, target)) return undefined;
  const learned = await learnOffsets(dirty, target);
  if (!learned) return undefined;
  const rules: CleanRules = {
    ...learned,
    transactions: transactionsFrom(0, target),
    deleteRetentionMs: target.config.deleteRetentionMs,
    nowMs: target.nowMs,
    isLastOfProducer: (batch) => isLastOfProducer(target.producers, batch.bytes, batch.at),
  };
  const result = { firstDirtyOffset: learned.endOffset, bytesBefore: 0, bytesAfter: 0 };
  const reached = cleanable.filter((segment) => segment.baseOffset < learned.endOffset);
  for (const group of groupBySize(reached, target.config)) {
    const cleaned = await cleanGroup(group, rules, target);
    if (!cleaned) return undefined;
    result.bytesBefore += sizeOf(group);
    result.bytesAfter += cleaned.sizeBytes;
  }
  return result;
}

/** Sealed segments, oldest first, up to the first one with records younger than min.compaction.lag.ms or not yet decided. */
function cleanableSegments(target: CleanTarget): Segment[] {
  const { segments, config, nowMs, lastStableOffset } = target;
  const cleanable: Segment[] = [];
  for (const [i, segment] of segments.all().slice(0, -1).entries()) {
    if (endOf(i, target) > lastStableOffset) break;
    if (config.minCompactionLagMs > 0 && nowMs - segment.newestMs < config.minCompactionLagMs) break;
    cleanable.push(segment);
  }
  return cleanable;
}

/** Where the next segment begins; there is one, as the active segment is never cleaned. */
function endOf(index: number, { segments }: CleanTarget): number {
  return segments.all()[index + 1]!.baseOffset;
}

function isWorthwhile(
  cleanable: readonly Segment[],
  dirty: readonly Segment[],
  { config, nowMs }: CleanTarget,
): boolean {
  const [oldest] = dirty;
  if (oldest === undefined) return false;
  const isOverdue = nowMs - (oldest.firstTimestamp ?? nowMs) > config.maxCompactionLagMs;
  return isOverdue || sizeOf(dirty) >= config.minCleanableDirtyRatio * sizeOf(cleanable);
}

/** The latest offset of each key behind firstDirtyOffset, and how far that reaches: to the end of the segments, or to where the map was full. */
async function learnOffsets(
  dirty: readonly Segment[],
  target: CleanTarget,
): Promise<{ latest: OffsetMap; endOffset: number } | undefined> {
  const latest = new OffsetMap(target.maxKeys);
  const transactions = transactionsFrom(target.firstDirtyOffset, target);
  const rest = turnsOf(TURN_MS);
  let endOffset = target.firstDirtyOffset;
  for (const segment of dirty) {
    for await (const block of scanBlocks(segment.file, segment.sizeBytes)) {
      if (target.stopped() || segment.file.unlinked) return undefined;
      for (const batch of block) {
        if (batchLastOffset(batch.bytes, batch.at) < target.firstDirtyOffset) continue;
        if (latest.isFull) return { latest, endOffset };
        learnBatch(batch, latest, transactions);
        endOffset = batchLastOffset(batch.bytes, batch.at) + 1;
        await rest();
      }
      await nextTurn();
    }
  }
  return { latest, endOffset };
}

/** Transactions that were aborted by a marker at the offset or behind it: it may lie in a segment that is not cleaned yet. */
function transactionsFrom(from: number, { segments }: CleanTarget): CleanedTransactions {
  const aborted: AbortedTransaction[] = [];
  for (const segment of segments.all()) segment.aborted.collect(from, Number.MAX_SAFE_INTEGER, aborted);
  return new CleanedTransactions(aborted);
}

/** What was aborted supersedes nothing. */
function learnBatch(batch: ScannedBatch, latest: OffsetMap, transactions: CleanedTransactions): void {
  const { bytes, at } = batch;
  if (isControl(bytes, at)) {
    transactions.endsNothing(batch, false);
    return;
  }
  if (transactions.isAborted(batch)) return;
  try {
    for (const { key, offset } of decodeRecords(bytes, at)) if (key) latest.set(key, offset);
  } catch {
    // The batch does not parse: it is kept whole, and supersedes nothing.
  }
}

/** Runs of neighbours that together fit one segment. */
function groupBySize(segments: readonly Segment[], config: LogConfig): Segment[][] {
  const groups: Segment[][] = [];
  for (const segment of segments) {
    const group = groups.at(-1);
    if (group && fits([...group, segment], config)) group.push(segment);
    else groups.push([segment]);
  }
  return groups;
}

function fits(group: readonly Segment[], config: LogConfig): boolean {
  const span = group.at(-1)!.baseOffset - group[0]!.baseOffset;
  const indexBytes = group.reduce((total, segment) => total + segment.offsets.count * OFFSET_ENTRY_BYTES, 0);
  // Half of the span leaves room for what the last segment itself holds.
  return sizeOf(group) <= config.segmentBytes && indexBytes <= config.segmentIndexBytes && span <= MAX_OFFSET_SPAN / 2;
}

/** Rewrites a group into one segment and puts that in its place; undefined when stopped, or when retention took part of the group meanwhile. */
async function cleanGroup(
  group: readonly Segment[],
  rules: CleanRules,
  target: CleanTarget,
): Promise<Segment | undefined> {
  const cleaned = Segment.create(target.dir, group[0]!.baseOffset, target.pool, target.nowMs, CLEANED_SUFFIX);
  let swapped = false;
  try {
    const changed = await rewrite(group, cleaned, rules, target);
    if (changed === undefined) return undefined;
    if (group.length === 1 && changed === 0) return group[0];
    cleaned.seal();
    await cleaned.sync();
    const current = new Set(target.segments.all());
    if (target.stopped() || group.some((segment) => !current.has(segment))) return undefined;
    swapped = true;
    const inPlace = swapIn(target.dir, cleaned, group, target.pool);
    target.segments.replace(group, [inPlace]);
    return inPlace;
  } finally {
    if (!swapped) cleaned.unlink();
  }
}

/** Copies what is left of a group; returns how many batches were changed or dropped, undefined when stopped. */
async function rewrite(
  group: readonly Segment[],
  cleaned: Segment,
  rules: CleanRules,
  target: CleanTarget,
): Promise<number | undefined> {
  let changed = 0;
  for (const segment of group) {
    for await (const block of scanBlocks(segment.file, segment.sizeBytes)) {
      if (target.stopped() || segment.file.unlinked) return undefined;
      changed += await writeBlock(block, rules, cleaned, target.config.indexIntervalBytes);
      await nextTurn();
    }
  }
  return changed;
}

/** Writes what is left of a block's batches; returns how many batches were changed or dropped. */
async function writeBlock(
  block: readonly ScannedBatch[],
  rules: CleanRules,
  cleaned: Segment,
  indexIntervalBytes: number,
): Promise<number> {
  const rest = turnsOf(TURN_MS);
  const kept: Buffer[] = [];
  let changed = 0;
  for (const batch of block) {
    const left = cleanBatch(batch, rules);
    if (left) kept.push(left);
    if (!left || left.buffer !== batch.bytes.buffer) changed++;
    await rest();
  }
  for (const aborted of rules.transactions.takeKept()) cleaned.aborted.note(aborted);
  if (kept.length === 0) return changed;
  cleaned.file.write(Buffer.concat(kept), cleaned.sizeBytes);
  for (const batch of kept) cleaned.note(batch, 0, indexIntervalBytes);
  return changed;
}

/** Called between steps: gives others a turn once `turnMs` are over. */
function turnsOf(turnMs: number): () => Promise<void> | undefined {
  let startedAt = performance.now();
  return () => {
    if (performance.now() - startedAt < turnMs) return undefined;
    return nextTurn().then(() => {
      startedAt = performance.now();
    });
  };
}

function sizeOf(segments: readonly Segment[]): number {
  return segments.reduce((total, segment) => total + segment.sizeBytes, 0);
}
