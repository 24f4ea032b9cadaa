import type { LogSink } from '../log-sink.ts';
import type { FilePool } from './file-pool.ts';
import type { LogConfig } from './log-config.ts';
import type { TailBudget } from './tail-cache.ts';

/** What a partition is opened with: its place, what was checkpointed of it, and what it shares with the others. */
export interface PartitionLogOptions {
  /** The partition's own folder; made when missing. */
  readonly dir: string;
  /** The folder is known to be there. */
  readonly isFound?: boolean;
  readonly topic: string;
  readonly partition: number;
  /** 16 bytes. */
  readonly topicId: Buffer;
  readonly config: LogConfig;
  readonly log: LogSink;
  readonly pool: FilePool;
  readonly tails: TailBudget;
  readonly now: () => number;
  readonly recoveryPoint: number;
  readonly logStartOffset: number;
  /** Records below were compacted before. */
  readonly firstDirtyOffset: number;
  readonly cleanShutdown: boolean;
  /** The log start offset moved by request: to be checkpointed before it is answered. */
  readonly onLogStartMoved: () => void;
}
