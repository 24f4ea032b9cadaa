import {
  type Assignment,
  assignmentOf,
  NO_PARTITIONS,
  topicPartitionsOf,
} from '../../../../../engine/kafka/groups/assignors/assignment.ts';
import {
  decodeAssignment,
  encodeAssignment,
  type NamedPartitions,
} from '../../../../../engine/kafka/groups/classic/consumer-protocol.ts';
import type { ConsumerHeartbeatRequest } from '../../../../../engine/kafka/groups/consumer/api.ts';
import { recordsBetween } from '../../../../../engine/kafka/groups/consumer/changes.ts';
import {
  classicMember,
  joinAsClassic,
  leavingClassic,
  mustRejoin,
  syncAsClassic,
} from '../../../../../engine/kafka/groups/consumer/classic-members.ts';
import { type ConsumerGroup, newConsumerGroup } from '../../../../../engine/kafka/groups/consumer/consumer-group.ts';
import { heartbeat, type StepContext } from '../../../../../engine/kafka/groups/consumer/heartbeat.ts';
import { leave, removeMembers } from '../../../../../engine/kafka/groups/consumer/leave.ts';
import { type ConsumerKey, LoadingGroup } from '../../../../../engine/kafka/groups/consumer/loading-group.ts';
import { decodeKey } from '../../../../../engine/kafka/groups/record-key.ts';
import { RequestError } from '../../../../../engine/kafka/protocol/errors.ts';
import type { NewRecord } from '../../../../../engine/kafka/records/build-batch.ts';
import { FixedTopics } from '../fixed-topics.ts';

/** What a client program knows of itself. */
interface Client {
  readonly speaks: 'consumer' | 'classic';
  readonly instanceId: string | null;
  memberId: string;
  topics: readonly string[];
  epoch: number;
  /** Partitions that it works on. */
  owned: Assignment;
  /** What it was told last that it should have. */
  told: Assignment;
  isMember: boolean;
  /** After an answer that did not come it says everything of itself, and is told everything. */
  repeatsAll: boolean;
}

/**
 * A consumer group with clients as they behave, answers that get lost and members that fall silent, and a log that takes what is written. It works on
 * the pure steps: a step is a function call, and nothing waits.
 */
export class SimulatedGroup {
  group: ConsumerGroup = newConsumerGroup('g', 0);
  readonly topics: FixedTopics;
  readonly clients: Client[] = [];
  readonly #log: NewRecord[] = [];
  #ids = 0;

  constructor(topics: Readonly<Record<string, number>>) {
    this.topics = new FixedTopics(topics);
  }

