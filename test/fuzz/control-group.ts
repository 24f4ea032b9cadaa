import type { Api } from '../../engine/kafka/protocol/api.ts';
import { HeartbeatApi } from '../../engine/kafka/protocol/generated/heartbeat.ts';
import { JoinGroupApi } from '../../engine/kafka/protocol/generated/join-group.ts';
import { LeaveGroupApi } from '../../engine/kafka/protocol/generated/leave-group.ts';
import { OffsetCommitApi } from '../../engine/kafka/protocol/generated/offset-commit.ts';
import { OffsetFetchApi } from '../../engine/kafka/protocol/generated/offset-fetch.ts';
import { SyncGroupApi } from '../../engine/kafka/protocol/generated/sync-group.ts';
import { ZERO_UUID } from '../../engine/kafka/protocol/reader.ts';
import { CONTROL_GROUP, CONTROL_TOPIC } from './world.ts';

type Call = <Request, Response>(api: Api<Request, Response>, version: number, request: Request) => Promise<Response>;

const ASSIGNMENT = Buffer.from('all of it');
/** Steps of a membership: it joins, stays for so many, and leaves. */
const STEPS = 20;

/** The control client's place in a group: joins, is assigned, commits and reads back, leaves, joins again. */
export class ControlGroup {
  readonly #call: Call;
  #member: { groupId: string; memberId: string; generationId: number; groupInstanceId: null } | undefined;
  #steps = 0;

  constructor(call: Call) {
    this.#call = call;
  }

  /** One step; throws on any answer that is not what a group of one is owed. */
  async step(offset: number): Promise<void> {
    if (this.#member === undefined) await this.#join();
    const { generationId, ...member } = this.#member!;
    expectNone('Heartbeat', (await this.#call(HeartbeatApi, 4, this.#member!)).errorCode);
    const partition = { partitionIndex: 0, committedOffset: offset, committedLeaderEpoch: -1, committedMetadata: null };
    const committed = await this.#call(OffsetCommitApi, 8, {
      ...member,
      generationIdOrMemberEpoch: generationId,
      retentionTimeMs: -1,
      topics: [{ name: CONTROL_TOPIC, topicId: ZERO_UUID, partitions: [partition] }],
    });
    expectNone('OffsetCommit', committed.topics[0]?.partitions[0]?.errorCode);
    const topics = [{ name: CONTROL_TOPIC, partitionIndexes: [0] }];
    const fetched = await this.#call(OffsetFetchApi, 7, {
      groupId: CONTROL_GROUP,
      topics,
      groups: [],
      requireStable: false,
    });
    const found = fetched.topics[0]?.partitions[0]?.committedOffset;
    if (found !== offset) throw new Error(`committed ${offset}, read ${found}`);
    if (++this.#steps % STEPS === 0) await this.#leave();
  }

  async #join(): Promise<void> {
    const wish = {
      groupId: CONTROL_GROUP,
      sessionTimeoutMs: 60_000,
      rebalanceTimeoutMs: 10_000,
      memberId: '',
      groupInstanceId: null,
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: Buffer.from('control') }],
      reason: null,
    };
    const { memberId } = await this.#call(JoinGroupApi, 6, wish);
    const joined = await this.#call(JoinGroupApi, 6, { ...wish, memberId });
    expectNone('JoinGroup', joined.errorCode);
    const member = { groupId: CONTROL_GROUP, memberId, generationId: joined.generationId, groupInstanceId: null };
    const synced = await this.#call(SyncGroupApi, 4, {
      ...member,
      protocolType: null,
      protocolName: null,
      assignments: [{ memberId, assignment: ASSIGNMENT }],
    });
    expectNone('SyncGroup', synced.errorCode);
    if (!synced.assignment.equals(ASSIGNMENT)) throw new Error('SyncGroup answered with another assignment');
    this.#member = member;
  }

  async #leave(): Promise<void> {
    const { memberId } = this.#member!;
    const members = [{ memberId, groupInstanceId: null, reason: null }];
    expectNone(
      'LeaveGroup',
      (await this.#call(LeaveGroupApi, 4, { groupId: CONTROL_GROUP, memberId: '', members })).errorCode,
    );
    this.#member = undefined;
  }
}

function expectNone(api: string, errorCode: number | undefined): void {
  if (errorCode !== 0) throw new Error(`${api} was refused with error ${errorCode}`);
}
