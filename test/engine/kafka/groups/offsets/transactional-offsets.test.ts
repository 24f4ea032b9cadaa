import { describe, expect, it, onTestFinished } from 'vitest';
import { logConfigOf } from '../../../../../engine/kafka/cluster/topic-config.ts';
import { type ClassicGroup, emptyGroup } from '../../../../../engine/kafka/groups/classic/classic-group.ts';
import { GroupCoordinator } from '../../../../../engine/kafka/groups/coordinator.ts';
import type { TxnOffsetCommitRequest } from '../../../../../engine/kafka/groups/offsets/api.ts';
import { checkCommit } from '../../../../../engine/kafka/groups/offsets/offset-rules.ts';
import { OFFSETS_TOPIC } from '../../../../../engine/kafka/groups/offsets-topic.ts';
import { LogDir } from '../../../../../engine/kafka/log/log-dir.ts';
import type { PartitionLog } from '../../../../../engine/kafka/log/partition-log.ts';
import { silent, TOPIC_ID } from '../../log/partitions.ts';
import { COORDINATOR, marker } from '../../log/transactional.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { FixedTopics } from '../fixed-topics.ts';

interface Running {
  readonly groups: GroupCoordinator;
  readonly log: PartitionLog;
  /** Writes the marker and tells the groups, as the transaction coordinator does. */
  end(producerId: number, committed: boolean): Promise<void>;
  /** As kill -9 and a start. */
  restart(): Promise<Running>;
}

async function start(dir = temporaryFolder()): Promise<Running> {
  const logDir = await LogDir.open({ dir, log: silent, configOf: () => logConfigOf(OFFSETS_TOPIC.configs) });
  const log = await logDir.create(OFFSETS_TOPIC.name, 0, TOPIC_ID);
  const groups = new GroupCoordinator({ partitions: [log], leaderEpoch: 0, log: silent, topics: new FixedTopics() });
  onTestFinished(() => groups.close());
  await groups.load();
  return {
    groups,
    log,
    end: async (producerId, committed) => {
      log.append(marker(producerId, 0, committed), COORDINATOR);
      await log.written();
      groups.endTransaction(0, producerId, committed);
    },
    restart: async () => {
      await groups.close();
      await log.abandon();
      return start(dir);
    },
  };
}

function commitOf(
  offset: number,
  over: Partial<TxnOffsetCommitRequest> = {},
  topic = 'clicks',
): TxnOffsetCommitRequest {
  const partition = { partition: 0, committedOffset: offset, committedLeaderEpoch: -1, committedMetadata: null };
  return {
    groupId: 'g',
    generationId: -1,
    memberId: '',
    groupInstanceId: null,
    producerId: 1,
    producerEpoch: 0,
    topics: [{ name: topic, partitions: [partition] }],
    ...over,
  };
}

function told({ groups }: Running, topic = 'clicks', requireStable = true): number | string {
  const topics = [{ name: topic, partitions: [0] }];
  const answer = groups.offsetFetch({ groupId: 'g', memberId: null, memberEpoch: -1, requireStable, topics });
  const { committedOffset, errorCode } = answer.topics[0]!.partitions[0]!;
  return errorCode === 'NONE' ? committedOffset : errorCode;
}

const codeOf = async (running: Running, request: TxnOffsetCommitRequest): Promise<string> =>
  (await running.groups.txnOffsetCommit(request)).topics[0]!.partitions[0]!.errorCode;

