import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { LogSink } from '../log-sink.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.ts';
import { FilePool } from './file-pool.ts';
import { DEFAULT_PACE, Housekeeping, type HousekeepingPace } from './housekeeping.ts';
import type { LogConfig } from './log-config.ts';
import { PartitionLog } from './partition-log.ts';
import type { PartitionLogOptions } from './partition-log-options.ts';
import { readTopicId, writeTopicId } from './partition-metadata.ts';
import { TailBudget } from './tail-cache.ts';

const RECOVERY_POINTS = 'recovery-point-offset-checkpoint';
const LOG_STARTS = 'log-start-offset-checkpoint';
const CLEANED_OFFSETS = 'cleaner-offset-checkpoint';
const CLEAN_SHUTDOWN = '.kafka_cleanshutdown';
const DELETED_SUFFIX = '-delete';

export interface LogDirOptions {
  readonly dir: string;
  readonly log: LogSink;
  /** Called while opening and creating; later changes come through `updateConfig`. */
  readonly configOf: (topic: string) => LogConfig;
  /** Kafka's defaults where not given; later changes come through `updateConfigs`. */
  readonly pace?: () => HousekeepingPace;
  readonly now?: () => number;
}

/** Where each partition stood at the last checkpoint, by folder name. */
interface Checkpoints {
  readonly recoveryPoints: ReadonlyMap<string, number>;
  readonly logStarts: ReadonlyMap<string, number>;
  readonly cleanedOffsets: ReadonlyMap<string, number>;
  readonly cleanShutdown: boolean;
}

/** The folder of all partitions, `<topic>-<partition>/` each, with Kafka's checkpoint files and clean-shutdown marker beside them. */
export class LogDir {
  readonly #options: LogDirOptions;
  readonly #now: () => number;
  readonly #pool = new FilePool();
  readonly #tails = new TailBudget();
  readonly #partitions = new Map<string, PartitionLog>();
  /** Files of deleted topics on their way out. */
  readonly #removals = new Set<Promise<void>>();
  /** What each checkpoint file says, so that only changes are written. */
  readonly #checkpointed = new Map<string, string>();
  readonly #housekeeping: Housekeeping;

