import { type CommittedOffset, GroupOffsets, type PartitionName } from './group-offsets.ts';

/** What open transactions committed for one group, by producer: not told to anyone until their markers come. */
export class PendingOffsets {
  readonly #producers = new Map<number, GroupOffsets>();

  get isEmpty(): boolean {
    return this.#producers.size === 0;
  }

  /** `order` is the commit's place among all of the group. */
  set(producerId: number, { topic, partition }: PartitionName, committed: CommittedOffset, order: number): void {
    const offsets = this.#producers.get(producerId) ?? new GroupOffsets();
    offsets.set(topic, partition, committed, order);
    this.#producers.set(producerId, offsets);
  }

  has({ topic, partition }: PartitionName): boolean {
    for (const offsets of this.#producers.values()) if (offsets.get(topic, partition)) return true;
    return false;
  }

  *names(): Generator<PartitionName> {
    for (const offsets of this.#producers.values()) yield* offsets.entries();
  }

  /** Forgets the partition in the transactions of every producer, or of one. */
  delete({ topic, partition }: PartitionName, ofProducer?: number): void {
    for (const [producerId, offsets] of this.#producers) {
      if (ofProducer !== undefined && producerId !== ofProducer) continue;
      offsets.delete(topic, partition);
      if (offsets.isEmpty) this.#producers.delete(producerId);
    }
  }

  /** The producer's transaction is over: where it is committed, its offsets go into those of the group. */
  end(producerId: number, committedTo: GroupOffsets | undefined): void {
    for (const { topic, partition, committed } of this.#producers.get(producerId)?.entries() ?? []) {
      committedTo?.set(topic, partition, committed, committed.order);
    }
    this.#producers.delete(producerId);
  }
}
