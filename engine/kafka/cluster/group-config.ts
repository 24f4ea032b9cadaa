import { type BrokerConfigLayers, brokerConfigValue } from './broker-config.ts';
import { type ConfigDefinition, type Configs, numberOf } from './config-type.ts';

/** A config of one group, and the broker's configs that it has its default and its bounds from. */
export interface GroupConfigDefinition extends Omit<ConfigDefinition, 'fallback' | 'min' | 'max'> {
  /** Default of groups that set nothing of their own. */
  readonly broker: string;
  readonly least: string;
  readonly most: string;
}

/** Configs of consumer groups (KIP-848). Those of share and streams groups are none here: neither is served. */
export const GROUP_CONFIGS = {
  'consumer.heartbeat.interval.ms': {
    type: 'int',
    broker: 'group.consumer.heartbeat.interval.ms',
    least: 'group.consumer.min.heartbeat.interval.ms',
    most: 'group.consumer.max.heartbeat.interval.ms',
    documentation: 'How often members are told to send a heartbeat, in ms.',
  },
  'consumer.session.timeout.ms': {
    type: 'int',
    broker: 'group.consumer.session.timeout.ms',
    least: 'group.consumer.min.session.timeout.ms',
    most: 'group.consumer.max.session.timeout.ms',
    documentation: 'How long a member may be silent before it counts as gone, in ms.',
  },
} as const satisfies Record<string, GroupConfigDefinition>;

export type GroupConfigName = keyof typeof GROUP_CONFIGS;

export const GROUP_CONFIG_NAMES = Object.keys(GROUP_CONFIGS) as GroupConfigName[];

export function groupConfigDefinition(name: string): GroupConfigDefinition | undefined {
  return Object.hasOwn(GROUP_CONFIGS, name) ? GROUP_CONFIGS[name as GroupConfigName] : undefined;
}

/** The value that holds: the group's own, else that of the broker. */
export function groupConfigValue(own: Configs, name: GroupConfigName, layers: BrokerConfigLayers): number {
  const { broker } = GROUP_CONFIGS[name];
  return numberOf(own[name] ?? brokerConfigValue(layers, broker) ?? '');
}

/** What is wrong with values that are right each for itself, or null. */
export function groupConfigsConflict(own: Configs, layers: BrokerConfigLayers): string | null {
  const interval = groupConfigValue(own, 'consumer.heartbeat.interval.ms', layers);
  const session = groupConfigValue(own, 'consumer.session.timeout.ms', layers);
  if (interval < session) return null;
  return 'consumer.heartbeat.interval.ms must be less than consumer.session.timeout.ms';
}
