import { setTimeout as delay } from 'node:timers/promises';
import { assignPartitions } from './assignment.ts';
import { errorCode } from './kafka-error.ts';
import { type CommitPosition, type GroupMembership, GroupRequests, type JoinedGroup } from './kafka-group.ts';
import { type Address, type ClientOptions, openWire } from './kafka-wire.ts';

export interface GroupMemberOptions extends ClientOptions {
  groupId: string;
  topic: string;
  /**
   * Name of this process among the group's (static membership, KIP-345): started again under it, even after a kill -9, it
   * gets its partitions back at once. Null: the group waits until the session of the one that died has run out.
   */
  instanceId: string | null;
  /**
   * The group rebalances: stop, write out, save. The member waits for it (at most `HAND_OVER_MS`) before it lets its
   * partitions go. Those it gets again are named in `kept` of the next `onAssigned`.
   */
  onRevoke(): Promise<void>;
  /** The partitions of a new generation. Whatever is not in `kept` may have been another's meanwhile. */
  onAssigned(partitions: number[], kept: Set<number>): void;
  /** Membership is gone (expired, or the group moved on without us): others may own the partitions already. */
  onLost(): void;
}

export interface GroupMember {
  /** True while the group surely counts on this member: a heartbeat was answered within the session timeout. */
  holdsLease(): boolean;
  /** Saves positions as the group's committed offsets. A hint to others, never the truth: failures are only logged. */
  commit(positions: CommitPosition[]): Promise<void>;
  /** Partitions of the topic as the group was last shared out; null where this member did not lead, or never joined. */
  partitions(): number | null;
  /** Code of the error that keeps the member out of its group, null while it is in. */
  lastError(): string | null;
  /** Hands over, leaves the group, closes. */
  close(): Promise<void>;
}

/**
 * A member that dies is noticed after so long. Kafka's brokers take no less than 6 s unless `group.min.session.timeout.ms`
 * says so: the first is tried, then the second.
 */
const SHORT_SESSION_MS = 3_000;
const KAFKA_MIN_SESSION_MS = 6_000;
const HEARTBEAT_MS = 500;
/** How often the leader looks whether the topic has more partitions, or was made anew with others. */
const COUNT_EVERY_BEATS = 10;
const REBALANCE_TIMEOUT_MS = 10_000;
const HAND_OVER_MS = 2_500;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 2_000;
const PROTOCOL = 'weir-sticky';
/** Errors that say that the membership is no more. */
const GONE: readonly string[] = ['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID'];

/** Takes part in a consumer group (classic protocol) that shares one topic's partitions. */
export function joinGroup(options: GroupMemberOptions): GroupMember {
  return new Membership(options);
}

class Membership implements GroupMember {
  readonly #options: GroupMemberOptions;
  readonly #wire;
  readonly #requests;
  readonly #running: Promise<void>;
  readonly #closing = new AbortController();
  #coordinator: Address | null = null;
  #joined: GroupMembership | null = null;
  #memberId = '';
  #instanceId: string | null;
  #sessionTimeoutMs = SHORT_SESSION_MS;
  #owned: number[] = [];
  #leaseUntil = 0;
  /** Partitions that this member shared out as leader of its generation. */
  #shared: number | null = null;
  #error: string | null = null;

  constructor(options: GroupMemberOptions) {
    this.#options = options;
    this.#instanceId = options.instanceId;
    this.#wire = openWire(options);
    this.#requests = new GroupRequests(this.#wire);
    this.#running = this.#run();
  }

  holdsLease(): boolean {
    return this.#joined !== null && performance.now() < this.#leaseUntil;
  }

  partitions(): number | null {
    return this.#shared;
  }

  lastError(): string | null {
    return this.#error;
  }

