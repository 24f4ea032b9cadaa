import { onTestFinished } from 'vitest';
import { logConfigOf } from '../../../../engine/kafka/cluster/topic-config.ts';
import type { JoinGroupRequest } from '../../../../engine/kafka/groups/classic/api.ts';
import { GroupCoordinator, type GroupCoordinatorOptions } from '../../../../engine/kafka/groups/coordinator.ts';
import { OFFSETS_TOPIC } from '../../../../engine/kafka/groups/offsets-topic.ts';
import { LogDir } from '../../../../engine/kafka/log/log-dir.ts';
import { silent, TOPIC_ID } from '../log/partitions.ts';
import { FixedTopics } from './fixed-topics.ts';

export interface Running {
  readonly groups: GroupCoordinator;
  readonly logDir: LogDir;
}

/** Over partitions in the folder; not loaded yet. Closed with the test. */
export async function start(dir: string, options: Partial<GroupCoordinatorOptions> = {}): Promise<Running> {
  const logDir = await LogDir.open({ dir, log: silent, configOf: () => logConfigOf(OFFSETS_TOPIC.configs) });
  const partitions = [];
  for (let i = 0; i < 3; i++) partitions.push(await logDir.create(OFFSETS_TOPIC.name, i, TOPIC_ID));
  const limits = { initialRebalanceDelayMs: 0, minSessionTimeoutMs: 20 };
  const topics = new FixedTopics();
  const groups = new GroupCoordinator({ partitions, leaderEpoch: 0, log: silent, topics, limits, ...options });
  onTestFinished(() => groups.close());
  return { groups, logDir };
}

export async function started(dir: string, options: Partial<GroupCoordinatorOptions> = {}): Promise<Running> {
  const running = await start(dir, options);
  await running.groups.load();
  return running;
}

/** Ends without a word, as kill -9 does: nothing is closed in order. */
export async function crash({ groups, logDir }: Running): Promise<void> {
  await groups.close();
  for (const log of logDir.partitions.values()) await log.abandon();
}

/** version int16, topics []string, no user data: what a consumer says it subscribes to. */
export function subscription(...topics: readonly string[]): Buffer {
  const names = topics.map((topic) => Buffer.concat([Buffer.from([0, topic.length]), Buffer.from(topic)]));
  return Buffer.concat([Buffer.from([0, 0, 0, 0, 0, topics.length]), ...names, Buffer.from([255, 255, 255, 255])]);
}

export function joinRequest(over: Partial<JoinGroupRequest> = {}): JoinGroupRequest {
  return {
    groupId: 'g',
    memberId: '',
    groupInstanceId: null,
    clientId: 'client',
    clientHost: '/127.0.0.1',
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 10_000,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: subscription('events') }],
    requireKnownMemberId: false,
    supportsSkippingAssignment: false,
    ...over,
  };
}