  start(speaks: Client['speaks'], topics: readonly string[], instanceId: string | null = null): void {
    this.clients.push({
      ...{ speaks, instanceId, topics, memberId: this.#newId(), isMember: false, repeatsAll: false },
      ...{ epoch: 0, owned: NO_PARTITIONS, told: NO_PARTITIONS },
    });
  }

  /** One round of a client: it reports, and does what it is told unless the answer is lost. */
  beat(client: Client, { lost = false, revokes = true } = {}): void {
    try {
      if (client.speaks === 'consumer') this.#consumerBeat(client, lost, revokes);
      else this.#classicBeat(client, lost);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.code === 'UNRELEASED_INSTANCE_ID') return;
      // Fenced, or no member any more: it drops everything and begins anew.
      this.#reset(client);
    }
  }

  leave(client: Client, { away = false } = {}): void {
    if (client.isMember) {
      try {
        this.#leave(client, away && client.instanceId !== null);
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
      }
    }
    this.#reset(client);
    // A static member comes back as another process, which has its own id.
    client.memberId = this.#newId();
  }

  /** The session of a member runs out; its client does not know yet. */
  fence({ memberId }: Client): void {
    if (this.group.members.has(memberId)) this.fenceMember(memberId);
  }

  fenceMember(memberId: string): void {
    this.#step(removeMembers(this.group, [memberId], this.#context()));
  }

  /** The group as it would be loaded from what was written. */
  loaded(): ConsumerGroup | undefined {
    const loading = new LoadingGroup('g');
    for (const { key, value } of this.#log) loading.apply(decodeKey(key!) as ConsumerKey, value);
    return loading.finish(0);
  }

  #consumerBeat(client: Client, lost: boolean, revokes: boolean): void {
    if (revokes) client.owned = client.told;
    const isJoining = !client.isMember;
    const request: ConsumerHeartbeatRequest = {
      groupId: 'g',
      memberId: client.memberId,
      memberEpoch: isJoining ? 0 : client.epoch,
      instanceId: client.instanceId,
      rackId: null,
      clientId: 'client',
      clientHost: '/127.0.0.1',
      rebalanceTimeoutMs: isJoining || client.repeatsAll ? 30_000 : -1,
      subscribedTopicNames: client.topics,
      subscribedTopicRegex: null,
      serverAssignor: null,
      topicPartitions: isJoining ? [] : topicPartitionsOf(client.owned),
      mayDescribe: () => true,
      requireMemberId: true,
    };
    const { group, member, assignment } = heartbeat(this.group, request, this.#context());
    this.#step(group);
    client.repeatsAll = lost;
    if (lost) return;
    client.isMember = true;
    client.epoch = member.current.epoch;
    if (assignment) client.told = assignmentOf(assignment);
    // What is new is taken at once; what is to go is given up before the next report.
    if (assignment)
      client.owned = revokes ? client.told : assignmentOf([...topicPartitionsOf(client.owned), ...assignment]);
  }

  #classicBeat(client: Client, lost: boolean): void {
    const { memberId, instanceId: groupInstanceId } = client;
    const claim = { groupId: 'g', memberId, groupInstanceId, generationId: client.epoch };
    if (client.isMember) {
      const known = classicMember(this.group, claim);
      if (!mustRejoin(this.group, known)) return;
    }
    const isNew = !client.isMember;
    const protocols = [{ name: 'cooperative-sticky', metadata: this.#subscription(client) }];
    const request = {
      ...{ groupId: 'g', memberId, groupInstanceId, clientId: 'client', clientHost: '/127.0.0.1' },
      ...{ sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 30_000, protocolType: 'consumer', protocols },
      ...{ requireKnownMemberId: true, supportsSkippingAssignment: true },
    };
    const { group, member } = joinAsClassic(this.group, request, isNew, this.#context());
    this.#step(group);
    if (lost) return;
    client.isMember = true;
    client.epoch = member.current.epoch;
    const share = syncAsClassic(this.group, member, this.topics);
    if (share) client.owned = this.#byId(decodeAssignment(share)!.partitions);
    client.told = client.owned;
  }

  #leave(client: Client, away: boolean): void {
    const { memberId, instanceId } = client;
    if (client.speaks === 'classic') {
      const { memberId: gone } = leavingClassic(this.group, { memberId, groupInstanceId: instanceId });
      this.#step(removeMembers(this.group, [gone], this.#context()));
      return;
    }
    const request = { memberId, instanceId, memberEpoch: away ? -2 : -1 } as ConsumerHeartbeatRequest;
    const { group, gone } = leave(this.group, request);
    this.#step(gone.length > 0 ? removeMembers(group, gone, this.#context()) : group);
  }

  #reset(client: Client): void {
    Object.assign(client, { isMember: false, epoch: 0, owned: NO_PARTITIONS, told: NO_PARTITIONS });
    if (client.speaks === 'classic' || client.instanceId !== null) client.memberId = this.#newId();
  }

  #step(group: ConsumerGroup): void {
    this.#log.push(...recordsBetween(this.group.groupEpoch === 0 ? undefined : this.group, group));
    this.group = group;
  }

  #context(): StepContext {
    return { topics: this.topics, nowMs: 0, maxMembers: 100, found: new Map() };
  }

  #newId(): string {
    return `member-${++this.#ids}`;
  }

  /** ConsumerProtocolSubscription 1: the topics, no user data, and what it owns. */
  #subscription({ topics, owned }: Client): Buffer {
    const names: NamedPartitions = new Map(
      [...owned].flatMap(([id, partitions]) => {
        const topic = this.topics.topicById(id);
        return topic ? [[topic.name, [...partitions]] as const] : [];
      }),
    );
    const head = Buffer.alloc(6);
    head.writeInt16BE(1);
    head.writeInt32BE(topics.length, 2);
    const listed = topics.map((name) => Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name)]));
    // An assignment of version 1 is the list of partitions between a version and user data.
    const partitions = encodeAssignment(1, names).subarray(2, -4);
    return Buffer.concat([head, ...listed, Buffer.from([255, 255, 255, 255]), partitions]);
  }

  #byId(partitions: NamedPartitions): Assignment {
    return assignmentOf(
      [...partitions].map(([name, indexes]) => ({ topicId: this.topics.topic(name)!.id, partitions: indexes })),
    );
  }
}
