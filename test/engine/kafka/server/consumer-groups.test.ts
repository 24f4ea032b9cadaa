import { describe, expect, it, vi } from 'vitest';
import type { ErrorName } from '../../../../engine/kafka/protocol/errors.ts';
import { ConsumerGroupDescribeApi } from '../../../../engine/kafka/protocol/generated/consumer-group-describe.ts';
import { CreatePartitionsApi } from '../../../../engine/kafka/protocol/generated/create-partitions.ts';
import { DeleteGroupsApi } from '../../../../engine/kafka/protocol/generated/delete-groups.ts';
import { DescribeGroupsApi } from '../../../../engine/kafka/protocol/generated/describe-groups.ts';
import { ListGroupsApi } from '../../../../engine/kafka/protocol/generated/list-groups.ts';
import { OffsetCommitApi } from '../../../../engine/kafka/protocol/generated/offset-commit.ts';
import { OffsetDeleteApi } from '../../../../engine/kafka/protocol/generated/offset-delete.ts';
import { OffsetFetchApi } from '../../../../engine/kafka/protocol/generated/offset-fetch.ts';
import { UpdateFeaturesApi } from '../../../../engine/kafka/protocol/generated/update-features.ts';
import { ZERO_UUID } from '../../../../engine/kafka/protocol/reader.ts';
import { ConsumerMember, errorName } from '../consumer-member.ts';
import type { RawClient } from '../raw-client.ts';
import { createTopic } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const OTHER_ID = 'b3RoZXJvdGhlcm90aGVyXw';

async function started(partitions = 4): Promise<{ client: RawClient; topicId: string }> {
  const { client: connect } = await runningBroker();
  const client = await connect();
  return { client, topicId: await createTopic(client, 'events', partitions) };
}

const subscribed = { subscribedTopicNames: ['events'] };

async function described(client: RawClient, groupId = 'g') {
  const request = { groupIds: [groupId], includeAuthorizedOperations: false };
  const { groups } = await client.call(ConsumerGroupDescribeApi, 1, request);
  return groups[0]!;
}

