import { BROKER_CONFIGS, type BrokerConfigDefinition, COARSER_UNITS } from './broker-config-table.ts';
import { CONFIG_SOURCE, type Configs } from './config-type.ts';
import { STATIC_TOPIC_DEFAULTS, TOPIC_CONFIG_NAMES, type TopicConfigName, type TopicDefaults } from './topic-config.ts';
import { TOPIC_CONFIGS, type TopicConfigDefinition } from './topic-config-table.ts';

/** Where the configs of a broker come from, the layer that wins first (KIP-226). */
export interface BrokerConfigLayers {
  /** Set for this broker while it ran. */
  readonly own: Configs;
  /** Set for all brokers while they ran. */
  readonly everywhere: Configs;
  /** What this broker was started with, where that is not Kafka's default. */
  readonly started: Configs;
}

/** One value that a config could have; the first of a list is the one that holds. */
export interface ConfigSynonym {
  readonly name: string;
  /** Null where it is not told. */
  readonly value: string | null;
  readonly source: number;
}

export const brokerConfigDefinition = (name: string): BrokerConfigDefinition | undefined =>
  Object.hasOwn(BROKER_CONFIGS, name) ? BROKER_CONFIGS[name] : undefined;

/** A config and the coarser names for the same, the one that wins first. */
function namesFor(name: string): string[] {
  for (const [finest, coarser] of Object.entries(COARSER_UNITS)) {
    const names = [finest, ...coarser.map((unit) => unit.name)];
    if (names.includes(name)) return names;
  }
  return [name];
}

/**
 * Every value of a broker config, layer by layer. As in Kafka the list begins where the name itself has a value: it is empty where only a
 * coarser name has one.
 */
export function brokerConfigSynonyms(layers: BrokerConfigLayers, name: string): ConfigSynonym[] {
  const names = namesFor(name);
  const found: ConfigSynonym[] = [];
  for (const [values, source] of sources(layers)) {
    for (const synonym of names) {
      const value = values(synonym);
      if (value !== null) found.push({ name: synonym, value, source });
    }
  }
  const first = found.findIndex((synonym) => synonym.name === name);
  return first < 0 ? [] : found.slice(first);
}

type ValueOf = (name: string) => string | null;

function sources({ own, everywhere, started }: BrokerConfigLayers): [ValueOf, number][] {
  return [
    [(name) => own[name] ?? null, CONFIG_SOURCE.broker],
    [(name) => everywhere[name] ?? null, CONFIG_SOURCE.everyBroker],
    [(name) => started[name] ?? null, CONFIG_SOURCE.started],
    [(name) => BROKER_CONFIGS[name]?.fallback ?? null, CONFIG_SOURCE.fallback],
  ];
}

/** The value that holds; null where there is none. */
export function brokerConfigValue(layers: BrokerConfigLayers, name: string): string | null {
  for (const [values] of sources(layers)) {
    const value = values(name);
    if (value !== null) return value;
  }
  return null;
}

/** What topics are that set nothing of their own. */
export function topicDefaultsOf(layers: BrokerConfigLayers): TopicDefaults {
  const defaults: Partial<Record<TopicConfigName, string>> = {};
  for (const name of TOPIC_CONFIG_NAMES) {
    const { broker, fallback }: TopicConfigDefinition = TOPIC_CONFIGS[name];
    defaults[name] = (broker === null ? null : inFinestUnit(layers, broker)) ?? fallback;
  }
  return { ...STATIC_TOPIC_DEFAULTS, ...defaults };
}

/** The value in ms where a coarser unit tells it. */
function inFinestUnit(layers: BrokerConfigLayers, name: string): string | null {
  const value = brokerConfigValue(layers, name);
  if (value !== null) return value;
  for (const { name: coarser, unitMs } of COARSER_UNITS[name] ?? []) {
    const count = brokerConfigValue(layers, coarser);
    if (count !== null) return Number(count) < 0 ? '-1' : String(Number(count) * unitMs);
  }
  return null;
}
