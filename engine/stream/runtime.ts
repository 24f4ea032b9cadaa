import { setTimeout as delay } from 'node:timers/promises';
import { STATUS_TOPIC, stateTopic, type TopicPlan } from '../events/topics.ts';
import type { Log } from '../log.ts';
import { CheckpointStore, type Checkpoints } from './checkpoint-store.ts';
import { type GroupMember, joinGroup } from './group-member.ts';
import { Heartbeats } from './heartbeats.ts';
import { createProducer, ensureTopics, type Producer } from './kafka-client.ts';
import { errorCode, KafkaError } from './kafka-error.ts';
import type { KafkaSecurity } from './kafka-security.ts';
import { type ClientOptions, type FetchedPartition, type LogRecord, openWire, type Wire } from './kafka-wire.ts';
import { createReader, type Reader, readRange } from './reader.ts';
import { type GroupStatus, HEARTBEAT_EVERY_MS, type PartitionStatus, type Running } from './status.ts';

/** What the runtime offers to the task on one partition. */
export interface TaskContext {
  readonly partition: number;
  /** Id of the input topic as the task was opened. */
  readonly topicId: string;
  readonly log: Log;
  readonly checkpoints: Checkpoints;
  readonly producer: Producer;
  /** Offset that the partition's next record gets. */
  end(): Promise<number>;
  /**
   * Records from an offset on, beside the task's own reading; from the earliest kept where the offset is gone. Does not
   * wait for new ones.
   */
  read(offset: number, maxBytes: number): Promise<FetchedPartition>;
  /** The record at an offset; `removed` by retention, null where the log does not reach or has none. */
  recordAt(offset: number): Promise<LogRecord | 'removed' | null>;
  /** False once another member may own the partition: the task then keeps its outputs back. */
  holdsLease(): boolean;
  /** The task holds as much as it may: no more records until `resume`. */
  pause(): void;
  resume(): void;
  /** What the task holds is not what the outputs are at (any more): closes it and opens a new one. */
  restart(reason: string): void;
}

/** The work on one partition, from its assignment to its revocation. Errors of its outputs it retries by itself. */
export interface PartitionTask {
  /** Restores the state; resolves with the offset to read from. May throw: it is then closed and another one tried. */
  open(): Promise<number>;
  /** Folds a fetch's records in, in offset order; there may be none. Never waits. */
  process(batch: FetchedPartition): void;
  /** Writes out and saves what it can, then is quiet until `proceed`: the partition may be another's next. */
  settle(): Promise<void>;
  /** The partition stayed. */
  proceed(): void;
  /** Everything before this offset is in the output. */
  committable(): number;
  /** No outputs from here on. */
  close(): void;
  status(): PartitionStatus;
}

export interface RuntimeOptions {
  brokers: string[];
  security?: KafkaSecurity;
  log: Log;
  group: string;
  /** Name of this process among the group's, see group-member.ts; null for none. */
  instanceId: string | null;
  topic: TopicPlan;
  /** Topics that the tasks write to, besides the state topic. */
  outputs: readonly TopicPlan[];
  /** What must be there before a task is opened (the store's schema). Repeated until it succeeds, and at each opening. */
  prepare(): Promise<unknown>;
  createTask(context: TaskContext): PartitionTask;
}

interface Slot {
  task: PartitionTask | null;
  running: boolean;
  /** Why it could not be opened; null once it runs. */
  error: string | null;
  /** The task asked for no more records. */
  full: boolean;
  /** The group rebalances. */
  quiet: boolean;
}

const COMMIT_EVERY_MS = 2_000;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 5_000;
/** A task that fails again and again must not keep the processor busy. */
const RESTART_AFTER_MS = 500;

/** Runs one task for each partition that the group gives to this process. */
export function runGroup(options: RuntimeOptions): Running {
  return new GroupRuntime(options);
}

class GroupRuntime implements Running {
  readonly #options: RuntimeOptions;
  readonly #client: ClientOptions;
  readonly #wire: Wire;
  readonly #producer: Producer;
  readonly #checkpoints: CheckpointStore;
  readonly #reader: Reader;
  readonly #slots = new Map<number, Slot>();
  readonly #closing = new AbortController();
  readonly #starting: Promise<void>;
  readonly #timers: NodeJS.Timeout[];
  readonly #heartbeats: Heartbeats;
  #member: GroupMember | null = null;
  #startError: string | null = 'STARTING';

