import { describe, expect, it, vi } from 'vitest';
import { decodeAssignment, encodeAssignment } from '../../../../../engine/kafka/groups/classic/consumer-protocol.ts';
import type { ConsumerHeartbeatRequest } from '../../../../../engine/kafka/groups/consumer/api.ts';
import type { GroupCoordinator } from '../../../../../engine/kafka/groups/coordinator.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { FixedTopics, topicIdOf } from '../fixed-topics.ts';
import { crash, joinRequest, started } from '../running-groups.ts';

const EVENTS = topicIdOf('events');
const topics = () => new FixedTopics({ events: 4 });

/** A member of the consumer protocol, whose heartbeats say again what it said as it joined. */
class Newcomer {
  readonly #groups: GroupCoordinator;
  readonly memberId: string;
  epoch = 0;
  owned: number[] = [];

  constructor(groups: GroupCoordinator, memberId = 'newcomer') {
    this.#groups = groups;
    this.memberId = memberId;
  }

  async beat(over: Partial<ConsumerHeartbeatRequest> = {}) {
    const answer = await this.#groups.consumerHeartbeat({
      groupId: 'g',
      memberId: this.memberId,
      memberEpoch: this.epoch,
      instanceId: null,
      rackId: null,
      clientId: 'client',
      clientHost: '/127.0.0.1',
      rebalanceTimeoutMs: 10_000,
      subscribedTopicNames: ['events'],
      subscribedTopicRegex: null,
      serverAssignor: null,
      topicPartitions: this.epoch === 0 ? [] : [{ topicId: EVENTS, partitions: this.owned }],
      mayDescribe: () => true,
      requireMemberId: true,
      ...over,
    });
    if (answer.errorCode === 'NONE') {
      this.epoch = answer.memberEpoch;
      if (answer.assignment) this.owned = answer.assignment.flatMap(({ partitions }) => partitions);
    }
    return answer.errorCode;
  }
}

/** A member of the classic protocol that knows its id. */
class OldTimer {
  readonly #groups: GroupCoordinator;
  readonly instanceId: string | null;
  memberId = '';
  generation = -1;
  owned: number[] = [];

  constructor(groups: GroupCoordinator, instanceId: string | null = null) {
    this.#groups = groups;
    this.instanceId = instanceId;
  }

  /** What it owns goes along, as a cooperative consumer has it. */
  async join(over = {}) {
    const joined = await this.#groups.joinGroup(
      joinRequest({
        memberId: this.memberId,
        groupInstanceId: this.instanceId,
        protocols: [{ name: 'range', metadata: subscriptionOwning(this.owned) }],
        ...over,
      }),
    );
    if (joined.errorCode !== 'NONE') return joined;
    this.memberId = joined.memberId;
    this.generation = joined.generationId;
    return joined;
  }

  async sync(shares: Readonly<Record<string, readonly number[]>> = {}) {
    const synced = await this.#groups.syncGroup({
      ...this.#claim(),
      protocolType: null,
      protocolName: null,
      assignments: Object.entries(shares).map(([memberId, partitions]) => ({
        memberId,
        assignment: encodeAssignment(1, new Map([['events', partitions]])),
      })),
    });
    if (synced.errorCode === 'NONE')
      this.owned = [...(decodeAssignment(synced.assignment)?.partitions.get('events') ?? [])];
    return synced.errorCode;
  }

  async heartbeat() {
    return (await this.#groups.heartbeat(this.#claim())).errorCode;
  }

  async leave() {
    const members = [{ memberId: this.memberId, groupInstanceId: this.instanceId }];
    return (await this.#groups.leaveGroup({ groupId: 'g', members })).members[0]!.errorCode;
  }

  #claim() {
    const { memberId, generation: generationId, instanceId: groupInstanceId } = this;
    return { groupId: 'g', memberId, generationId, groupInstanceId };
  }
}

/** ConsumerProtocolSubscription 1 of the topic events. */
function subscriptionOwning(partitions: readonly number[]): Buffer {
  const owned = encodeAssignment(1, new Map([['events', partitions]])).subarray(2, -4);
  const head = Buffer.from([0, 1, 0, 0, 0, 1, 0, 6]);
  return Buffer.concat([head, Buffer.from('events'), Buffer.from([255, 255, 255, 255]), owned]);
}

