import type { ConfigSynonym } from '../../cluster/broker-config.ts';
import { CONFIG_SOURCE, type ConfigType } from '../../cluster/config-type.ts';

/** One effective config as DescribeConfigs tells it, before a client says how much of it to tell. */
export interface ConfigDescription {
  readonly name: string;
  /** Null where nothing is set and there is no default. */
  readonly value: string | null;
  readonly readOnly: boolean;
  /** Null for a config that is none of the broker's. */
  readonly type: ConfigType | null;
  readonly documentation: string;
  /** Every value that it could have, the one that holds first; empty where a default has no name of its own. */
  readonly synonyms: readonly ConfigSynonym[];
}

/** Nobody knows what a config is for that the broker does not know: its value is kept to itself. */
export const isSensitive = ({ type }: Pick<ConfigDescription, 'type'>): boolean => type === null;

/** Where the value that holds comes from. */
export const sourceOf = ({ synonyms }: Pick<ConfigDescription, 'synonyms'>): number =>
  synonyms[0]?.source ?? CONFIG_SOURCE.fallback;
