/** What a group committed for one partition. */
export interface CommittedOffset {
  readonly offset: number;
  /** -1 when unknown. */
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly commitTimestampMs: number;
}

export interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

interface Placed extends CommittedOffset {
  readonly order: number;
}

/** The committed offsets of one group, by topic and partition. */
export class GroupOffsets {
  readonly #topics = new Map<string, Map<number, Placed>>();
  #lastOrder = 0;

  /** Place of a commit among those of its group, to be asked for when it is appended. */
  nextOrder(): number {
    return ++this.#lastOrder;
  }

  get isEmpty(): boolean {
    return this.#topics.size === 0;
  }

  get(topic: string, partition: number): CommittedOffset | undefined {
    return this.#topics.get(topic)?.get(partition);
  }

  /** Later commits win in the order of their appends, not in that of their transactions' ends. */
  set(topic: string, partition: number, committed: CommittedOffset, order = this.nextOrder()): void {
    const partitions = this.#topics.get(topic) ?? new Map<number, Placed>();
    if ((partitions.get(partition)?.order ?? 0) > order) return;
    this.#topics.set(topic, partitions.set(partition, { ...committed, order }));
  }

  delete(topic: string, partition: number): void {
    const partitions = this.#topics.get(topic);
    if (partitions?.delete(partition) && partitions.size === 0) this.#topics.delete(topic);
  }

  topics(): Iterable<[string, ReadonlyMap<number, CommittedOffset>]> {
    return this.#topics;
  }

  *entries(): Generator<PartitionName & { readonly committed: Placed }> {
    for (const [topic, partitions] of this.#topics) {
      for (const [partition, committed] of partitions) yield { topic, partition, committed };
    }
  }
}
