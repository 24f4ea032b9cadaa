import { brokerConfigSynonyms } from '../../cluster/broker-config.ts';
import { CONFIG_SOURCE } from '../../cluster/config-type.ts';
import type { Controller } from '../../cluster/controller.ts';
import {
  TOPIC_CONFIG_NAMES,
  type TopicConfigName,
  type TopicConfigs,
  topicConfigValue,
} from '../../cluster/topic-config.ts';
import { TOPIC_CONFIGS, type TopicConfigDefinition } from '../../cluster/topic-config-table.ts';
import { topicNameFault } from '../../cluster/topic-name.ts';
import { RequestError } from '../../protocol/errors.ts';
import type { ConfigDescription } from './config-description.ts';

/** Every config of a topic. Throws RequestError where there is no such topic. */
export function topicConfigsByName(name: string, controller: Controller): ConfigDescription[] {
  const fault = topicNameFault(name);
  if (fault !== null) throw new RequestError('INVALID_TOPIC_EXCEPTION', fault);
  const topic = controller.topics.get(name);
  if (topic === undefined) throw new RequestError('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${name}' does not exist.`);
  return describeTopicConfigs(topic.configs, controller);
}

/** Every config that a topic has with these values of its own. */
export function describeTopicConfigs(own: TopicConfigs, controller: Controller): ConfigDescription[] {
  return TOPIC_CONFIG_NAMES.map((name) => describe(name, own, controller));
}

function describe(name: TopicConfigName, own: TopicConfigs, controller: Controller): ConfigDescription {
  const { broker, type, documentation }: TopicConfigDefinition = TOPIC_CONFIGS[name];
  const value = topicConfigValue(own, name, controller.topicDefaults);
  const defaults = broker === null ? [] : brokerConfigSynonyms(controller.brokerConfigLayers, broker);
  const synonyms = Object.hasOwn(own, name) ? [{ name, value, source: CONFIG_SOURCE.topic }, ...defaults] : defaults;
  return { name, value, readOnly: false, type, documentation, synonyms };
}
