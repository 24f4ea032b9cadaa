import { RequestError } from '../protocol/errors.ts';
import {
  type BrokerConfigLayers,
  brokerConfigDefinition,
  brokerConfigValue,
  topicDefaultsOf,
} from './broker-config.ts';
import { type ConfigEdit, type ConfigKind, editFault } from './config-edit.ts';
import { type Configs, configFault } from './config-type.ts';
import { groupConfigDefinition, groupConfigsConflict } from './group-config.ts';
import type { MetadataImage, MetadataRecord } from './metadata-image.ts';
import { type TopicDefaults, topicConfigDefinition, topicConfigsConflict } from './topic-config.ts';
import { knownTopic } from './topic-decisions.ts';

/*
 * Decisions about configs: what is known and how it is edited, to the records that follow. They throw RequestError where the answer is no, and
 * change nothing.
 */

/** What a broker knows of itself when it decides about configs. */
export interface ConfigSetting {
  readonly nodeId: number;
  readonly layers: BrokerConfigLayers;
}

export function alterTopicConfigs(
  image: MetadataImage,
  name: string,
  edit: ConfigEdit,
  { layers }: Pick<ConfigSetting, 'layers'>,
): MetadataRecord[] {
  if (name === '') throw new RequestError('INVALID_REQUEST', 'Default topic resources are not allowed.');
  const topic = knownTopic(image, name);
  const defaults = topicDefaultsOf(layers);
  const kind = topicKind(defaults);
  const configs = edit(topic.configs, kind);
  const fault = editFault(topic.configs, configs, kind) ?? topicConfigsConflict(configs, defaults);
  if (fault !== null) throw new RequestError('INVALID_CONFIG', fault);
  return [{ type: 'topic-configs', name, configs }];
}

const topicKind = (defaults: TopicDefaults): ConfigKind => ({
  noun: 'topic',
  rule: topicConfigDefinition,
  fallback: (name) => (Object.hasOwn(defaults, name) ? defaults[name as keyof TopicDefaults] : null),
});

/** Groups that have configs of their own: each is kept, and any client may name one. */
const MAX_GROUPS_WITH_CONFIGS = 10_000;

/** Configs of one group, whether there is such a group yet or not (KIP-848). */
export function alterGroupConfigs(
  image: MetadataImage,
  name: string,
  edit: ConfigEdit,
  { layers }: Pick<ConfigSetting, 'layers'>,
): MetadataRecord[] {
  if (name === '') throw new RequestError('INVALID_REQUEST', 'Default group resources are not allowed.');
  const before = image.groupConfigs(name);
  const kind = groupKind(layers);
  const configs = edit(before, kind);
  const fault = editFault(before, configs, kind) ?? groupConfigsConflict(configs, layers);
  if (fault !== null) throw new RequestError('INVALID_CONFIG', fault);
  if (image.groupsWithConfigs.length >= MAX_GROUPS_WITH_CONFIGS && Object.keys(before).length === 0) {
    throw new RequestError('POLICY_VIOLATION', `At most ${MAX_GROUPS_WITH_CONFIGS} groups have configs of their own.`);
  }
  return [{ type: 'group-configs', name, configs }];
}

const groupKind = (layers: BrokerConfigLayers): ConfigKind => ({
  noun: 'group',
  rule: (name) => {
    const definition = groupConfigDefinition(name);
    if (definition === undefined) return undefined;
    const bound = (of: string): number => Number(brokerConfigValue(layers, of));
    return { ...definition, min: bound(definition.least), max: bound(definition.most) };
  },
  fallback: (name) => {
    const definition = groupConfigDefinition(name);
    return definition === undefined ? null : brokerConfigValue(layers, definition.broker);
  },
});

/** Configs of one broker by its id, or of all with '' (KIP-226). As in Kafka a value that is refused gets INVALID_REQUEST here. */
export function alterBrokerConfigs(
  image: MetadataImage,
  name: string,
  edit: ConfigEdit,
  { nodeId, layers }: ConfigSetting,
): MetadataRecord[] {
  if (name !== '') requireBroker(name, nodeId);
  const before = image.brokerConfigs(name);
  const configs = edit(before, brokerKind(layers));
  checkBrokerConfigs(before, configs);
  return [{ type: 'broker-configs', name, configs }];
}

const brokerKind = (layers: BrokerConfigLayers): ConfigKind => ({
  noun: 'broker',
  rule: brokerConfigDefinition,
  fallback: (name) => brokerConfigValue(layers, name),
});

function checkBrokerConfigs(before: Configs, after: Configs): void {
  for (const [name, value] of Object.entries(after)) {
    if (before[name] === value) continue;
    const definition = brokerConfigDefinition(name);
    // As in Kafka, a name that is none of the broker's is kept for whoever gives it a meaning, and told without its value.
    if (definition === undefined) continue;
    if (!definition.isDynamic) {
      throw new RequestError('INVALID_REQUEST', `Cannot update these configs dynamically: Set(${name})`);
    }
    const fault = configFault(name, definition, value);
    if (fault !== null) throw new RequestError('INVALID_REQUEST', fault);
  }
}

/** Refuses the name of a broker that is not this one. */
export function requireBroker(name: string, nodeId: number): void {
  if (!/^-?\d+$/.test(name))
    throw new RequestError('INVALID_REQUEST', `Broker id must be an integer, but it is: ${name}`);
  if (Number(name) !== nodeId) {
    throw new RequestError('INVALID_REQUEST', `Unexpected broker id, expected ${nodeId}, but received ${name}`);
  }
}