describe('offsets of a transaction', () => {
  it('of several producers count each with its own, the latest commit last', async () => {
    const running = await start();
    await running.groups.txnOffsetCommit(commitOf(5));
    await running.groups.txnOffsetCommit(commitOf(9, { producerId: 2 }));
    await running.end(2, true);
    expect(told(running)).toBe('UNSTABLE_OFFSET_COMMIT');
    expect(told(running, 'clicks', false)).toBe(9);
    await running.end(1, true);
    expect(told(running)).toBe(9);
  });

  it.each([true, false])('are what they were after a crash (before the marker: %s)', async (isPending) => {
    let running = await start();
    await running.groups.txnOffsetCommit(commitOf(5));
    await running.groups.txnOffsetCommit(commitOf(7, { producerId: 2 }, 'other'));
    if (!isPending) await running.end(1, true);
    running = await running.restart();
    if (isPending) {
      expect(told(running)).toBe('UNSTABLE_OFFSET_COMMIT');
      await running.end(1, true);
    }
    expect(told(running)).toBe(5);
    await running.end(2, false);
    expect(told(running, 'other')).toBe(-1);
  });

  it('are refused to a producer that a marker fenced', async () => {
    const running = await start();
    await running.groups.txnOffsetCommit(commitOf(5, { producerEpoch: 3 }));
    expect(await codeOf(running, commitOf(6, { producerEpoch: 2 }))).toBe('INVALID_PRODUCER_EPOCH');
    running.log.append(marker(1, 4, false), COORDINATOR);
    await running.log.written();
    running.groups.endTransaction(0, 1, false);
    expect(await codeOf(running, commitOf(6, { producerEpoch: 3 }))).toBe('INVALID_PRODUCER_EPOCH');
    expect(told(running)).toBe(-1);
  });

  it('go with a deleted topic, or group, also through a crash and a late marker', async () => {
    let running = await start();
    await running.groups.txnOffsetCommit(commitOf(5));
    await running.groups.txnOffsetCommit(commitOf(6, {}, 'other'));
    await running.groups.onTopicsDeleted(['clicks']);
    expect(told(running)).toBe(-1);
    expect(told(running, 'other')).toBe('UNSTABLE_OFFSET_COMMIT');
    expect(await running.groups.deleteGroups(['g'])).toEqual([{ groupId: 'g', errorCode: 'NONE' }]);
    running = await running.restart();
    await running.end(1, true);
    expect([told(running), told(running, 'other')]).toEqual([-1, -1]);
  });

  it('name no more metadata than others may', async () => {
    const running = await start();
    const request = commitOf(5);
    const partition = { ...request.topics[0]!.partitions[0]!, committedMetadata: 'x'.repeat(5_000) };
    const topics = [{ name: 'clicks', partitions: [partition] }];
    expect(await codeOf(running, { ...request, topics })).toBe('OFFSET_METADATA_TOO_LARGE');
  });
});

describe('a commit in a transaction (KIP-447)', () => {
  const member = {
    memberId: 'm',
    groupInstanceId: null,
    clientId: 'c',
    clientHost: '/127.0.0.1',
    sessionTimeoutMs: 1,
    rebalanceTimeoutMs: 1,
    protocols: [],
    assignment: Buffer.alloc(0),
    sessionDeadlineMs: 1,
    joining: undefined,
    syncing: undefined,
    supportsSkippingAssignment: false,
    isNew: false,
  };
  const group: ClassicGroup = {
    ...emptyGroup('g', 0),
    state: 'CompletingRebalance',
    generationId: 3,
    members: new Map([['m', member]]),
  };

  it.each([
    ['a client from before, whatever the group', group, {}, 'NONE'],
    ['nobody, for a group that is not there', undefined, {}, 'NONE'],
    ['a member of this generation, in a rebalance too', group, { generationId: 3, memberId: 'm' }, 'NONE'],
    ['a member of an old generation', group, { generationId: 2, memberId: 'm' }, 'ILLEGAL_GENERATION'],
    ['someone who is no member', group, { generationId: 3, memberId: 'x' }, 'UNKNOWN_MEMBER_ID'],
    ['a member of a group that is gone', undefined, { generationId: 3, memberId: 'm' }, 'ILLEGAL_GENERATION'],
  ] as const)('from %s', (_, of, claim, code) => {
    const request = { ...commitOf(1, claim), isTransactional: true, knowsMemberEpochs: true };
    expect(checkCommit(of, request)).toBe(code);
  });
});
