import type { TopicImage } from '../cluster/metadata-image.ts';
import { type TopicConfigName, topicConfigValue } from '../cluster/topic-config.ts';

/** Where a value comes from, in Kafka's numbers. */
export const CONFIG_SOURCE = { topic: 1, staticBroker: 4, fallback: 5 } as const;

/** One effective config of a topic, as CreateTopics and DescribeConfigs tell it. */
export interface ConfigEntry {
  readonly name: string;
  readonly value: string;
  readonly readOnly: boolean;
  readonly configSource: number;
  readonly isSensitive: boolean;
}

export function topicConfigEntry(topic: TopicImage, name: TopicConfigName): ConfigEntry {
  return {
    name,
    value: topicConfigValue(topic.configs, name),
    readOnly: false,
    configSource: Object.hasOwn(topic.configs, name) ? CONFIG_SOURCE.topic : CONFIG_SOURCE.fallback,
    isSensitive: false,
  };
}
