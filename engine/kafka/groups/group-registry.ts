import type { CoordinatorLog, ReplayedBatch } from '../log/coordinator-log.ts';
import type { LogSink } from '../log-sink.ts';
import type { BatchProducer, NewRecord } from '../records/build-batch.ts';
import type { LogRecord } from '../records/record.ts';
import { emptyGroup } from './classic/classic-group.ts';
import { decodeGroup } from './classic/group-records.ts';
import { type ConsumerKey, LoadingGroup } from './consumer/loading-group.ts';
import type { Group } from './group.ts';
import { type GroupSlot, newSlot } from './group-slot.ts';
import { decodeOffset } from './offsets/offset-records.ts';
import { decodeKey, type OffsetKey } from './record-key.ts';

/** All groups by id, and where they are written. */
export class GroupRegistry {
  readonly #slots = new Map<string, GroupSlot>();
  readonly #offsetsLog: CoordinatorLog;
  /** Groups with pending offsets, by partition of `__consumer_offsets` and producer. */
  readonly #open = new Map<string, Set<string>>();
  /** Consumer groups while they are read. */
  readonly #loading = new Map<string, LoadingGroup>();
  readonly #log: LogSink;
  readonly #now: () => number;

  constructor(offsetsLog: CoordinatorLog, log: LogSink, now: () => number) {
    this.#offsetsLog = offsetsLog;
    this.#log = log;
    this.#now = now;
  }

  get(groupId: string): GroupSlot | undefined {
    return this.#slots.get(groupId);
  }

  getOrCreate(groupId: string): GroupSlot {
    const existing = this.#slots.get(groupId);
    if (existing) return existing;
    const slot = newSlot(emptyGroup(groupId, this.#now()));
    this.#slots.set(groupId, slot);
    return slot;
  }

  remove(groupId: string): void {
    this.#slots.delete(groupId);
  }

  slots(): Iterable<GroupSlot> {
    return this.#slots.values();
  }

  *groups(): Generator<Group> {
    for (const slot of this.#slots.values()) yield slot.group;
  }

  /** Writes records of one group, in a producer's transaction if one is given; resolves when they are with the OS. */
  append(groupId: string, records: readonly NewRecord[], producer?: BatchProducer): Promise<void> {
    return this.#offsetsLog.append(this.#offsetsLog.partitionOf(groupId), records, this.#now(), producer);
  }

  /** Partition of `__consumer_offsets` that the group lives in. */
  partitionOf(groupId: string): number {
    return this.#offsetsLog.partitionOf(groupId);
  }

  /** Remembers that the producer's transaction holds offsets of the group. */
  noteOpen(groupId: string, producerId: number): void {
    const key = openKey(this.partitionOf(groupId), producerId);
    const groups = this.#open.get(key);
    if (groups) groups.add(groupId);
    else this.#open.set(key, new Set([groupId]));
  }

  /** The producer's transaction has its marker in a partition of `__consumer_offsets`: its offsets count from now on, or never. */
  endTransaction(partition: number, producerId: number, committed: boolean): void {
    const key = openKey(partition, producerId);
    for (const groupId of this.#open.get(key) ?? []) {
      const slot = this.get(groupId);
      slot?.pending.end(producerId, committed ? slot.offsets : undefined);
    }
    this.#open.delete(key);
  }

  /** Rebuilds every group from what was written. A record that cannot be read is skipped with a log line, the rest counts. */
  async load(): Promise<void> {
    for await (const batches of this.#offsetsLog.replay()) for (const batch of batches) this.#applyBatch(batch);
    for (const [groupId, loading] of this.#loading) {
      const group = loading.finish(this.#now());
      if (group) this.#loaded(group);
      else this.getOrCreate(groupId);
    }
    this.#loading.clear();
    for (const [groupId, { offsets, pending, saved }] of this.#slots) {
      const wasMade = saved.group?.type === 'consumer' || (saved.group?.generationId ?? 0) > 0;
      if (offsets.isEmpty && pending.isEmpty && !wasMade) this.#slots.delete(groupId);
    }
  }

  #loaded(group: Group): void {
    const slot = this.getOrCreate(group.groupId);
    slot.group = group;
    slot.saved = { group, order: 0 };
  }

  #applyBatch({ partition, records, producerId, marker }: ReplayedBatch): void {
    if (marker && producerId !== undefined) this.endTransaction(partition, producerId, marker.committed);
    for (const record of records) {
      try {
        this.#apply(record, producerId);
      } catch (error) {
        this.#log.error({ err: error, offset: record.offset }, 'Skipped a damaged record of __consumer_offsets.');
      }
    }
  }

  #apply({ key, value }: LogRecord, producerId: number | undefined): void {
    const name = key && decodeKey(key);
    if (!name) return;
    if (name.kind === 'classicGroup') this.#applyClassic(name.groupId, value);
    else if (name.kind === 'offset') this.#applyOffset(name, value, producerId);
    else this.#applyConsumer(name, value);
  }

  #applyOffset(name: OffsetKey, value: Buffer | null, producerId: number | undefined): void {
    const { offsets, pending } = this.getOrCreate(name.groupId);
    const committed = value && decodeOffset(value);
    if (committed && producerId !== undefined) {
      this.noteOpen(name.groupId, producerId);
      pending.set(producerId, name, committed, offsets.nextOrder());
    } else if (committed) offsets.set(name.topic, name.partition, committed);
    else if (value === null) {
      offsets.delete(name.topic, name.partition);
      pending.delete(name);
    }
  }

  #applyClassic(groupId: string, value: Buffer | null): void {
    const group = value ? decodeGroup(groupId, value, this.#now()) : undefined;
    if (group) this.#loaded(group);
    else if (value === null) {
      const slot = this.getOrCreate(groupId);
      slot.group = emptyGroup(groupId, this.#now());
      slot.saved = { group: undefined, order: 0 };
    }
  }

  #applyConsumer(key: ConsumerKey, value: Buffer | null): void {
    const loading = this.#loading.get(key.groupId) ?? new LoadingGroup(key.groupId);
    this.#loading.set(key.groupId, loading);
    loading.apply(key, value);
  }
}

const openKey = (partition: number, producerId: number): string => `${partition}/${producerId}`;