describe('members of a consumer group', () => {
  it('have all partitions alone, and share them: what one gives up the other gets only then', async () => {
    const { client, topicId } = await started();
    const [first, second] = [new ConsumerMember(client, 'first'), new ConsumerMember(client, 'second')];
    expect(await first.join(subscribed)).toBe('NONE');
    expect(first).toMatchObject({ epoch: 1, owned: { [topicId]: [0, 1, 2, 3] } });
    expect(await second.join(subscribed)).toBe('NONE');
    expect(second).toMatchObject({ epoch: 2, owned: {} });

    const { assignment } = await first.send({ topicPartitions: null });
    expect(assignment?.topicPartitions).toEqual([{ topicId, partitions: [0, 1] }]);
    // It has not said that it let go.
    await second.beat();
    expect(second.owned).toEqual({});
    expect((await described(client)).groupState).toBe('Reconciling');
    first.owned = { [topicId]: [0, 1] };
    await first.beat();
    expect(first).toMatchObject({ epoch: 2 });
    await second.beat();
    expect(second.owned).toEqual({ [topicId]: [2, 3] });
    expect(await described(client)).toMatchObject({ groupState: 'Stable', groupEpoch: 2, assignmentEpoch: 2 });
  });

  it('get what someone leaves behind, and new partitions of their topics', async () => {
    const { client, topicId } = await started(2);
    const [first, second] = [new ConsumerMember(client, 'first'), new ConsumerMember(client, 'second')];
    await first.join(subscribed);
    await second.join(subscribed);
    expect(await first.leave()).toBe('NONE');
    await second.beat();
    expect(second).toMatchObject({ epoch: 3, owned: { [topicId]: [0, 1] } });

    const topics = [{ name: 'events', count: 3, assignments: null }];
    await client.call(CreatePartitionsApi, 3, { topics, timeoutMs: 5_000, validateOnly: false });
    await second.beat();
    expect(second.owned).toEqual({ [topicId]: [0, 1, 2] });
  });

  it('find topics by pattern, also those that come later', async () => {
    const { client, topicId } = await started(1);
    await createTopic(client, 'other');
    const member = new ConsumerMember(client, 'm');
    await member.join({ subscribedTopicNames: [], subscribedTopicRegex: 'event.*' });
    expect(member.owned).toEqual({ [topicId]: [0] });
    const laterId = await createTopic(client, 'events-2');
    await vi.waitFor(async () => {
      expect(await member.beat()).toBe('NONE');
      expect(member.owned).toEqual({ [topicId]: [0], [laterId]: [0] });
    });
    expect(await member.beat({ subscribedTopicRegex: '' })).toBe('NONE');
    expect(member.owned).toEqual({});
  });

  it('get topics that they name at once, and those of a pattern behind them', async () => {
    const { client, topicId } = await started(1);
    const otherId = await createTopic(client, 'other');
    const member = new ConsumerMember(client, 'm');
    await member.join({ subscribedTopicNames: ['other'], subscribedTopicRegex: 'event.*' });
    expect(member.owned).toEqual({ [otherId]: [0] });
    await vi.waitFor(async () => {
      await member.beat();
      expect(member.owned).toEqual({ [otherId]: [0], [topicId]: [0] });
    });
  });

  it.each([
    ['uniform', { first: [3, 4], second: [0, 1, 2] }],
    ['range', { first: [0, 1, 2], second: [3, 4] }],
  ])('vote for the assignor: %s', async (serverAssignor, expected) => {
    const { client, topicId } = await started(5);
    const [first, second] = [new ConsumerMember(client, 'first'), new ConsumerMember(client, 'second')];
    const votes = { ...subscribed, serverAssignor };
    for (const member of [second, first]) await member.join(votes);
    for (const member of [second, second, first]) await member.beat();
    expect((await described(client)).assignorName).toBe(serverAssignor);
    expect([first.owned, second.owned]).toEqual([{ [topicId]: expected.first }, { [topicId]: expected.second }]);
  });

  it('of version 0 are given their id', async () => {
    const { client } = await started();
    const join = { memberEpoch: 0, rebalanceTimeoutMs: 60_000, topicPartitions: [], ...subscribed };
    const { errorCode, memberId } = await new ConsumerMember(client, '').send(join, 0);
    expect(errorName(errorCode)).toBe('NONE');
    expect(memberId).toMatch(/^[\w-]{20,}$/);
    const request = { ...join, memberId: '' };
    expect(errorName((await new ConsumerMember(client, '').send(request, 1)).errorCode)).toBe('INVALID_REQUEST');
  });
});

describe('a static member', () => {
  const named = { ...subscribed, instanceId: 'i' };

  it('keeps its partitions while it is away, for whoever comes back in its name', async () => {
    const { client, topicId } = await started();
    const [before, other] = [new ConsumerMember(client, 'before'), new ConsumerMember(client, 'other')];
    await before.join(named);
    await other.join(subscribed);
    for (const member of [before, before, other]) await member.beat();
    const share = before.owned;
    expect(await before.leave(-2, 'i')).toBe('NONE');
    await other.beat();
    expect(other.owned).toEqual({ [topicId]: [2, 3] });

    const after = new ConsumerMember(client, 'after');
    expect(await after.join(named)).toBe('NONE');
    expect(after.owned).toEqual(share);
    expect(await before.beat({ instanceId: 'i', memberEpoch: 2 })).toBe('FENCED_INSTANCE_ID');
  });

  it('cannot be taken over while it is there', async () => {
    const { client } = await started();
    await new ConsumerMember(client, 'before').join(named);
    expect(await new ConsumerMember(client, 'after').join(named)).toBe('UNRELEASED_INSTANCE_ID');
  });
});

