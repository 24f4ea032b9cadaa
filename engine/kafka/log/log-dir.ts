import type { LogSink } from '../log-sink.ts';
import type { LogConfig } from './log-config.ts';
import type { PartitionLog } from './partition-log.ts';

export interface LogDirOptions {
  readonly dir: string;
  readonly log: LogSink;
  /** Called while opening and creating; later changes go through `updateConfig`. */
  readonly configOf: (topic: string) => LogConfig;
}

/** The folder of all partitions: `<topic>-<partition>/`, checkpoints, and the timers that keep them in shape. */
export declare class LogDir {
  static open(options: LogDirOptions): Promise<LogDir>;
  readonly partitions: ReadonlyMap<string, PartitionLog>;
  partition(topic: string, partition: number): PartitionLog | undefined;
  create(topic: string, partition: number, topicId: Buffer): Promise<PartitionLog>;
  /** Deletes every partition of the topic; the name is free again when it returns, the files go in the background. */
  delete(topic: string): Promise<void>;
  updateConfig(topic: string, config: LogConfig): void;
  /** Retention, compaction, fsync by time, checkpoints. */
  startHousekeeping(): void;
  close(): Promise<void>;
}
