import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { JoinGroupRequest, JoinGroupResponse } from '../../../../engine/kafka/groups/classic/api.ts';
import type { GroupCoordinator } from '../../../../engine/kafka/groups/coordinator.ts';
import type { OffsetCommitRequest } from '../../../../engine/kafka/groups/offsets/api.ts';
import { partitionOf } from '../../../../engine/kafka/log/coordinator-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { crash, joinRequest, start, started } from './running-groups.ts';

async function joinAlone(groups: GroupCoordinator, over: Partial<JoinGroupRequest> = {}): Promise<JoinGroupResponse> {
  const joined = await groups.joinGroup(joinRequest(over));
  expect(joined.errorCode).toBe('NONE');
  const { groupId } = joinRequest(over);
  const assignments = [{ memberId: joined.memberId, assignment: Buffer.from('all') }];
  const { memberId, generationId } = joined;
  const synced = await groups.syncGroup({
    groupId,
    generationId,
    memberId,
    groupInstanceId: null,
    protocolType: null,
    protocolName: null,
    assignments,
  });
  expect(synced).toMatchObject({ errorCode: 'NONE', assignment: Buffer.from('all') });
  return joined;
}

function commitRequest(
  offsets: Readonly<Record<string, readonly number[]>>,
  over: Partial<OffsetCommitRequest> = {},
): OffsetCommitRequest {
  const topics = Object.entries(offsets).map(([name, all]) => ({
    name,
    partitions: all.map((committedOffset, partition) => ({
      partition,
      committedOffset,
      committedLeaderEpoch: 3,
      committedMetadata: `at ${committedOffset}`,
    })),
  }));
  return {
    groupId: 'g',
    generationId: -1,
    memberId: '',
    groupInstanceId: null,
    knowsMemberEpochs: false,
    topics,
    ...over,
  };
}

function fetched(groups: GroupCoordinator, groupId = 'g'): Record<string, number[]> {
  const { topics } = groups.offsetFetch({
    groupId,
    memberId: null,
    memberEpoch: -1,
    requireStable: false,
    topics: null,
  });
  return Object.fromEntries(
    topics.map(({ name, partitions }) => [name, partitions.map((each) => each.committedOffset)]),
  );
}

const errorsOf = (answer: { topics: readonly { partitions: readonly { errorCode: string }[] }[] }): string[] =>
  answer.topics.flatMap(({ partitions }) => partitions.map((each) => each.errorCode));

it('puts groups where Kafka puts them', () => {
  expect(['g', 'console-consumer-12345', 'weir-archive', ''].map((id) => partitionOf(id, 50))).toEqual([3, 6, 38, 0]);
});

describe('until it has loaded', () => {
  it('asks to come again', async () => {
    const { groups } = await start(temporaryFolder());
    const loading = 'COORDINATOR_LOAD_IN_PROGRESS';
    expect((await groups.joinGroup(joinRequest())).errorCode).toBe(loading);
    const heartbeat = { groupId: 'g', generationId: 1, memberId: 'm', groupInstanceId: null };
    expect((await groups.heartbeat(heartbeat)).errorCode).toBe(loading);
    expect(errorsOf(await groups.offsetCommit(commitRequest({ events: [1] })))).toEqual([loading]);
    expect(
      groups.offsetFetch({ groupId: 'g', memberId: null, memberEpoch: -1, requireStable: false, topics: null })
        .errorCode,
    ).toBe(loading);
    expect(groups.listGroups({ states: [], types: [] }).errorCode).toBe(loading);
    expect(groups.describeGroups(['g'])[0]?.errorCode).toBe(loading);
    expect(await groups.deleteGroups(['g'])).toEqual([{ groupId: 'g', errorCode: loading }]);
  });
});

