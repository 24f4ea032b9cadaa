import { createAdmin, type GroupDescription, type KafkaAdmin } from '../stream/kafka-client.ts';
import { commitOffsets, deleteGroup } from '../stream/kafka-offsets.ts';
import type { ClientOptions } from '../stream/kafka-wire.ts';
import type { Output } from './output.ts';
import { type Position, planReset, type ResetTarget } from './reset-plan.ts';
import { table } from './table.ts';
import { ToolError, unknownName } from './tool-error.ts';

async function withAdmin<T>(options: ClientOptions, work: (admin: KafkaAdmin) => Promise<T>): Promise<T> {
  const admin = createAdmin(options);
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}

async function groupNamed(admin: KafkaAdmin, name: string): Promise<GroupDescription> {
  const groups = await admin.groups();
  const found = groups.find(({ id }) => id === name);
  if (found) return found;
  throw unknownName(
    'group',
    name,
    groups.map(({ id }) => id),
  );
}

/** Null where a partition's end is not known. */
const totalLag = ({ offsets }: GroupDescription): number | null =>
  offsets.some(({ lag }) => lag === null) ? null : offsets.reduce((total, { lag }) => total + (lag ?? 0), 0);

/** One line a group. */
export async function listGroups(options: ClientOptions, output: Output): Promise<void> {
  const groups = await withAdmin(options, (admin) => admin.groups());
  if (groups.length === 0) {
    output.tell('There are no consumer groups.');
    return;
  }
  const columns = [
    { title: 'GROUP' },
    { title: 'STATE' },
    { title: 'MEMBERS', isNumber: true },
    { title: 'LAG', isNumber: true },
    { title: 'TOPICS' },
  ];
  const rows = groups.map((group) => [
    group.id,
    group.state,
    group.members.length,
    totalLag(group),
    [...new Set(group.offsets.map(({ topic }) => topic))].join(', '),
  ]);
  for (const line of table(columns, rows, output.style)) output.print(line);
}

/** A group's partitions with lag and member; what is assigned and not yet committed is there too. */
export async function describeGroup(options: ClientOptions, name: string, output: Output): Promise<void> {
  const group = await withAdmin(options, (admin) => groupNamed(admin, name));
  const { style } = output;
  const lag = totalLag(group);
  const state = group.state.toUpperCase() === 'STABLE' ? style.good(group.state) : style.bad(group.state);
  output.print(
    `${style.bold(group.id)}  ${state}  ${group.protocol || 'no protocol'}  lag ${lag === null ? 'unknown' : lag}`,
  );
  output.print('');
  const columns = [
    { title: 'TOPIC' },
    { title: 'PARTITION', isNumber: true },
    { title: 'COMMITTED', isNumber: true },
    { title: 'END', isNumber: true },
    { title: 'LAG', isNumber: true },
    { title: 'MEMBER' },
    { title: 'HOST' },
  ];
  for (const line of table(columns, partitionRows(group), style)) output.print(line);
  const idle = group.members.filter(({ assignments }) =>
    assignments.every(({ partitions }) => partitions.length === 0),
  );
  if (idle.length > 0) output.tell(style.dim(`\nWithout a partition: ${idle.map(({ id }) => id).join(', ')}`));
}

function partitionRows({ members, offsets }: GroupDescription): (string | number | null)[][] {
  const owners = new Map(
    members.flatMap((member) =>
      member.assignments.flatMap(({ topic, partitions }) =>
        partitions.map((partition) => [`${topic}/${partition}`, { topic, partition, member }] as const),
      ),
    ),
  );
  const rows = offsets.map(({ topic, partition, committed, latest, lag }) => {
    const member = owners.get(`${topic}/${partition}`)?.member;
    owners.delete(`${topic}/${partition}`);
    return { topic, partition, cells: [committed, latest, lag, member?.clientId || null, member?.host ?? null] };
  });
  for (const { topic, partition, member } of owners.values()) {
    rows.push({ topic, partition, cells: [null, null, null, member.clientId, member.host] });
  }
  return rows
    .sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1))
    .map(({ topic, partition, cells }) => [topic, partition, ...cells]);
}