describe('a heartbeat', () => {
  it('is fenced from another epoch, but for the one before with nothing beyond the share', async () => {
    const { client, topicId } = await started();
    const member = new ConsumerMember(client, 'm');
    await member.join(subscribed);
    await member.beat({ subscribedTopicNames: ['events', 'later'] });
    expect(member.epoch).toBe(2);
    expect(await member.beat({ memberEpoch: 3 })).toBe('FENCED_MEMBER_EPOCH');
    expect(await member.beat({ memberEpoch: 1, topicPartitions: null })).toBe('FENCED_MEMBER_EPOCH');
    const beyond = [{ topicId, partitions: [0, 7] }];
    expect(await member.beat({ memberEpoch: 1, topicPartitions: beyond })).toBe('FENCED_MEMBER_EPOCH');
    expect(await member.beat({ memberEpoch: 1 })).toBe('NONE');
    expect(member.epoch).toBe(2);
  });

  const join = { memberEpoch: 0, rebalanceTimeoutMs: 1_000, topicPartitions: [], ...subscribed };
  it.each<[string, object, ErrorName]>([
    ['no group', { ...join, groupId: '' }, 'INVALID_REQUEST'],
    ['no member', { ...join, memberId: '' }, 'INVALID_REQUEST'],
    ['an instance without a name', { ...join, instanceId: '' }, 'INVALID_REQUEST'],
    ['a rack without a name', { ...join, rackId: '' }, 'INVALID_REQUEST'],
    ['an epoch that cannot be', { memberEpoch: -3 }, 'INVALID_REQUEST'],
    ['no rebalance timeout as it joins', { ...join, rebalanceTimeoutMs: -1 }, 'INVALID_REQUEST'],
    ['no partitions as it joins', { ...join, topicPartitions: null }, 'INVALID_REQUEST'],
    ['no topics as it joins', { ...join, subscribedTopicNames: null }, 'INVALID_REQUEST'],
    ['-2 without an instance', { memberEpoch: -2 }, 'INVALID_REQUEST'],
    ['an assignor that is not there', { ...join, serverAssignor: 'mine' }, 'UNSUPPORTED_ASSIGNOR'],
    ['a pattern that is none', { ...join, subscribedTopicRegex: '(' }, 'INVALID_REGULAR_EXPRESSION'],
    [
      'a pattern that costs too much',
      { ...join, subscribedTopicRegex: 'a{1000}'.repeat(90) },
      'INVALID_REGULAR_EXPRESSION',
    ],
    ['a group that is not there', { memberEpoch: 1, topicPartitions: [] }, 'GROUP_ID_NOT_FOUND'],
    ['a group that is not there, to leave it', { memberEpoch: -1 }, 'GROUP_ID_NOT_FOUND'],
  ])('with %s is refused', async (_, request, expected) => {
    const { client } = await started();
    expect(errorName((await new ConsumerMember(client, 'm').send(request)).errorCode)).toBe(expected);
    expect((await client.call(ListGroupsApi, 5, { statesFilter: [], typesFilter: [] })).groups).toEqual([]);
  });

  it('of nobody who is in the group is refused', async () => {
    const { client } = await started();
    await new ConsumerMember(client, 'm').join(subscribed);
    const stranger = new ConsumerMember(client, 'stranger');
    expect(await stranger.beat({ memberEpoch: 1 })).toBe('UNKNOWN_MEMBER_ID');
    expect(await stranger.leave()).toBe('UNKNOWN_MEMBER_ID');
    expect(await stranger.leave(-2, 'nobody')).toBe('UNKNOWN_MEMBER_ID');
  });

  it('is refused while the feature is off', async () => {
    const { client } = await started();
    const update = { feature: 'group.version', maxVersionLevel: 0, allowDowngrade: false, upgradeType: 2 };
    const request = { timeoutMs: 5_000, updates: [update], validateOnly: false };
    expect((await client.call(UpdateFeaturesApi, 1, request)).errorCode).toBe(0);
    expect(await new ConsumerMember(client, 'm').join(subscribed)).toBe('UNSUPPORTED_VERSION');
  });
});