  constructor(options: RuntimeOptions) {
    this.#options = options;
    this.#client = { brokers: options.brokers, security: options.security, clientId: options.group, log: options.log };
    this.#wire = openWire(this.#client);
    this.#producer = createProducer(this.#client);
    this.#heartbeats = new Heartbeats(options.group, this.#producer);
    this.#checkpoints = new CheckpointStore(stateTopic(options.group).name, this.#producer, this.#client);
    this.#reader = createReader({
      ...this.#client,
      onFetched: (batch) => this.#dispatch(batch),
      // Half a megabyte is some 800 events: a backlog is read in steps that do not hold up heartbeats.
      maxBytesPerPartition: 512 * 1024,
      onLost: (_topic, partition, reason, range) => {
        // Removed by retention before it was read: what is left is read. Everything else is another log.
        const removed = reason === 'OFFSET_OUT_OF_RANGE' && range.wanted < range.earliest;
        if (removed) return range.earliest;
        this.#restart(partition, reason);
        return null;
      },
    });
    this.#timers = [
      setInterval(() => void this.#commit(), COMMIT_EVERY_MS),
      setInterval(() => void this.#beat(), HEARTBEAT_EVERY_MS),
    ];
    this.#starting = this.#start();
  }

  status(): GroupStatus {
    const partitions = [...this.#slots]
      .toSorted(([a], [b]) => a - b)
      .map(([partition, slot]) => slot.task?.status() ?? unopened(partition, slot.error));
    const failing = partitions.find((partition) => partition.lastError !== null);
    const lastError =
      this.#startError ?? this.#member?.lastError() ?? this.#reader.lastError() ?? failing?.lastError ?? null;
    return { group: this.#options.group, working: lastError === null, lastError, partitions };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const timer of this.#timers) clearInterval(timer);
    await this.#member?.close();
    this.#dropAll();
    await this.#starting;
    await Promise.all([this.#reader.close(), this.#wire.close(), this.#checkpoints.close()]);
    const farewell = this.#heartbeats.farewell().then(() => this.#producer.close());
    await Promise.race([farewell, delay(700)]);
  }

  async #start(): Promise<void> {
    const { group, topic, instanceId } = this.#options;
    await this.#untilDone(
      'creating topics',
      () => ensureTopics(this.#client, this.#plans()),
      (code) => {
        this.#startError = code;
      },
    );
    if (this.#closing.signal.aborted) return;
    this.#startError = null;
    this.#member = joinGroup({
      ...this.#client,
      groupId: group,
      instanceId,
      topic: topic.name,
      onRevoke: () => this.#settle(),
      onAssigned: (partitions, kept) => this.#take(partitions, kept),
      onLost: () => this.#dropAll(),
    });
  }

  /** Repeats an action until it succeeds or the runtime closes. */
  async #untilDone(what: string, action: () => Promise<void>, onFailure: (code: string) => void): Promise<void> {
    for (let waitMs = FIRST_RETRY_MS; !this.#closing.signal.aborted; waitMs = Math.min(waitMs * 2, MAX_RETRY_MS)) {
      try {
        await action();
        return;
      } catch (error) {
        const code = codeOf(error);
        onFailure(code);
        const message = error instanceof Error ? error.message : String(error);
        this.#options.log.warn({ group: this.#options.group, code }, `${what} failed, trying on: ${message}`);
        await delay(waitMs, undefined, { signal: this.#closing.signal }).catch(() => {});
      }
    }
  }

  #take(partitions: number[], kept: Set<number>): void {
    for (const partition of [...this.#slots.keys()]) if (!kept.has(partition)) this.#drop(partition);
    this.#options.log.info({ group: this.#options.group, partitions, kept: [...kept] }, 'partitions assigned');
    for (const partition of partitions) {
      const slot = this.#slots.get(partition);
      if (slot?.running) {
        slot.task?.proceed();
        slot.quiet = false;
        this.#gate(partition, slot);
      } else if (!slot) void this.#open(partition);
    }
  }

  /** Fetches the partition, or not, as the group and the task want it. */
  #gate(partition: number, slot: Slot): void {
    if (this.#slots.get(partition) !== slot || !slot.running) return;
    if (slot.full || slot.quiet) this.#reader.pause(this.#options.topic.name, partition);
    else this.#reader.resume(this.#options.topic.name, partition);
  }

  async #open(partition: number, afterMs = 0): Promise<void> {
    const slot: Slot = { task: null, running: false, error: 'RESTORING', full: false, quiet: false };
    this.#slots.set(partition, slot);
    await delay(afterMs, undefined, { signal: this.#closing.signal }).catch(() => {});
    const isCurrent = () => this.#slots.get(partition) === slot;
    const openOnce = async () => {
      if (!isCurrent()) return;
      slot.task?.close();
      await this.#options.prepare();
      const task = this.#options.createTask(await this.#context(partition, slot));
      slot.task = task;
      const offset = await task.open();
      if (!isCurrent()) return;
      slot.running = true;
      slot.error = null;
      this.#reader.assign(this.#options.topic.name, partition, offset);
      this.#gate(partition, slot);
    };
    await this.#untilDone(`opening partition ${partition}`, openOnce, (code) => {
      slot.error = code;
    });
  }

  async #context(partition: number, slot: Slot): Promise<TaskContext> {
    const { name } = this.#options.topic;
    const view = await this.#wire.metadata([name]);
    const topicId = view.topics.get(name)?.id;
    if (topicId === undefined) throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', `there is no topic ${name}`);
    return {
      partition,
      topicId,
      log: this.#options.log,
      checkpoints: this.#checkpoints,
      producer: this.#producer,
      end: async () => (await this.#wire.listOffsets(name, 'latest'))[partition] ?? 0,
      read: (offset, maxBytes) => this.#read(partition, offset, maxBytes),
      recordAt: (offset) => this.#recordAt(partition, offset),
      holdsLease: () => this.#member?.holdsLease() ?? false,
      pause: () => {
        slot.full = true;
        this.#gate(partition, slot);
      },
      resume: () => {
        slot.full = false;
        this.#gate(partition, slot);
      },
      restart: (reason) => this.#restart(partition, reason),
    };
  }

  async #read(partition: number, offset: number, maxBytes: number): Promise<FetchedPartition> {
    const { name } = this.#options.topic;
    const view = await this.#wire.metadata([name]);
    const leader = view.topics.get(name)?.partitions[partition]?.leader ?? -1;
    const fetchFrom = async (from: number) => {
      const [fetched] = await this.#wire.fetch(view, leader, [{ topic: name, partition, offset: from, maxBytes }], 0);
      if (!fetched) throw new KafkaError('UNKNOWN', `the answer leaves out ${name}/${partition}`);
      return fetched;
    };
    let fetched = await fetchFrom(offset);
    if (fetched.error === 'OFFSET_OUT_OF_RANGE') {
      const earliest = (await this.#wire.listOffsets(name, 'earliest'))[partition] ?? 0;
      if (earliest > offset) fetched = await fetchFrom(earliest);
    }
    if (fetched.error) throw new KafkaError(fetched.error, `reading ${name}/${partition}: ${fetched.error}`);
    return fetched;
  }

  async #recordAt(partition: number, offset: number): Promise<LogRecord | 'removed' | null> {
    const { name } = this.#options.topic;
    const earliest = (await this.#wire.listOffsets(name, 'earliest'))[partition] ?? 0;
    if (offset < earliest) return 'removed';
    const end = (await this.#wire.listOffsets(name, 'latest'))[partition] ?? 0;
    let found: LogRecord | null = null;
    const keep = (record: LogRecord) => {
      found = record;
    };
    await readRange(this.#wire, name, partition, offset, Math.min(end, offset + 1), keep);
    return found;
  }

  #restart(partition: number, reason: string): void {
    if (!this.#slots.has(partition) || this.#closing.signal.aborted) return;
    this.#options.log.warn({ group: this.#options.group, partition, reason }, 'the task starts anew');
    this.#drop(partition);
    void this.#open(partition, RESTART_AFTER_MS);
  }

  #dispatch(batch: FetchedPartition): void {
    const slot = this.#slots.get(batch.partition);
    if (!slot?.task || !slot.running) return;
    try {
      slot.task.process(batch);
    } catch (error) {
      this.#options.log.error({ group: this.#options.group, partition: batch.partition, error }, 'a task failed');
      this.#restart(batch.partition, 'TASK_FAILED');
    }
  }

  #drop(partition: number): void {
    const slot = this.#slots.get(partition);
    this.#slots.delete(partition);
    this.#reader.unassign(this.#options.topic.name, partition);
    slot?.task?.close();
  }

  #dropAll(): void {
    for (const partition of [...this.#slots.keys()]) this.#drop(partition);
  }

  /** Before a rebalance: every task writes out and saves, then stays quiet. */
  async #settle(): Promise<void> {
    const running = [...this.#slots].filter(([, slot]) => slot.running);
    for (const [partition, slot] of running) {
      slot.quiet = true;
      this.#gate(partition, slot);
    }
    await Promise.all(running.map(([, slot]) => slot.task?.settle()));
    await this.#commit();
  }

  /** Tells how it is; and where the log was emptied under us, makes the topics again. */
  async #beat(): Promise<void> {
    await this.#heartbeats.beat(this.status());
    const missing = this.#reader.lastError() === 'UNKNOWN_TOPIC_OR_PARTITION' || this.#member?.partitions() === 0;
    if (missing) await ensureTopics(this.#client, this.#plans()).catch(() => {});
  }

  #plans(): TopicPlan[] {
    const { group, topic, outputs } = this.#options;
    return [topic, stateTopic(group), STATUS_TOPIC, ...outputs];
  }

  async #commit(): Promise<void> {
    const positions = [...this.#slots].flatMap(([partition, { task, running }]) => {
      return task && running ? [{ topic: this.#options.topic.name, partition, offset: task.committable() }] : [];
    });
    await this.#member?.commit(positions);
  }
}

function unopened(partition: number, error: string | null): PartitionStatus {
  return {
    partition,
    state: 'restoring',
    offset: 0,
    end: null,
    lag: null,
    watermark: null,
    late: 0,
    duplicates: 0,
    malformed: 0,
    lastError: error,
  };
}

/** Errors of the store carry a code as well. */
function codeOf(error: unknown): string {
  if (error instanceof KafkaError) return errorCode(error);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
}