async function withOldTimer(groups: GroupCoordinator, instanceId: string | null = null): Promise<OldTimer> {
  const old = new OldTimer(groups, instanceId);
  await old.join();
  expect(await old.sync({ [old.memberId]: [0, 1, 2, 3] })).toBe('NONE');
  return old;
}

const listed = (groups: GroupCoordinator) =>
  groups.listGroups({ states: [], types: [] }).groups.map(({ groupType, groupState }) => `${groupType} ${groupState}`);

describe('a classic group', () => {
  it('becomes a consumer group when the first of the new protocol joins, and partitions move without a stop', async () => {
    const dir = temporaryFolder();
    const running = await started(dir, { topics: topics() });
    const { groups } = running;
    const old = await withOldTimer(groups);
    const newcomer = new Newcomer(groups);
    expect(await newcomer.beat()).toBe('NONE');
    expect(newcomer.owned).toEqual([]);
    expect(listed(groups)).toEqual(['consumer Reconciling']);

    expect(await old.heartbeat()).toBe('REBALANCE_IN_PROGRESS');
    const joined = await old.join();
    expect(joined).toMatchObject({ errorCode: 'NONE', leader: '', members: [], protocolName: 'range' });
    expect(await old.sync()).toBe('NONE');
    expect(old.owned).toEqual([0, 1]);
    await newcomer.beat();
    expect(newcomer.owned).toEqual([]);
    // It has let go, and says so as it joins again.
    expect(await old.heartbeat()).toBe('REBALANCE_IN_PROGRESS');
    await old.join();
    expect(await old.sync()).toBe('NONE');
    expect(await old.heartbeat()).toBe('NONE');
    await newcomer.beat();
    expect([old.owned, newcomer.owned]).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(listed(groups)).toEqual(['consumer Stable']);

    const [described] = await groups.describeConsumerGroups(['g']);
    expect(described!.members.map(({ isClassic }) => isClassic)).toEqual([true, false]);
    await crash(running);
    const after = await started(dir, { topics: topics() });
    expect(await after.groups.describeConsumerGroups(['g'])).toEqual([described]);
  });

  it('becomes one again when the last of the new protocol leaves', async () => {
    const dir = temporaryFolder();
    const running = await started(dir, { topics: topics() });
    const { groups } = running;
    const old = await withOldTimer(groups);
    const newcomer = new Newcomer(groups);
    await newcomer.beat();
    for (let round = 0; round < 2; round++) {
      await old.join();
      await old.sync();
    }
    await newcomer.beat();
    expect(await newcomer.beat({ memberEpoch: -1 })).toBe('NONE');
    expect(listed(groups)).toEqual(['classic PreparingRebalance']);
    expect(await old.heartbeat()).toBe('REBALANCE_IN_PROGRESS');
    const { leader, generationId } = await old.join();
    expect(leader).toBe(old.memberId);
    expect(generationId).toBeGreaterThan(newcomer.epoch);
    expect(await old.sync({ [old.memberId]: [0, 1, 2, 3] })).toBe('NONE');
    expect(listed(groups)).toEqual(['classic Stable']);
    await crash(running);
    const after = await started(dir, { topics: topics() });
    expect(listed(after.groups)).toEqual(['classic Stable']);
  });

  it('lets members that wait for a rebalance know that there is another', async () => {
    const { groups } = await started(temporaryFolder(), { topics: topics() });
    const old = await withOldTimer(groups);
    const waiting = groups.joinGroup(joinRequest({ clientId: 'second' }));
    expect(await new Newcomer(groups).beat()).toBe('NONE');
    expect((await waiting).errorCode).toBe('REBALANCE_IN_PROGRESS');
    expect(await old.heartbeat()).toBe('REBALANCE_IN_PROGRESS');
  });

  it.each([
    ['of no consumers', { protocolType: 'connect' }],
    ['whose members say nothing that can be read', { protocols: [{ name: 'range', metadata: Buffer.from('?') }] }],
  ])('%s is left as it is', async (_, over) => {
    const { groups } = await started(temporaryFolder(), { topics: topics() });
    await new OldTimer(groups).join(over);
    const before = listed(groups);
    expect(await new Newcomer(groups).beat()).toBe('GROUP_ID_NOT_FOUND');
    expect(listed(groups)).toEqual(before);
  });

  it('without members starts over as a consumer group, and the other way round, with its offsets', async () => {
    const { groups } = await started(temporaryFolder(), { topics: topics() });
    const partition = { partition: 0, committedOffset: 5, committedLeaderEpoch: -1, committedMetadata: '' };
    await groups.offsetCommit({
      ...{ groupId: 'g', generationId: -1, memberId: '', groupInstanceId: null, knowsMemberEpochs: true },
      topics: [{ name: 'events', partitions: [partition] }],
    });
    const offset = () => {
      const asked = { groupId: 'g', memberId: null, memberEpoch: -1, requireStable: false, topics: null };
      return groups.offsetFetch(asked).topics[0]?.partitions[0]?.committedOffset;
    };
    const newcomer = new Newcomer(groups);
    await newcomer.beat();
    expect([listed(groups), offset()]).toEqual([['consumer Stable'], 5]);
    await newcomer.beat({ memberEpoch: -1 });
    expect(listed(groups)).toEqual(['consumer Empty']);
    const old = await withOldTimer(groups);
    expect([listed(groups), offset()]).toEqual([['classic Stable'], 5]);
    expect(await old.leave()).toBe('NONE');
    expect(await new Newcomer(groups).beat()).toBe('NONE');
    expect([listed(groups), offset()]).toEqual([['consumer Stable'], 5]);
  });
});