  private constructor(options: LogDirOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#housekeeping = new Housekeeping({
      partitions: () => this.#partitions.values(),
      checkpoint: () => this.checkpoint(),
      pace: options.pace ?? (() => DEFAULT_PACE),
      log: options.log,
      now: this.#now,
    });
  }

  /** Opens every partition found. After an unclean end those are checked behind their recovery points. */
  static async open(options: LogDirOptions): Promise<LogDir> {
    mkdirSync(options.dir, { recursive: true });
    const logDir = new LogDir(options);
    const found = logDir.#readCheckpoints();
    for (const name of readdirSync(options.dir)) {
      if (name.endsWith(DELETED_SUFFIX)) logDir.#remove(join(options.dir, name));
      else if (parseFolder(name)) logDir.#openFound(name, found);
      else continue;
      // Connections and signals have their turn between two partitions.
      await nextTick();
    }
    // From here on only an orderly close may say so again.
    if (found.cleanShutdown) unlinkSync(join(options.dir, CLEAN_SHUTDOWN));
    return logDir;
  }

  /** By folder name. */
  get partitions(): ReadonlyMap<string, PartitionLog> {
    return this.#partitions;
  }

  partition(topic: string, partition: number): PartitionLog | undefined {
    return this.#partitions.get(`${topic}-${partition}`);
  }

  /** Makes the partition's folder and opens it empty; one that exists is returned as it is. */
  async create(topic: string, partition: number, topicId: Buffer): Promise<PartitionLog> {
    const existing = this.partition(topic, partition);
    if (existing) return existing;
    const name = `${topic}-${partition}`;
    const dir = join(this.#options.dir, name);
    mkdirSync(dir, { recursive: true });
    writeTopicId(dir, topicId);
    return this.#open(name, topicId, { recoveryPoint: 0, logStartOffset: 0, firstDirtyOffset: 0, cleanShutdown: true });
  }

  /** Deletes every partition of the topic: the name is free once it resolves, the files go in the background. */
  async delete(topic: string): Promise<void> {
    for (const [name, log] of this.#partitions) {
      if (log.topic !== topic) continue;
      this.#partitions.delete(name);
      await log.abandon();
      const gone = join(this.#options.dir, `${name}.${randomBytes(16).toString('hex')}${DELETED_SUFFIX}`);
      renameSync(log.dir, gone);
      this.#remove(gone);
    }
    this.checkpoint();
  }

  updateConfig(topic: string, config: LogConfig): void {
    for (const log of this.#partitions.values()) if (log.topic === topic) log.updateConfig(config);
  }

  /** Asks for every topic's config and for the pace anew: what holds for all of them has changed. */
  updateConfigs(): void {
    this.#housekeeping.restart();
    const configs = new Map<string, LogConfig>();
    for (const log of this.#partitions.values()) {
      const config = configs.get(log.topic) ?? this.#options.configOf(log.topic);
      configs.set(log.topic, config);
      log.updateConfig(config);
    }
  }

  /** Starts the timers: fsync by flush.ms, checkpoints, retention, compaction. */
  startHousekeeping(): void {
    this.#housekeeping.start();
  }

  /** Notes how far each partition is synced and where it begins, so that a restart checks only what came after. */
  checkpoint(): void {
    const logs = [...this.#partitions.values()];
    // A lost recovery point only costs a longer check, so it needs no fsync; deleted records must not come back.
    this.#writeCheckpoint(RECOVERY_POINTS, logs, (log) => log.recoveryPoint, false);
    this.#writeCheckpoint(LOG_STARTS, logs, (log) => log.logStartOffset, true);
    this.#writeCheckpoint(
      CLEANED_OFFSETS,
      logs.filter((log) => log.firstDirtyOffset > 0),
      (log) => log.firstDirtyOffset,
      false,
    );
  }

  /** Writes, syncs and closes every partition and leaves the marker of an orderly end. */
  async close(): Promise<void> {
    await this.#housekeeping.stop();
    const logs = [...this.#partitions.values()];
    const results = await Promise.allSettled(logs.map((log) => log.close()));
    this.checkpoint();
    await Promise.all(this.#removals);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    writeFileSync(join(this.#options.dir, CLEAN_SHUTDOWN), '{"version":0,"brokerEpoch":-1}');
  }

  #writeCheckpoint(
    file: string,
    logs: readonly PartitionLog[],
    offsetOf: (log: PartitionLog) => number,
    sync: boolean,
  ): void {
    const rows = logs.map((log) => [log.topic, log.partition, offsetOf(log)]);
    const content = rows.join();
    if (this.#checkpointed.get(file) === content) return;
    writeCheckpoint(join(this.#options.dir, file), rows, sync);
    this.#checkpointed.set(file, content);
  }

  #readCheckpoints(): Checkpoints {
    const read = (file: string): Map<string, number> =>
      new Map(
        readCheckpoint(join(this.#options.dir, file)).map(([topic, partition, offset]) => [
          `${topic}-${partition}`,
          Number(offset),
        ]),
      );
    return {
      recoveryPoints: read(RECOVERY_POINTS),
      logStarts: read(LOG_STARTS),
      cleanedOffsets: read(CLEANED_OFFSETS),
      cleanShutdown: existsSync(join(this.#options.dir, CLEAN_SHUTDOWN)),
    };
  }

  #openFound(name: string, found: Checkpoints): void {
    const dir = join(this.#options.dir, name);
    const topicId = readTopicId(dir);
    if (!topicId) {
      // A crash while it was created: nobody was told of it yet.
      this.#options.log.warn({ dir }, 'Removed a partition folder without partition.metadata.');
      rmSync(dir, { recursive: true });
      return;
    }
    this.#open(name, topicId, {
      recoveryPoint: found.recoveryPoints.get(name) ?? 0,
      logStartOffset: found.logStarts.get(name) ?? 0,
      firstDirtyOffset: found.cleanedOffsets.get(name) ?? 0,
      cleanShutdown: found.cleanShutdown,
      isFound: true,
    });
  }

  #open(
    name: string,
    topicId: Buffer,
    state: Pick<
      PartitionLogOptions,
      'recoveryPoint' | 'logStartOffset' | 'firstDirtyOffset' | 'cleanShutdown' | 'isFound'
    >,
  ): PartitionLog {
    const { topic, partition } = parseFolder(name)!;
    const log = PartitionLog.open({
      ...state,
      dir: join(this.#options.dir, name),
      topic,
      partition,
      topicId,
      config: this.#configOf(topic),
      log: this.#options.log,
      pool: this.#pool,
      tails: this.#tails,
      now: this.#now,
      onLogStartMoved: () => this.checkpoint(),
    });
    this.#partitions.set(name, log);
    return log;
  }

  /** Partitions of a topic share one. */
  #configOf(topic: string): LogConfig {
    return this.partition(topic, 0)?.config ?? this.#options.configOf(topic);
  }

  #remove(dir: string): void {
    const removal = rm(dir, { recursive: true, force: true })
      .catch((error) =>
        this.#options.log.warn(
          { err: error, dir },
          'Could not remove the files of a deleted partition; the next start tries again.',
        ),
      )
      .finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
  }
}

function parseFolder(name: string): { topic: string; partition: number } | undefined {
  const match = /^(.+)-(\d+)$/.exec(name);
  return match ? { topic: match[1]!, partition: Number(match[2]) } : undefined;
}