export interface ResetWish {
  readonly group: string;
  /** Null takes every topic that the group has committed. */
  readonly topic: string | null;
  readonly partition: number | null;
  readonly target: ResetTarget;
  /** False only shows what would be. */
  readonly execute: boolean;
}

/** Moves a group's offsets. A group that has none yet gets them, where a topic is named. */
export async function resetGroup(options: ClientOptions, wish: ResetWish, output: Output): Promise<void> {
  const plan = await withAdmin(options, async (admin) => {
    const group = (await admin.groups()).find(({ id }) => id === wish.group);
    if (group === undefined && wish.topic === null) await groupNamed(admin, wish.group);
    if (group !== undefined && group.members.length > 0) {
      const who = group.members.length === 1 ? '1 member' : `${group.members.length} members`;
      throw new ToolError(`${wish.group} has ${who}; stop its consumers first`);
    }
    return planReset(wish.target, await positionsOf(admin, wish, group));
  });
  const columns = [
    { title: 'TOPIC' },
    { title: 'PARTITION', isNumber: true },
    { title: 'COMMITTED', isNumber: true },
    { title: 'NEW', isNumber: true },
  ];
  const rows = plan.map(({ topic, partition, from, to }) => [topic, partition, from, to]);
  for (const line of table(columns, rows, output.style)) output.print(line);
  if (!wish.execute) {
    output.tell(output.style.bad('\nNothing was changed. Add --execute to do it.'));
    return;
  }
  await commitOffsets(
    options,
    wish.group,
    plan.map(({ topic, partition, to }) => ({ topic, partition, offset: to })),
  );
  output.tell(`\nReset ${plan.length} partitions of ${wish.group}.`);
}

async function positionsOf(
  admin: KafkaAdmin,
  { group, topic, partition, target }: ResetWish,
  found: GroupDescription | undefined,
): Promise<Position[]> {
  const names = topic === null ? [...new Set(found?.offsets.map((offset) => offset.topic))] : [topic];
  if (names.length === 0) throw new ToolError(`${group} has committed nothing; name a topic with --topic`);
  const topics = await admin.topics(names);
  const missing = names.find((name) => !topics.some((each) => each.name === name));
  if (missing !== undefined) {
    throw unknownName(
      'topic',
      missing,
      (await admin.topics()).map(({ name }) => name),
    );
  }
  const positions = topics.map(async ({ name, partitions }) => {
    const atTime = target.kind === 'time' ? await admin.listOffsets(name, target.timestampMs) : [];
    return partitions.map(({ partition: index, earliest, latest }) => ({
      topic: name,
      partition: index,
      committed: found?.offsets.find((each) => each.topic === name && each.partition === index)?.committed ?? null,
      earliest: earliest ?? 0,
      latest: latest ?? 0,
      atTime: atTime[index] ?? -1,
    }));
  });
  const all = (await Promise.all(positions)).flat();
  const chosen = partition === null ? all : all.filter((position) => position.partition === partition);
  if (chosen.length === 0) throw new ToolError(`there is no partition ${partition}`);
  return chosen;
}

/** Forgets a group and its offsets once `confirm` says yes. */
export async function removeGroup(
  options: ClientOptions,
  name: string,
  confirm: (question: string) => Promise<boolean>,
  output: Output,
): Promise<void> {
  const group = await withAdmin(options, (admin) => groupNamed(admin, name));
  const question = `Forget ${name} and its ${group.offsets.length} committed offsets for good?`;
  if (!(await confirm(question))) throw new ToolError(`${name} was not deleted`);
  await deleteGroup(options, name);
  output.print(`Deleted ${name}.`);
}
