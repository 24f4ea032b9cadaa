import { createAdmin, type TopicDescription } from '../stream/kafka-client.ts';
import {
  addPartitions,
  alterTopic,
  createTopic,
  deleteTopic,
  type TopicWish,
  topicConfigs,
} from '../stream/kafka-topics.ts';
import type { ClientOptions } from '../stream/kafka-wire.ts';
import type { Output } from './output.ts';
import { sizeText } from './sizes.ts';
import { table } from './table.ts';
import { ToolError, unknownName } from './tool-error.ts';

/** The topics named, or all. */
async function describedTopics(options: ClientOptions, names?: readonly string[]): Promise<TopicDescription[]> {
  const admin = createAdmin(options);
  try {
    return await admin.topics(names);
  } finally {
    await admin.close();
  }
}

/** The topic, as it is now. Throws a `ToolError` with the nearest names where there is none. */
export async function topicNamed(options: ClientOptions, name: string): Promise<TopicDescription> {
  const [found] = await describedTopics(options, [name]);
  if (found !== undefined) return found;
  const names = (await describedTopics(options)).map((topic) => topic.name);
  throw unknownName('topic', name, names);
}

const sum = (values: readonly (number | null)[]): number | null =>
  values.includes(null) ? null : values.reduce<number>((total, value) => total + (value ?? 0), 0);

const recordsIn = ({ earliest, latest }: TopicDescription['partitions'][number]): number | null =>
  earliest === null || latest === null ? null : latest - earliest;

/** One line a topic. Records are counted by offsets: compaction and transactions leave gaps in them. */
export async function listTopics(options: ClientOptions, output: Output): Promise<void> {
  const topics = (await describedTopics(options)).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (topics.length === 0) {
    output.tell('There are no topics; weir topics create NAME makes one.');
    return;
  }
  const columns = [
    { title: 'TOPIC' },
    { title: 'PARTITIONS', isNumber: true },
    { title: 'RECORDS', isNumber: true },
    { title: 'SIZE', isNumber: true },
  ];
  const rows = topics.map(({ name, partitions }) => [
    name,
    partitions.length,
    sum(partitions.map(recordsIn)),
    sizeText(sum(partitions.map(({ sizeBytes }) => sizeBytes))),
  ]);
  for (const line of table(columns, rows, output.style)) output.print(line);
}

/** Partitions with their offsets and replicas, then the configs that were set for the topic; `all` adds the defaults. */
export async function describeTopic(
  options: ClientOptions,
  name: string,
  { all }: { all: boolean },
  output: Output,
): Promise<void> {
  const topic = await topicNamed(options, name);
  const configs = await topicConfigs(options, name);
  const { style } = output;
  output.print(`${style.bold(topic.name)}  ${style.dim(`id ${kafkaId(topic.id)}`)}`);
  output.print('');
  const columns = [
    { title: 'PARTITION', isNumber: true },
    { title: 'FIRST OFFSET', isNumber: true },
    { title: 'NEXT OFFSET', isNumber: true },
    { title: 'RECORDS', isNumber: true },
    { title: 'SIZE', isNumber: true },
    { title: 'LEADER', isNumber: true },
    { title: 'REPLICAS' },
    { title: 'IN SYNC' },
  ];
  const rows = topic.partitions.map((partition) => [
    partition.partition,
    partition.earliest,
    partition.latest,
    recordsIn(partition),
    sizeText(partition.sizeBytes),
    partition.leader < 0 ? null : partition.leader,
    partition.replicas.join(','),
    partition.inSyncReplicas.join(','),
  ]);
  for (const line of table(columns, rows, style)) output.print(line);
  output.print('');
  const shown = all ? configs : configs.filter(({ isOwn }) => isOwn);
  if (shown.length === 0) output.tell(style.dim('All configs have their defaults; --all shows them.'));
  else {
    const configRows = shown.map((config) => [config.name, config.value, config.isOwn ? 'set' : 'default']);
    for (const line of table([{ title: 'CONFIG' }, { title: 'VALUE' }, { title: 'FROM' }], configRows, style)) {
      output.print(line);
    }
  }
}

export async function makeTopic(options: ClientOptions, wish: TopicWish, output: Output): Promise<void> {
  await createTopic(options, wish);
  const { partitions } = await topicNamed(options, wish.name);
  output.print(`Created ${wish.name} with ${counted(partitions.length, 'partition')}.`);
}

/** Deletes a topic once `confirm` says yes to what goes with it. */
export async function removeTopic(
  options: ClientOptions,
  name: string,
  confirm: (question: string) => Promise<boolean>,
  output: Output,
): Promise<void> {
  const { partitions } = await topicNamed(options, name);
  const records = sum(partitions.map(recordsIn));
  const contents = `${counted(partitions.length, 'partition')}, ${records === null ? 'unknown' : counted(records, 'record')}`;
  if (!(await confirm(`Delete ${name} for good (${contents})?`))) throw new ToolError(`${name} was not deleted`);
  await deleteTopic(options, name);
  output.print(`Deleted ${name}.`);
}

export interface TopicChange {
  /** The new total; null leaves it. */
  readonly partitions: number | null;
  /** Null gives a config its default again. */
  readonly configs: Readonly<Record<string, string | null>>;
}

export async function changeTopic(
  options: ClientOptions,
  name: string,
  { partitions, configs }: TopicChange,
  output: Output,
): Promise<void> {
  const topic = await topicNamed(options, name);
  if (Object.keys(configs).length > 0) await alterTopic(options, name, configs);
  for (const [config, value] of Object.entries(configs)) {
    output.print(value === null ? `${name}: ${config} has its default again.` : `${name}: ${config} is ${value}.`);
  }
  if (partitions === null) return;
  await addPartitions(options, name, partitions);
  output.print(`${name} has ${partitions} partitions now, ${topic.partitions.length} before.`);
  output.tell('Keys go to other partitions from here on: records of one key are in order only within each.');
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** A topic's id as Kafka's own tools write it: base64url, not the hexadecimal of other uuids. */
const kafkaId = (id: string): string =>
  id.includes('-') && id.length === 36 ? Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url') : id;
