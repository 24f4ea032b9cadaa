/** A partition as `topic-index`. */
export type PartitionName = string;

/** What a writer sent to one partition: the texts are numbered `<writer>:0`, `<writer>:1` and so on, without a gap. */
export interface Stream {
  readonly writer: string;
  readonly partition: PartitionName;
  readonly sent: number;
  /** Numbers that were acknowledged, in the order of their acknowledgements. */
  readonly acknowledged: readonly number[];
  /** Whether a repeat may stand in the log: where the producer is not idempotent. */
  readonly mayRepeat: boolean;
}

/** A stream into a compacted partition: number n has the key n modulo `keys`. */
export interface KeyedStream extends Omit<Stream, 'mayRepeat'> {
  readonly keys: number;
}

export interface WrittenTransaction {
  readonly id: string;
  /** Texts by partition. */
  readonly writes: ReadonlyMap<PartitionName, readonly string[]>;
  /** Offset that it commits for the writer's group. */
  readonly offset: number;
  /** `unknown` where the answer to its commit was lost for good. */
  readonly outcome: 'committed' | 'aborted' | 'unknown';
}

/** One transactional writer: its transactions came one after the other. */
export interface TransactionalWriter {
  readonly groupId: string;
  readonly transactions: readonly WrittenTransaction[];
}

/** A copy of a topic, made by consuming it and producing what was read with the offsets in one transaction. */
export interface Copy {
  readonly groupId: string;
  readonly from: string;
  readonly to: string;
  readonly partitions: number;
  readonly commits: number;
  readonly aborts: number;
}

/** What clients were told. */
export interface History {
  readonly streams: readonly Stream[];
  readonly keyed: readonly KeyedStream[];
  readonly writers: readonly TransactionalWriter[];
  readonly copies: readonly Copy[];
}

/** A record as a reader got it; `key` is '' where there is none. */
export interface ReadRecord {
  readonly offset: number;
  readonly key: string;
  readonly text: string;
}

/** What readers found. */
export interface Contents {
  /** Everything that was ever read, from the first record on, with records of open and aborted transactions. */
  readonly everything: ReadonlyMap<PartitionName, readonly ReadRecord[]>;
  /** The same to readers of what is committed. */
  readonly committed: ReadonlyMap<PartitionName, readonly ReadRecord[]>;
  /** What compacted partitions hold in the end. */
  readonly compacted: ReadonlyMap<PartitionName, readonly ReadRecord[]>;
  /** Committed offsets of a group by partition. */
  readonly offsets: ReadonlyMap<string, ReadonlyMap<PartitionName, number>>;
}
