import { RequestError } from '../protocol/errors.ts';
import type { MetadataImage, MetadataRecord, TopicImage } from './metadata-image.ts';
import { type TopicConfigs, type TopicDefaults, topicConfigsFault, topicConfigValue } from './topic-config.ts';
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

export function createTopic(
  image: MetadataImage,
  topic: NewTopic,
  id: string,
  defaults?: TopicDefaults,
): MetadataRecord[] {
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
  const configFault = topicConfigsFault(configs, defaults);
  if (configFault !== null) throw new RequestError('INVALID_CONFIG', configFault);
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

/** Replicas that must be in sync for acks=all; there is one. */
export const minInsyncReplicas = (topic: TopicImage, defaults: TopicDefaults): number =>
  Number(topicConfigValue(topic.configs, 'min.insync.replicas', defaults));

/** The topic of that name. Throws RequestError where there is none. */
export function knownTopic(image: MetadataImage, name: string): TopicImage {
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