describe('offsets of a consumer group', () => {
  const partition = { partitionIndex: 1, committedOffset: 7, committedLeaderEpoch: -1, committedMetadata: null };
  const commit = (topic: object, over: object = {}) => ({
    groupId: 'g',
    generationIdOrMemberEpoch: 1,
    memberId: 'm',
    groupInstanceId: null,
    retentionTimeMs: -1,
    topics: [{ name: 'events', topicId: ZERO_UUID, partitions: [partition], ...topic }],
    ...over,
  });
  const fetch = (topics: object[] | null, over: object = {}) => ({
    groupId: '',
    topics: null,
    groups: [{ groupId: 'g', memberId: 'm', memberEpoch: 1, topics: topics as never, ...over }],
    requireStable: false,
  });

  async function joined() {
    const setting = await started();
    await new ConsumerMember(setting.client, 'm').join(subscribed);
    return setting;
  }

  const errorOf = ({ topics }: { topics: { partitions: { errorCode: number }[] }[] }): ErrorName =>
    errorName(topics[0]!.partitions[0]!.errorCode);

  it('are committed in the epoch of the member, by topic name or id', async () => {
    const { client, topicId } = await joined();
    expect(errorOf(await client.call(OffsetCommitApi, 9, commit({})))).toBe('NONE');
    const byId = await client.call(OffsetCommitApi, 10, commit({ topicId }));
    expect(byId.topics).toEqual([{ name: '', topicId, partitions: [{ partitionIndex: 1, errorCode: 0 }] }]);
    const stale = commit({}, { generationIdOrMemberEpoch: 2 });
    expect(errorOf(await client.call(OffsetCommitApi, 9, stale))).toBe('STALE_MEMBER_EPOCH');
    const strange = commit({}, { memberId: 'x' });
    expect(errorOf(await client.call(OffsetCommitApi, 9, strange))).toBe('UNKNOWN_MEMBER_ID');
    expect(errorOf(await client.call(OffsetCommitApi, 8, commit({})))).toBe('UNSUPPORTED_VERSION');
    const unknown = commit({ topicId: OTHER_ID });
    expect(errorOf(await client.call(OffsetCommitApi, 10, unknown))).toBe('UNKNOWN_TOPIC_ID');
    const nowhere = { ...commit({}), groupId: 'nowhere' };
    expect(errorOf(await client.call(OffsetCommitApi, 9, nowhere))).toBe('GROUP_ID_NOT_FOUND');
    expect(errorOf(await client.call(OffsetCommitApi, 8, nowhere))).toBe('ILLEGAL_GENERATION');
  });

  it('are told to a member in its epoch, and to whoever names none', async () => {
    const { client, topicId } = await joined();
    await client.call(OffsetCommitApi, 9, commit({}));
    const topic = { name: 'events', topicId: ZERO_UUID, partitionIndexes: [1] };
    const told = async (version: number, request: ReturnType<typeof fetch>) => {
      const [group] = (await client.call(OffsetFetchApi, version, request)).groups;
      const partitions = group!.topics.flatMap((each) =>
        each.partitions.map((one) => [each.topicId, one.committedOffset]),
      );
      return [errorName(group!.errorCode), ...partitions];
    };
    expect(await told(9, fetch([topic]))).toEqual(['NONE', [ZERO_UUID, 7]]);
    expect(await told(10, fetch([{ ...topic, topicId }]))).toEqual(['NONE', [topicId, 7]]);
    expect(await told(10, fetch(null))).toEqual(['NONE', [topicId, 7]]);
    expect(await told(9, fetch([topic], { memberId: null, memberEpoch: -1 }))).toEqual(['NONE', [ZERO_UUID, 7]]);
    expect((await told(9, fetch([topic], { memberEpoch: 2 })))[0]).toBe('STALE_MEMBER_EPOCH');
    expect((await told(9, fetch([topic], { memberId: 'x' })))[0]).toBe('UNKNOWN_MEMBER_ID');
    const unknown = await client.call(OffsetFetchApi, 10, fetch([{ ...topic, topicId: OTHER_ID }]));
    expect(errorName(unknown.groups[0]!.topics[0]!.partitions[0]!.errorCode)).toBe('UNKNOWN_TOPIC_ID');
  });

  it('are kept of topics in use, and go with the group once it is empty', async () => {
    const { client } = await joined();
    await client.call(OffsetCommitApi, 9, commit({}));
    const topics = [{ name: 'events', partitions: [{ partitionIndex: 1 }] }];
    const deleted = await client.call(OffsetDeleteApi, 0, { groupId: 'g', topics });
    expect(errorOf(deleted)).toBe('GROUP_SUBSCRIBED_TO_TOPIC');
    const remove = async () =>
      errorName((await client.call(DeleteGroupsApi, 2, { groupsNames: ['g'] })).results[0]!.errorCode);
    expect(await remove()).toBe('NON_EMPTY_GROUP');
    await new ConsumerMember(client, 'm').leave();
    expect((await described(client)).groupState).toBe('Empty');
    expect(await remove()).toBe('NONE');
    expect(errorName((await described(client)).errorCode)).toBe('GROUP_ID_NOT_FOUND');
    expect(await new ConsumerMember(client, 'm').join(subscribed)).toBe('NONE');
    expect((await described(client)).groupEpoch).toBe(1);
  });
});

