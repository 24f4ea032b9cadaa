import type { LogConfig } from './log-config.ts';

export interface AppendOrigin {
  readonly leaderEpoch: number;
  /** Clients may send exactly one batch, no control batches; the broker itself may do both. */
  readonly isClient: boolean;
}

export interface AppendResult {
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** -1 unless the topic stamps LogAppendTime. */
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
  /** The producer had sent this batch before; the offsets are those it got then. */
  readonly duplicate: boolean;
}

export interface TimestampOffset {
  readonly timestamp: number;
  readonly offset: number;
  readonly leaderEpoch: number;
}

export interface EpochEnd {
  readonly leaderEpoch: number;
  readonly endOffset: number;
}

/** One partition: an append-only run of record batches in segments on disk. Offsets are JavaScript numbers (< 2^53). */
export declare class PartitionLog {
  readonly topic: string;
  readonly partition: number;
  /** The topic's id as 16 bytes, from partition.metadata. */
  readonly topicId: Buffer;
  readonly config: LogConfig;
  readonly logStartOffset: number;
  /** End of what the OS has: only records below it are served. */
  readonly highWatermark: number;
  /** Next offset to hand out. */
  readonly logEndOffset: number;
  readonly leaderEpoch: number;
  readonly sizeBytes: number;
  /** Decides and assigns offsets at once; throws LogError. The bytes are with the OS when `written()` next resolves. */
  append(records: Buffer, origin: AppendOrigin): AppendResult;
  /** Resolves when everything appended so far is with the OS (survives kill -9); rejects with KAFKA_STORAGE_ERROR when it could not be written. */
  written(): Promise<void>;
  /** Whole batches from the one that holds `offset`, at most maxBytes (the first batch even above it if minOneBatch). Throws OFFSET_OUT_OF_RANGE. */
  read(offset: number, maxBytes: number, options: { minOneBatch: boolean }): Buffer | Promise<Buffer>;
  /** Calls the listener after the high watermark moved; returns how to stop. */
  onAppend(listener: () => void): () => void;
  /** First record at or after the timestamp. */
  offsetForTimestamp(timestamp: number): Promise<TimestampOffset | undefined>;
  /** The record with the greatest timestamp (ListOffsets -3, KIP-734). */
  offsetOfMaxTimestamp(): Promise<TimestampOffset | undefined>;
  /** End offset of the largest epoch at or below the one asked for (KIP-101, KIP-320); -1/-1 when unknown. */
  offsetForLeaderEpoch(epoch: number): EpochEnd;
  /** Notes that this broker leads from here on with that epoch, even before the first append. */
  startEpoch(epoch: number): void;
  /** Moves the log start offset up and persists it; resolves to the new log start offset. */
  deleteRecordsTo(offset: number): Promise<number>;
  updateConfig(config: LogConfig): void;
  close(): Promise<void>;
}
