/** Settings of one partition log, named after Kafka's topic configs (`segment.bytes` is `segmentBytes`). -1 means no limit where Kafka says so. */
export interface LogConfig {
  /** Both may hold: compacted and retained by time. */
  readonly cleanupPolicy: { readonly compact: boolean; readonly delete: boolean };
  readonly segmentBytes: number;
  readonly segmentMs: number;
  readonly segmentJitterMs: number;
  readonly segmentIndexBytes: number;
  readonly indexIntervalBytes: number;
  /** The codec that batches are kept in, and Kafka's level of it; null keeps each as its producer packed it. */
  readonly compression: { readonly codec: number; readonly level: number | undefined } | null;
  readonly retentionMs: number;
  readonly retentionBytes: number;
  readonly maxMessageBytes: number;
  readonly messageTimestampType: 'CreateTime' | 'LogAppendTime';
  readonly messageTimestampBeforeMaxMs: number;
  readonly messageTimestampAfterMaxMs: number;
  readonly minCleanableDirtyRatio: number;
  readonly minCompactionLagMs: number;
  /** Age of a dirty record at which the log is compacted whatever the ratio (KIP-354). */
  readonly maxCompactionLagMs: number;
  readonly deleteRetentionMs: number;
  /** fsync after this many records / after this long. Appends survive kill -9 without it; it bounds what a power loss may take. */
  readonly flushMessages: number;
  readonly flushMs: number;
}