describe('a consumer group', () => {
  it('is described with who has what, and listed by its type', async () => {
    const { client, topicId } = await started(2);
    const member = new ConsumerMember(client, 'm');
    await member.join({ ...subscribed, rackId: 'r1', instanceId: 'i', subscribedTopicRegex: 'ev.*' });
    await vi.waitFor(async () => {
      await member.beat();
      expect(await described(client)).toMatchObject({ groupState: 'Stable', groupEpoch: 2 });
    });
    const topicPartitions = [{ topicId, topicName: 'events', partitions: [0, 1] }];
    expect(await described(client)).toMatchObject({
      errorCode: 0,
      groupState: 'Stable',
      assignorName: 'uniform',
      members: [
        {
          memberId: 'm',
          instanceId: 'i',
          rackId: 'r1',
          memberEpoch: 2,
          clientHost: '/127.0.0.1',
          subscribedTopicNames: ['events'],
          subscribedTopicRegex: 'ev.*',
          assignment: { topicPartitions },
          targetAssignment: { topicPartitions },
          memberType: 1,
        },
      ],
    });
    const listed = async (typesFilter: string[], statesFilter: string[] = []) =>
      (await client.call(ListGroupsApi, 5, { statesFilter, typesFilter })).groups;
    const entry = { groupId: 'g', protocolType: 'consumer', groupState: 'Stable', groupType: 'consumer' };
    expect(await listed([])).toEqual([entry]);
    expect(await listed(['Consumer'], ['stable'])).toEqual([entry]);
    expect(await listed(['classic'])).toEqual([]);
    const request = { groups: ['g'], includeAuthorizedOperations: false };
    expect((await client.call(DescribeGroupsApi, 5, request)).groups).toMatchObject([
      { groupState: 'Dead', errorCode: 0 },
    ]);
    const [group] = (await client.call(DescribeGroupsApi, 6, request)).groups;
    expect(errorName(group!.errorCode)).toBe('GROUP_ID_NOT_FOUND');
  });

  it('is there after a restart with its epochs, members, targets and patterns', async () => {
    const dataDir = temporaryFolder();
    const before = await runningBroker({ dataDir });
    const client = await before.client();
    const topicId = await createTopic(client, 'events', 3);
    const [first, second] = [new ConsumerMember(client, 'first'), new ConsumerMember(client, 'second')];
    await first.join({ subscribedTopicNames: [], subscribedTopicRegex: 'ev.*' });
    await second.join({ ...subscribed, instanceId: 'i', serverAssignor: 'range' });
    await first.beat();
    const known = await described(client);
    await before.broker.close();

    const after = await (await runningBroker({ dataDir })).client();
    expect(await described(after)).toEqual(known);
    const [again, other] = [new ConsumerMember(after, 'first'), new ConsumerMember(after, 'second')];
    Object.assign(again, { epoch: first.epoch, owned: first.owned });
    Object.assign(other, { epoch: second.epoch });
    for (const member of [again, other]) expect(await member.beat()).toBe('NONE');
    expect((again.owned[topicId]?.length ?? 0) + (other.owned[topicId]?.length ?? 0)).toBe(3);
    expect((await described(after)).groupState).toBe('Stable');
  });
});
