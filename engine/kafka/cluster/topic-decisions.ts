import { RequestError } from '../protocol/errors.ts';
import { configFault, listOf } from './config-type.ts';
import type { MetadataImage, MetadataRecord, TopicImage } from './metadata-image.ts';
import { type TopicConfigs, topicConfigDefinition, topicConfigsFault, topicConfigValue } from './topic-config.ts';
import { collidesWith, topicNameFault } from './topic-name.ts';

/** Partitions of all topics together: each costs open files and memory, and any client may create topics. */
export const MAX_PARTITIONS = 10_000;

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly configs: TopicConfigs;
}

/*
 * Decisions about topics: what is known and what is asked for, to the records that follow. They throw RequestError where
 * the answer is no, and change nothing.
 */

export function createTopic(image: MetadataImage, topic: NewTopic, id: string): MetadataRecord[] {
  const { name, partitions, configs } = topic;
  const nameFault = topicNameFault(name);
  if (nameFault !== null) throw new RequestError('INVALID_TOPIC_EXCEPTION', nameFault);
  if (image.topics.has(name)) throw new RequestError('TOPIC_ALREADY_EXISTS', `Topic '${name}' already exists.`);
  for (const other of image.topics.keys()) {
    if (collidesWith(name, other)) {
      throw new RequestError('INVALID_TOPIC_EXCEPTION', `Topic '${name}' collides with existing topic: ${other}`);
    }
  }
  if (!Number.isInteger(partitions) || partitions < 1) {
    throw new RequestError('INVALID_PARTITIONS', `Number of partitions is ${partitions}, it must be larger than 0.`);
  }
  checkRoom(image, partitions);
  checkConfigs(configs);
  const records: MetadataRecord[] = [{ type: 'topic', name, id, partitions }];
  if (Object.keys(configs).length > 0) records.push({ type: 'topic-configs', name, configs });
  return records;
}

export function addPartitions(image: MetadataImage, name: string, count: number): MetadataRecord[] {
  const existing = knownTopic(image, name).leaderEpochs.length;
  if (count <= existing) {
    throw new RequestError('INVALID_PARTITIONS', `Topic ${name} has ${existing} partitions; ${count} is not more.`);
  }
  checkRoom(image, count - existing);
  return [{ type: 'partition-count', name, partitions: count }];
}

export function removeTopic(image: MetadataImage, name: string): MetadataRecord[] {
  return [{ type: 'remove-topic', name: knownTopic(image, name).name }];
}

/** KIP-339: each operation stands on its own. */
export interface ConfigChange {
  readonly name: string;
  readonly operation: 'set' | 'delete' | 'append' | 'subtract';
  readonly value: string | null;
}

export function alterTopicConfigs(
  image: MetadataImage,
  name: string,
  changes: readonly ConfigChange[],
): MetadataRecord[] {
  const topic = knownTopic(image, name);
  if (new Set(changes.map((change) => change.name)).size < changes.length) {
    throw new RequestError('INVALID_REQUEST', `A config of topic ${name} is changed twice in one request.`);
  }
  const configs: Record<string, string> = { ...topic.configs };
  for (const change of changes) applyChange(configs, change);
  checkConfigs(configs);
  return [{ type: 'topic-configs', name, configs }];
}

function applyChange(configs: Record<string, string>, { name, operation, value }: ConfigChange): void {
  const definition = topicConfigDefinition(name);
  if (definition === undefined) throw new RequestError('INVALID_CONFIG', `Unknown topic config name: ${name}`);
  if (operation === 'delete') {
    delete configs[name];
    return;
  }
  if (value === null) throw new RequestError('INVALID_REQUEST', `Config ${name} has no value.`);
  if (operation === 'set') {
    configs[name] = value;
    return;
  }
  if (definition.type !== 'list') throw new RequestError('INVALID_CONFIG', `Config ${name} is not a list.`);
  const fault = configFault(name, definition, value);
  if (fault !== null) throw new RequestError('INVALID_CONFIG', fault);
  const before = listOf(configs[name] ?? definition.fallback);
  const named = listOf(value);
  const after =
    operation === 'append' ? [...new Set([...before, ...named])] : before.filter((one) => !named.includes(one));
  configs[name] = after.join(',');
}

/** Replicas that must be in sync for acks=all; there is one. */
export const minInsyncReplicas = (topic: TopicImage): number =>
  Number(topicConfigValue(topic.configs, 'min.insync.replicas'));

function knownTopic(image: MetadataImage, name: string): TopicImage {
  const topic = image.topics.get(name);
  if (topic === undefined) {
    throw new RequestError('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${name}' does not exist.`);
  }
  return topic;
}

function checkRoom(image: MetadataImage, added: number): void {
  if (image.partitionCount + added > MAX_PARTITIONS) {
    throw new RequestError('POLICY_VIOLATION', `This broker holds at most ${MAX_PARTITIONS} partitions.`);
  }
}

function checkConfigs(configs: TopicConfigs): void {
  const fault = topicConfigsFault(configs);
  if (fault !== null) throw new RequestError('INVALID_CONFIG', fault);
}
