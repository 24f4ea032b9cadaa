import type { LogSink } from '../../log-sink.ts';
import type { ErrorName } from '../../protocol/errors.ts';
import type { NewRecord } from '../../records/build-batch.ts';
import { recordsToRemove, stateName } from '../group.ts';
import type { GroupRegistry } from '../group-registry.ts';
import { commitsSettled, type GroupSlot } from '../group-slot.ts';
import { encodeKey } from '../record-key.ts';
import type * as api from './api.ts';
import { type Commit, commitRecords, sortCommits } from './commit-records.ts';
import type { PartitionName } from './group-offsets.ts';
import { checkCommit, checkFetch, checkOffsetDelete, expiredOffsets } from './offset-rules.ts';

const UNSTABLE = {
  committedOffset: -1,
  committedLeaderEpoch: -1,
  metadata: '',
  errorCode: 'UNSTABLE_OFFSET_COMMIT',
} as const;
const NOTHING_COMMITTED = { committedOffset: -1, committedLeaderEpoch: -1, metadata: '', errorCode: 'NONE' } as const;

/** Committed offsets: taken, told, deleted and expired. What changes is written before it is answered. */
export class OffsetCommits {
  readonly #registry: GroupRegistry;
  readonly #log: LogSink;
  readonly #now: () => number;
  readonly #retentionMs: number;

  constructor(registry: GroupRegistry, log: LogSink, now: () => number, retentionMs: number) {
    this.#registry = registry;
    this.#log = log;
    this.#now = now;
    this.#retentionMs = retentionMs;
  }

  async commit(request: api.OffsetCommitRequest): Promise<api.OffsetCommitResponse> {
    const refusal = checkCommit(this.#registry.get(request.groupId)?.group, { ...request, isTransactional: false });
    if (refusal !== 'NONE') return answerAll(request, refusal);
    const slot = this.#registry.getOrCreate(request.groupId);
    const { commits, topics } = sortCommits(request, this.#now());
    if (commits.length === 0) return { topics };
    return (await this.#write(slot, commits)) ? { topics } : answerAll(request, 'COORDINATOR_NOT_AVAILABLE');
  }

  /** Appends, and applies in the order of the appends once they are written. False when they could not be. */
  async #write(slot: GroupSlot, commits: readonly Commit[]): Promise<boolean> {
    const { groupId } = slot;
    slot.commitsInFlight++;
    const order = slot.offsets.nextOrder();
    const done = this.#append(groupId, commitRecords(groupId, commits)).then((written) => {
      slot.commitsInFlight--;
      if (written)
        for (const { topic, partition, committed } of commits) slot.offsets.set(topic, partition, committed, order);
      return written;
    });
    slot.lastCommit = done.then(() => undefined);
    return done;
  }

