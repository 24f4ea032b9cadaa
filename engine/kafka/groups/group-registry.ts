import type { LogSink } from '../log-sink.ts';
import type { NewRecord } from '../records/build-batch.ts';
import type { LogRecord } from '../records/record.ts';
import { emptyGroup, type Group } from './group.ts';
import { decodeGroup, decodeKey, decodeOffset } from './group-records.ts';
import { GroupOffsets } from './offsets.ts';
import type { OffsetsLog } from './offsets-log.ts';
import { partitionOf } from './offsets-topic.ts';

/** A group with its committed offsets. */
export interface GroupSlot {
  group: Group;
  readonly offsets: GroupOffsets;
  /** Commits appended and not yet applied; the last one settles when all are. */
  commitsInFlight: number;
  lastCommit: Promise<void>;
}

/** All groups by id, and where they are written. */
export class GroupRegistry {
  readonly #slots = new Map<string, GroupSlot>();
  readonly #offsetsLog: OffsetsLog;
  readonly #log: LogSink;
  readonly #now: () => number;

  constructor(offsetsLog: OffsetsLog, log: LogSink, now: () => number) {
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

  /** Writes records of one group; resolves when they are with the OS. */
  append(groupId: string, records: readonly NewRecord[]): Promise<void> {
    return this.#offsetsLog.append(partitionOf(groupId, this.#offsetsLog.partitionCount), records, this.#now());
  }

  /** Rebuilds every group from what was written. A record that cannot be read is skipped with a log line, the rest counts. */
  async load(): Promise<void> {
    for await (const records of this.#offsetsLog.replay()) {
      for (const record of records) {
        try {
          this.#apply(record);
        } catch (error) {
          this.#log.error({ err: error, offset: record.offset }, 'Skipped a damaged record of __consumer_offsets.');
        }
      }
    }
    for (const [groupId, slot] of this.#slots) {
      if (slot.offsets.isEmpty && slot.group.generationId === 0) this.#slots.delete(groupId);
    }
  }

  #apply({ key, value }: LogRecord): void {
    const name = key && decodeKey(key);
    if (!name) return;
    if (name.kind === 'group') {
      const group = value ? decodeGroup(name.groupId, value, this.#now()) : emptyGroup(name.groupId, this.#now());
      if (group) this.getOrCreate(name.groupId).group = group;
      return;
    }
    const { offsets } = this.getOrCreate(name.groupId);
    const committed = value && decodeOffset(value);
    if (committed) offsets.set(name.topic, name.partition, committed);
    else if (value === null) offsets.delete(name.topic, name.partition);
  }
}

function newSlot(group: Group): GroupSlot {
  return { group, offsets: new GroupOffsets(), commitsInFlight: 0, lastCommit: Promise.resolve() };
}
