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

/** The committed offsets of one group, by topic and partition. */
export class GroupOffsets {
  readonly #topics = new Map<string, Map<number, CommittedOffset>>();

  get isEmpty(): boolean {
    return this.#topics.size === 0;
  }

  get(topic: string, partition: number): CommittedOffset | undefined {
    return this.#topics.get(topic)?.get(partition);
  }

  set(topic: string, partition: number, committed: CommittedOffset): void {
    const partitions = this.#topics.get(topic);
    if (partitions) partitions.set(partition, committed);
    else this.#topics.set(topic, new Map([[partition, committed]]));
  }

  delete(topic: string, partition: number): void {
    const partitions = this.#topics.get(topic);
    if (partitions?.delete(partition) && partitions.size === 0) this.#topics.delete(topic);
  }

  topics(): Iterable<[string, ReadonlyMap<number, CommittedOffset>]> {
    return this.#topics;
  }

  *entries(): Generator<PartitionName & { readonly committed: CommittedOffset }> {
    for (const [topic, partitions] of this.#topics) {
      for (const [partition, committed] of partitions) yield { topic, partition, committed };
    }
  }
}