  fetch(request: api.OffsetFetchRequest): api.OffsetFetchResponse {
    const slot = this.#registry.get(request.groupId);
    const refusal = checkFetch(slot?.group, request);
    if (refusal !== 'NONE') return { errorCode: refusal, topics: [] };
    const offsets = slot?.offsets;
    const tell = (topic: string, partition: number) => {
      if (request.requireStable && slot?.pending.has({ topic, partition })) return { partition, ...UNSTABLE };
      const committed = offsets?.get(topic, partition);
      if (!committed) return { partition, ...NOTHING_COMMITTED };
      const { offset: committedOffset, leaderEpoch: committedLeaderEpoch, metadata } = committed;
      return { partition, committedOffset, committedLeaderEpoch, metadata, errorCode: 'NONE' as ErrorName };
    };
    const all = [...(offsets?.topics() ?? [])].map(([name, partitions]) => ({
      name,
      partitions: [...partitions.keys()],
    }));
    const topics = (request.topics ?? all).map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((partition) => tell(name, partition)),
    }));
    return { errorCode: 'NONE', topics };
  }

  async delete(request: api.OffsetDeleteRequest): Promise<api.OffsetDeleteResponse> {
    const slot = this.#registry.get(request.groupId);
    if (!slot) return { errorCode: 'GROUP_ID_NOT_FOUND', topics: [] };
    await commitsSettled(slot);
    const { errorCode, inUse } = checkOffsetDelete(slot.group);
    if (errorCode !== 'NONE') return { errorCode, topics: [] };
    const gone: PartitionName[] = [];
    const topics = request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((partition) => {
        if (inUse.has(name)) return { partition, errorCode: 'GROUP_SUBSCRIBED_TO_TOPIC' as ErrorName };
        if (slot.offsets.get(name, partition)) gone.push({ topic: name, partition });
        return { partition, errorCode: 'NONE' as ErrorName };
      }),
    }));
    const written = await this.#forget(slot, gone);
    return written ? { errorCode: 'NONE', topics } : { errorCode: 'COORDINATOR_NOT_AVAILABLE', topics: [] };
  }

  /** Deletes a group without members: its offsets and itself. */
  async deleteGroup(groupId: string): Promise<ErrorName> {
    const slot = this.#registry.get(groupId);
    if (!slot) return 'GROUP_ID_NOT_FOUND';
    await commitsSettled(slot);
    if (stateName(slot.group) !== 'Empty') return 'NON_EMPTY_GROUP';
    this.#registry.remove(groupId);
    const written = await this.#append(
      groupId,
      tombstones(slot, [...slot.offsets.entries(), ...slot.pending.names()], true),
    );
    return written ? 'NONE' : 'COORDINATOR_NOT_AVAILABLE';
  }

  /** Commits past their retention go, and with the last one a group that has no members. */
  async expire(): Promise<void> {
    for (const slot of [...this.#registry.slots()]) {
      if (slot.commitsInFlight > 0 || !slot.pending.isEmpty) continue;
      await this.#forget(slot, expiredOffsets(slot.group, slot.offsets, this.#retentionMs, this.#now()));
    }
  }

  async forgetTopics(topics: ReadonlySet<string>): Promise<void> {
    for (const slot of [...this.#registry.slots()]) {
      await commitsSettled(slot);
      const gone = [...slot.offsets.entries(), ...slot.pending.names()].filter(({ topic }) => topics.has(topic));
      await this.#forget(slot, gone);
    }
  }

  /** Takes offsets away at once and writes their tombstones. A group left with neither members, offsets nor ids given out goes too. */
  async #forget(slot: GroupSlot, gone: readonly PartitionName[]): Promise<boolean> {
    for (const name of gone) {
      slot.offsets.delete(name.topic, name.partition);
      slot.pending.delete(name);
    }
    const { group, offsets, pending } = slot;
    const isAwaited = group.type === 'classic' && group.pendingMembers.size > 0;
    const goes = stateName(group) === 'Empty' && offsets.isEmpty && pending.isEmpty && !isAwaited;
    const settled = goes && this.#now() - group.stateChangedMs >= this.#retentionMs;
    const wholly = goes && (gone.length > 0 || settled);
    if (wholly) this.#registry.remove(group.groupId);
    const records = tombstones(slot, gone, wholly);
    return records.length === 0 || this.#append(group.groupId, records);
  }

  async #append(groupId: string, records: readonly NewRecord[]): Promise<boolean> {
    try {
      await this.#registry.append(groupId, records);
      return true;
    } catch (error) {
      this.#log.error(
        { err: error, groupId },
        'Could not write to __consumer_offsets; the client is told to try again.',
      );
      return false;
    }
  }
}

function tombstones(slot: GroupSlot, gone: readonly PartitionName[], wholly: boolean): NewRecord[] {
  const { groupId, saved } = slot;
  const records = gone.map(
    ({ topic, partition }): NewRecord => ({
      key: encodeKey({ kind: 'offset', groupId, topic, partition }),
      value: null,
    }),
  );
  return wholly ? [...records, ...recordsToRemove(saved.group)] : records;
}

/** The same error for every partition of a commit. */
export function answerAll(
  request: Pick<api.OffsetCommitRequest, 'topics'>,
  errorCode: ErrorName,
): api.OffsetCommitResponse {
  const topics = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partition }) => ({ partition, errorCode })),
  }));
  return { topics };
}
