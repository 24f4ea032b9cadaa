import type { ClassicGroup } from './classic/classic-group.ts';
import { GroupOffsets } from './offsets/group-offsets.ts';
import { PendingOffsets } from './offsets/pending-offsets.ts';

/** A group with its committed offsets. */
export interface GroupSlot {
  group: ClassicGroup;
  readonly offsets: GroupOffsets;
  /** Commits of transactions that have not ended. */
  readonly pending: PendingOffsets;
  /** Commits appended and not yet applied; the last one settles when all are. */
  commitsInFlight: number;
  lastCommit: Promise<void>;
}

export interface ClassicSlot extends GroupSlot {
  group: ClassicGroup;
}

export function newSlot(group: ClassicGroup): GroupSlot {
  return {
    group,
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