describe('a group', () => {
  it('stays through a crash: members go on with their generation, their share and their offsets', async () => {
    const dir = temporaryFolder();
    const before = await started(dir);
    const { memberId, generationId } = await joinAlone(before.groups);
    const inGroup = { memberId, generationId };
    expect(errorsOf(await before.groups.offsetCommit(commitRequest({ events: [7, 8] }, inGroup)))).toEqual([
      'NONE',
      'NONE',
    ]);
    await crash(before);

    const { groups } = await started(dir);
    expect((await groups.heartbeat({ groupId: 'g', ...inGroup, groupInstanceId: null })).errorCode).toBe('NONE');
    expect(groups.describeGroups(['g'])[0]).toMatchObject({
      errorCode: 'NONE',
      groupState: 'Stable',
      protocolType: 'consumer',
      protocolData: 'range',
      members: [{ memberId, clientId: 'client', memberAssignment: Buffer.from('all') }],
    });
    expect(fetched(groups)).toEqual({ events: [7, 8] });
    expect(
      groups.offsetFetch({
        groupId: 'g',
        memberId: null,
        memberEpoch: -1,
        requireStable: false,
        topics: [{ name: 'events', partitions: [1, 5] }],
      }).topics,
    ).toEqual([
      {
        name: 'events',
        partitions: [
          { partition: 1, committedOffset: 8, committedLeaderEpoch: 3, metadata: 'at 8', errorCode: 'NONE' },
          { partition: 5, committedOffset: -1, committedLeaderEpoch: -1, metadata: '', errorCode: 'NONE' },
        ],
      },
    ]);
  });

  it('loses a member whose session runs out, on the real clock', async () => {
    const { groups } = await started(temporaryFolder());
    await joinAlone(groups, { sessionTimeoutMs: 50 });
    await vi.waitFor(() => expect(groups.describeGroups(['g'])[0]?.groupState).toBe('Empty'));
  });

  it('brings two members together, and answers who waits when the broker goes', async () => {
    const { groups } = await started(temporaryFolder());
    const first = await joinAlone(groups);
    const second = groups.joinGroup(joinRequest({ clientId: 'second' }));
    const heartbeat = {
      groupId: 'g',
      memberId: first.memberId,
      generationId: first.generationId,
      groupInstanceId: null,
    };
    expect((await groups.heartbeat(heartbeat)).errorCode).toBe('REBALANCE_IN_PROGRESS');
    const again = groups.joinGroup(joinRequest({ memberId: first.memberId }));
    expect((await second).generationId).toBe(2);
    expect((await again).members).toHaveLength(2);
    const third = groups.joinGroup(joinRequest({ clientId: 'third' }));
    await groups.close();
    expect((await third).errorCode).toBe('COORDINATOR_NOT_AVAILABLE');
  });

  it('is listed by state and type, and missing ones are Dead', async () => {
    const { groups } = await started(temporaryFolder());
    await joinAlone(groups);
    await groups.offsetCommit(commitRequest({ events: [1] }, { groupId: 'other' }));
    const listed = (states: string[], types: string[] = []): string[] =>
      groups.listGroups({ states, types }).groups.map((group) => group.groupId);
    expect(listed([])).toEqual(['g', 'other']);
    expect(listed(['stable'])).toEqual(['g']);
    expect(listed(['Empty'], ['Classic'])).toEqual(['other']);
    expect(listed([], ['consumer'])).toEqual([]);
    expect(groups.describeGroups(['nobody'])).toMatchObject([{ errorCode: 'GROUP_ID_NOT_FOUND', groupState: 'Dead' }]);
  });

  it('can be deleted when nobody is in it, for good', async () => {
    const dir = temporaryFolder();
    const running = await started(dir);
    const { groups } = running;
    const { memberId } = await joinAlone(groups);
    await groups.offsetCommit(commitRequest({ events: [1] }, { groupId: 'other' }));
    expect(await groups.deleteGroups(['g', 'other', 'nobody'])).toEqual([
      { groupId: 'g', errorCode: 'NON_EMPTY_GROUP' },
      { groupId: 'other', errorCode: 'NONE' },
      { groupId: 'nobody', errorCode: 'GROUP_ID_NOT_FOUND' },
    ]);
    const left = await groups.leaveGroup({
      groupId: 'g',
      members: [
        { memberId, groupInstanceId: null },
        { memberId: 'x', groupInstanceId: null },
      ],
    });
    expect(left.members.map((each) => each.errorCode)).toEqual(['NONE', 'UNKNOWN_MEMBER_ID']);
    expect(await groups.deleteGroups(['g'])).toEqual([{ groupId: 'g', errorCode: 'NONE' }]);
    await crash(running);
    const { groups: after } = await started(dir);
    expect(after.listGroups({ states: [], types: [] }).groups).toEqual([]);
  });

  it('needs a name to be joined', async () => {
    const { groups } = await started(temporaryFolder());
    expect((await groups.joinGroup(joinRequest({ groupId: '' }))).errorCode).toBe('INVALID_GROUP_ID');
  });
});

