import { LogError } from '../../log/log-error.ts';
import type { LogSink } from '../../log-sink.ts';
import type { ErrorName } from '../../protocol/errors.ts';
import type { GroupRegistry } from '../group-registry.ts';
import type { GroupSlot } from '../group-slot.ts';
import type { OffsetCommitResponse, TxnOffsetCommitRequest } from './api.ts';
import { type Commit, commitRecords, sortCommits } from './commit-records.ts';
import { answerAll } from './offset-commits.ts';
import { checkCommit } from './offset-rules.ts';

/** Offsets that a producer commits with its transaction: written at once, counted when the transaction is committed. */
export class TransactionalOffsets {
  readonly #registry: GroupRegistry;
  readonly #log: LogSink;
  readonly #now: () => number;

  constructor(registry: GroupRegistry, log: LogSink, now: () => number) {
    this.#registry = registry;
    this.#log = log;
    this.#now = now;
  }

  async commit(request: TxnOffsetCommitRequest): Promise<OffsetCommitResponse> {
    const refusal = checkCommit(this.#registry.get(request.groupId)?.group, {
      ...request,
      isTransactional: true,
      knowsMemberEpochs: true,
    });
    if (refusal !== 'NONE') return answerAll(request, refusal);
    const slot = this.#registry.getOrCreate(request.groupId);
    const { commits, topics } = sortCommits(request, this.#now());
    if (commits.length === 0) return { topics };
    const failure = await this.#write(slot, commits, request);
    return failure ? answerAll(request, failure) : { topics };
  }

  /** Pending from the moment of the append on, so that a marker that comes right behind finds them. */
  async #write(
    slot: GroupSlot,
    commits: readonly Commit[],
    { producerId, producerEpoch }: TxnOffsetCommitRequest,
  ): Promise<ErrorName | undefined> {
    const { groupId } = slot;
    const order = slot.offsets.nextOrder();
    for (const commit of commits) slot.pending.set(producerId, commit, commit.committed, order);
    this.#registry.noteOpen(groupId, producerId);
    try {
      await this.#registry.append(groupId, commitRecords(groupId, commits), { producerId, producerEpoch });
      return undefined;
    } catch (error) {
      for (const commit of commits) slot.pending.delete(commit, producerId);
      if (error instanceof LogError && error.code === 'INVALID_PRODUCER_EPOCH') return error.code;
      this.#log.error({ err: error, groupId, producerId }, 'Could not write offsets of a transaction.');
      return 'COORDINATOR_NOT_AVAILABLE';
    }
  }
}