describe('a static member', () => {
  it('of the classic protocol hands its place to itself in the new one, and back', async () => {
    const { groups } = await started(temporaryFolder(), { topics: topics() });
    const old = await withOldTimer(groups, 'i');
    const newcomer = new Newcomer(groups);
    expect(await newcomer.beat({ instanceId: 'i' })).toBe('NONE');
    expect(newcomer.owned).toEqual([0, 1, 2, 3]);
    expect(await old.heartbeat()).toBe('FENCED_INSTANCE_ID');
    expect(listed(groups)).toEqual(['consumer Stable']);

    await newcomer.beat({ memberEpoch: -2, instanceId: 'i' });
    const again = new OldTimer(groups, 'i');
    expect((await again.join()).errorCode).toBe('NONE');
    expect(listed(groups)).toEqual(['classic Stable']);
    expect(await again.sync()).toBe('NONE');
    expect(again.owned).toEqual([0, 1, 2, 3]);
    expect(await again.heartbeat()).toBe('NONE');
  });
});

describe('a classic member of a consumer group', () => {
  async function migrated(options: Parameters<typeof started>[1] = {}) {
    const { groups } = await started(temporaryFolder(), { topics: topics(), ...options });
    const newcomer = new Newcomer(groups);
    await newcomer.beat();
    return { groups, newcomer };
  }

  it('gets its id first, and must bring protocols that the others have', async () => {
    const { groups } = await migrated();
    const asked = await groups.joinGroup(joinRequest({ requireKnownMemberId: true }));
    expect(asked).toMatchObject({ errorCode: 'MEMBER_ID_REQUIRED', memberId: expect.stringMatching(/^client-/) });
    expect((await groups.joinGroup(joinRequest({ memberId: asked.memberId }))).errorCode).toBe('NONE');
    const other = [{ name: 'roundrobin', metadata: subscriptionOwning([]) }];
    expect((await groups.joinGroup(joinRequest({ protocols: other }))).errorCode).toBe('INCONSISTENT_GROUP_PROTOCOL');
    const hasty = joinRequest({ sessionTimeoutMs: 1 });
    expect((await groups.joinGroup(hasty)).errorCode).toBe('INVALID_SESSION_TIMEOUT');
    const connect = joinRequest({ protocolType: 'connect' });
    expect((await groups.joinGroup(connect)).errorCode).toBe('INCONSISTENT_GROUP_PROTOCOL');
  });

  it('is told of another generation, another protocol and a stranger', async () => {
    const { groups, newcomer } = await migrated();
    const old = new OldTimer(groups);
    await old.join();
    const claim = { groupId: 'g', memberId: old.memberId, generationId: old.generation, groupInstanceId: null };
    const sync = { ...claim, protocolType: 'consumer', protocolName: 'range', assignments: [] };
    const late = { ...claim, generationId: old.generation - 1 };
    expect((await groups.heartbeat(late)).errorCode).toBe('ILLEGAL_GENERATION');
    expect((await groups.syncGroup({ ...sync, ...late })).errorCode).toBe('ILLEGAL_GENERATION');
    expect((await groups.syncGroup({ ...sync, protocolName: 'x' })).errorCode).toBe('INCONSISTENT_GROUP_PROTOCOL');
    expect((await groups.syncGroup({ ...sync, protocolType: 'x' })).errorCode).toBe('INCONSISTENT_GROUP_PROTOCOL');
    expect((await groups.syncGroup({ ...sync, memberId: 'x' })).errorCode).toBe('UNKNOWN_MEMBER_ID');
    // One of the new protocol has no business here.
    expect((await groups.heartbeat({ ...claim, memberId: newcomer.memberId })).errorCode).toBe('UNKNOWN_MEMBER_ID');
    const members = [newcomer.memberId, old.memberId].map((memberId) => ({ memberId, groupInstanceId: null }));
    const left = await groups.leaveGroup({ groupId: 'g', members });
    expect(left.members.map(({ errorCode }) => errorCode)).toEqual(['UNKNOWN_MEMBER_ID', 'NONE']);
    expect(listed(groups)).toEqual(['consumer Assigning']);
  });

  it('is fenced when it does not fetch its share in time', async () => {
    const { groups } = await migrated();
    await groups.joinGroup(joinRequest({ rebalanceTimeoutMs: 20 }));
    const memberCount = async () => (await groups.describeConsumerGroups(['g']))[0]!.members.length;
    expect(await memberCount()).toBe(2);
    await vi.waitFor(async () => expect(await memberCount()).toBe(1));
  });

  it('is fenced when it is told to join again and does not', async () => {
    const { groups, newcomer } = await migrated();
    const old = new OldTimer(groups);
    await old.join({ rebalanceTimeoutMs: 20 });
    await old.sync();
    await newcomer.beat({ subscribedTopicNames: ['events', 'later'] });
    expect(await old.heartbeat()).toBe('REBALANCE_IN_PROGRESS');
    await vi.waitFor(async () => expect(await old.heartbeat()).toBe('UNKNOWN_MEMBER_ID'));
  });
});