describe('a commit', () => {
  it('is taken from its members and, while it has none, from outside', async () => {
    const { groups } = await started(temporaryFolder());
    const commit = async (over: Partial<OffsetCommitRequest>): Promise<string> =>
      errorsOf(await groups.offsetCommit(commitRequest({ events: [1] }, over)))[0]!;
    expect(await commit({})).toBe('NONE');
    expect(await commit({ groupId: 'new', generationId: 4, memberId: 'm' })).toBe('ILLEGAL_GENERATION');
    const { memberId, generationId } = await joinAlone(groups);
    expect(await commit({ memberId, generationId })).toBe('NONE');
    expect(await commit({ memberId, generationId: generationId - 1 })).toBe('ILLEGAL_GENERATION');
    expect(await commit({ memberId: 'stranger', generationId })).toBe('UNKNOWN_MEMBER_ID');
    expect(await commit({})).toBe('UNKNOWN_MEMBER_ID');
    void groups.joinGroup(joinRequest());
    expect(await commit({ memberId, generationId })).toBe('NONE');
    await groups.joinGroup(joinRequest({ memberId }));
    expect(await commit({ memberId, generationId: generationId + 1 })).toBe('REBALANCE_IN_PROGRESS');
  });

  it('with too long a note is refused for that partition alone', async () => {
    const { groups } = await started(temporaryFolder());
    const request = commitRequest({ events: [1, 2] });
    const [topic] = request.topics;
    const [first, second] = topic!.partitions;
    const topics = [{ name: 'events', partitions: [{ ...first!, committedMetadata: 'x'.repeat(4_097) }, second!] }];
    expect(errorsOf(await groups.offsetCommit({ ...request, topics }))).toEqual(['OFFSET_METADATA_TOO_LARGE', 'NONE']);
    expect(fetched(groups)).toEqual({ events: [2] });
  });

  it('of thousands of partitions fits the topic, and all come back', async () => {
    const dir = temporaryFolder();
    const running = await started(dir);
    const offsets = Array.from({ length: 5_000 }, (_, i) => i);
    await running.groups.offsetCommit(commitRequest({ events: offsets }));
    await crash(running);
    const { groups } = await started(dir);
    expect(fetched(groups)).toEqual({ events: offsets });
  });

  it('can be deleted unless its topic is consumed', async () => {
    const { groups } = await started(temporaryFolder());
    await groups.offsetCommit(commitRequest({ events: [1], other: [2] }));
    await joinAlone(groups);
    const topics = [
      { name: 'events', partitions: [0] },
      { name: 'other', partitions: [0] },
    ];
    const deleted = await groups.offsetDelete({ groupId: 'g', topics });
    expect([deleted.errorCode, ...errorsOf(deleted)]).toEqual(['NONE', 'GROUP_SUBSCRIBED_TO_TOPIC', 'NONE']);
    expect(fetched(groups)).toEqual({ events: [1] });
    expect((await groups.offsetDelete({ groupId: 'nobody', topics })).errorCode).toBe('GROUP_ID_NOT_FOUND');
  });

  it('goes with its topic', async () => {
    const dir = temporaryFolder();
    const running = await started(dir);
    await running.groups.offsetCommit(commitRequest({ events: [1], other: [2] }));
    await running.groups.onTopicsDeleted(['events']);
    expect(fetched(running.groups)).toEqual({ other: [2] });
    await crash(running);
    const { groups } = await started(dir);
    expect(fetched(groups)).toEqual({ other: [2] });
  });

  it('is told to come again when it cannot be written', async () => {
    const running = await started(join(temporaryFolder(), 'data'));
    for (const log of running.logDir.partitions.values()) await log.abandon();
    expect(errorsOf(await running.groups.offsetCommit(commitRequest({ events: [1] })))).toEqual([
      'COORDINATOR_NOT_AVAILABLE',
    ]);
    expect(fetched(running.groups)).toEqual({});
    const joined = await running.groups.joinGroup(joinRequest());
    const { memberId, generationId } = joined;
    const synced = await running.groups.syncGroup({
      groupId: 'g',
      generationId,
      memberId,
      groupInstanceId: null,
      protocolType: null,
      protocolName: null,
      assignments: [],
    });
    expect(synced.errorCode).toBe('COORDINATOR_NOT_AVAILABLE');
  });
});
