import type { LogSink } from '../log-sink.ts';
import type { NewRecord } from '../records/build-batch.ts';
import { recordsToSave } from './group.ts';
import type { GroupSlot } from './group-slot.ts';

/** Writes groups to `__consumer_offsets`: of each what changed since it was written last. */
export class GroupStore {
  readonly #append: (groupId: string, records: readonly NewRecord[]) => Promise<void>;
  readonly #log: LogSink;

  constructor(append: (groupId: string, records: readonly NewRecord[]) => Promise<void>, log: LogSink) {
    this.#append = append;
    this.#log = log;
  }

  /**
   * Writes the group as it is now; resolves when it, and all before it, is with the operating system. False when that failed: the next save then
   * writes what this one could not.
   */
  save(slot: GroupSlot): Promise<boolean> {
    const before = slot.saved;
    const records = recordsToSave(before.group, slot.group);
    if (records.length === 0) return slot.saving;
    slot.saved = { group: slot.group, order: before.order + 1 };
    slot.saving = this.#append(slot.groupId, records).then(
      () => true,
      (error) => {
        if (slot.saved.order > before.order) slot.saved = before;
        this.#log.error(
          { err: error, groupId: slot.groupId },
          'Could not save the group; its members are told to try again.',
        );
        return false;
      },
    );
    return slot.saving;
  }
}