describe('a member of the consumer protocol', () => {
  it('is fenced when its session runs out', async () => {
    const consumerConfigOf = () => ({ sessionTimeoutMs: 30, heartbeatIntervalMs: 10 });
    const { groups } = await started(temporaryFolder(), { topics: topics(), consumerConfigOf });
    await new Newcomer(groups).beat();
    await vi.waitFor(() => expect(listed(groups)).toEqual(['consumer Empty']));
  });

  it('is fenced when it keeps what it was asked to give up, however often it is heard of', async () => {
    const { groups } = await started(temporaryFolder(), { topics: topics() });
    const [keeper, other] = [new Newcomer(groups, 'keeper'), new Newcomer(groups, 'other')];
    await keeper.beat({ rebalanceTimeoutMs: 30 });
    await other.beat();
    const insists = { rebalanceTimeoutMs: 30, topicPartitions: [{ topicId: EVENTS, partitions: [0, 1, 2, 3] }] };
    await vi.waitFor(async () => expect(await keeper.beat(insists)).toBe('UNKNOWN_MEMBER_ID'));
    await other.beat();
    expect(other.owned).toEqual([0, 1, 2, 3]);
  });

  it('is told to come again when the group cannot be saved', async () => {
    const running = await started(temporaryFolder(), { topics: topics() });
    for (const log of running.logDir.partitions.values()) await log.abandon();
    expect(await new Newcomer(running.groups).beat()).toBe('COORDINATOR_NOT_AVAILABLE');
  });

  it('finds no room in a group that is full', async () => {
    const limits = { maxMembers: 1 };
    const { groups } = await started(temporaryFolder(), { topics: topics(), limits });
    expect(await new Newcomer(groups).beat()).toBe('NONE');
    expect(await new Newcomer(groups, 'another').beat()).toBe('GROUP_MAX_SIZE_REACHED');
    expect((await groups.joinGroup(joinRequest())).errorCode).toBe('GROUP_MAX_SIZE_REACHED');
  });
});