  async commit(positions: CommitPosition[]): Promise<void> {
    if (!this.#joined || !this.#coordinator || positions.length === 0) return;
    try {
      await this.#requests.commit(this.#coordinator, this.#joined, positions);
    } catch (error) {
      this.#options.log.debug({ group: this.#options.groupId, code: errorCode(error) }, 'offsets were not committed');
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#handOver();
    if (this.#joined && this.#coordinator) {
      const leaving = this.#requests.leaveGroup(this.#coordinator, this.#joined);
      await Promise.race([leaving.catch(() => {}), delay(500)]);
    }
    this.#joined = null;
    await this.#wire.close();
    await this.#running;
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted;
  }

  async #run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!this.#closed) {
      try {
        this.#coordinator ??= await this.#requests.findCoordinator(this.#options.groupId);
        await this.#takePart(this.#coordinator);
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        if (this.#closed) return;
        this.#recover(error);
        await this.#pause(retryMs);
        retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
      }
    }
  }

  /** Joins, then beats until the group rebalances. */
  async #takePart(coordinator: Address): Promise<void> {
    const { groupId, topic } = this.#options;
    const previous = this.#joined;
    const joined = await this.#requests.joinGroup(coordinator, {
      groupId,
      memberId: this.#memberId,
      instanceId: this.#instanceId,
      protocol: PROTOCOL,
      topics: [topic],
      owned: [{ topic, partitions: this.#owned }],
      sessionTimeoutMs: this.#sessionTimeoutMs,
      rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
    });
    this.#memberId = joined.memberId;
    const assignments = joined.members ? await this.#assign(joined) : new Map();
    const mine = await this.#requests.syncGroup(coordinator, joined, assignments);
    if (this.#closed) return;
    const partitions = mine.filter((part) => part.topic === topic).flatMap((part) => part.partitions);
    if (joined.led === 0) this.#shared = null;
    // Back in a generation as it is: a member alone has all that were shared out, and then sees whether the topic grew.
    else if (!joined.members) this.#shared = joined.led === 1 ? partitions.length : await this.#countPartitions();
    // Only a member of two generations in a row knows that nobody else had its partitions in between.
    const step = previous ? joined.generation - previous.generation : 0;
    const unbroken = previous?.memberId === joined.memberId && (step === 0 || step === 1);
    if (previous && !unbroken) this.#options.onLost();
    const kept = new Set(unbroken ? partitions.filter((partition) => this.#owned.includes(partition)) : []);
    this.#joined = joined;
    this.#owned = partitions;
    this.#leaseUntil = performance.now() + this.#sessionTimeoutMs;
    if (this.#error) this.#options.log.info({ group: groupId }, 'back in the group');
    this.#error = null;
    this.#options.onAssigned(partitions, kept);
    await this.#beat(coordinator, joined);
    await this.#handOver();
  }

  async #countPartitions(): Promise<number> {
    const { topic } = this.#options;
    const view = await this.#wire.metadata([topic]);
    return view.topics.get(topic)?.partitions.length ?? 0;
  }

  /** Heartbeats until the coordinator says that the group rebalances, or the leader that the topic has grown. */
  async #beat(coordinator: Address, joined: JoinedGroup): Promise<void> {
    for (let beats = 1; !this.#closed; beats++) {
      await this.#pause(HEARTBEAT_MS);
      if (this.#closed) return;
      const looksAfterTopic = this.#shared !== null && beats % COUNT_EVERY_BEATS === 0;
      if (looksAfterTopic && (await this.#countPartitions()) !== this.#shared) return;
      const sent = performance.now();
      try {
        await this.#requests.heartbeat(coordinator, joined);
        this.#leaseUntil = sent + this.#sessionTimeoutMs;
      } catch (error) {
        if (errorCode(error) === 'REBALANCE_IN_PROGRESS') return;
        throw error;
      }
    }
  }

  async #handOver(): Promise<void> {
    const handedOver = this.#options.onRevoke().catch((error) => {
      this.#options.log.warn({ group: this.#options.groupId, error }, 'handing partitions over failed');
    });
    await Promise.race([handedOver, delay(HAND_OVER_MS)]);
  }

  async #assign(joined: JoinedGroup): Promise<Map<string, Array<{ topic: string; partitions: number[] }>>> {
    const { topic } = this.#options;
    const count = await this.#countPartitions();
    this.#shared = count;
    const claimants = (joined.members ?? []).map(({ memberId, owned }) => ({
      memberId,
      owned: owned.filter((part) => part.topic === topic).flatMap((part) => part.partitions),
    }));
    const shares = assignPartitions(count, claimants);
    return new Map([...shares].map(([memberId, partitions]) => [memberId, [{ topic, partitions }]]));
  }

  #recover(error: unknown): void {
    const code = errorCode(error);
    if (code === 'REBALANCE_IN_PROGRESS') return;
    if (code === 'UNKNOWN_MEMBER_ID') this.#memberId = '';
    else if (code === 'INVALID_SESSION_TIMEOUT') this.#sessionTimeoutMs = KAFKA_MIN_SESSION_MS;
    else if (code === 'FENCED_INSTANCE_ID') this.#standAside();
    // Any other error may be the coordinator's moving or dying: membership outlives it as long as the lease does.
    else if (code !== 'ILLEGAL_GENERATION') this.#coordinator = null;
    const gone = GONE.includes(code) || !this.holdsLease();
    if (gone && this.#joined) {
      this.#joined = null;
      this.#owned = [];
      this.#options.onLost();
    }
    if (this.#error === code || code === 'INVALID_SESSION_TIMEOUT') return;
    this.#error = code;
    const message = error instanceof Error ? error.message : String(error);
    this.#options.log.warn({ group: this.#options.groupId, code }, `out of the group, trying on: ${message}`);
  }

  /** Another process goes by the same name. Two would fence each other for ever: this one takes part without a name. */
  #standAside(): void {
    const { log, groupId: group } = this.#options;
    log.warn(
      { group, instance: this.#instanceId },
      'another process has this name (WEIR_INSTANCE): going on without one',
    );
    this.#instanceId = null;
    this.#memberId = '';
  }

  #pause(ms: number): Promise<void> {
    return delay(ms, undefined, { signal: this.#closing.signal }).catch(() => {});
  }
}
