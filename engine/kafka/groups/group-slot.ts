import type { ClassicGroup } from './classic/classic-group.ts';
import type { ConsumerGroup } from './consumer/consumer-group.ts';
import type { Group } from './group.ts';
import { GroupOffsets } from './offsets/group-offsets.ts';
import { PendingOffsets } from './offsets/pending-offsets.ts';

/** A group with its committed offsets. */
export interface GroupSlot {
  readonly groupId: string;
  group: Group;
  saved: Saved;
  /** Settles when the newest save has; false where that failed. */
  saving: Promise<boolean>;
  readonly offsets: GroupOffsets;
  /** Commits of transactions that have not ended. */
  readonly pending: PendingOffsets;
  /** Commits appended and not yet applied; the last one settles when all are. */
  commitsInFlight: number;
  lastCommit: Promise<void>;
}

/** What `__consumer_offsets` holds of a group, once the appends under way are through. */
export interface Saved {
  readonly group: Group | undefined;
  /** Appends before it. */
  readonly order: number;
}

export interface ClassicSlot extends GroupSlot {
  group: ClassicGroup;
}

export interface ConsumerSlot extends GroupSlot {
  group: ConsumerGroup;
}

export const isClassic = (slot: GroupSlot): slot is ClassicSlot => slot.group.type === 'classic';

export const isConsumer = (slot: GroupSlot): slot is ConsumerSlot => slot.group.type === 'consumer';

export function newSlot(group: Group): GroupSlot {
  return {
    groupId: group.groupId,
    group,
    saved: { group: undefined, order: 0 },
    saving: Promise.resolve(true),
    offsets: new GroupOffsets(),
    pending: new PendingOffsets(),
    commitsInFlight: 0,
    lastCommit: Promise.resolve(),
  };
}

/** Resolves when what was committed so far counts. */
export async function commitsSettled(slot: GroupSlot): Promise<void> {
  while (slot.commitsInFlight > 0) await slot.lastCommit;
}
