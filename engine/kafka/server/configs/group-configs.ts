import { brokerConfigSynonyms } from '../../cluster/broker-config.ts';
import { CONFIG_SOURCE } from '../../cluster/config-type.ts';
import { GROUP_CONFIG_NAMES, GROUP_CONFIGS } from '../../cluster/group-config.ts';
import { RequestError } from '../../protocol/errors.ts';
import type { RequestContext } from '../handler.ts';
import type { ConfigDescription } from './config-description.ts';

/** Every config of a group. A group need not be there to have configs, as in Kafka. Throws RequestError for no name. */
export function describeGroupConfigs(groupId: string, { broker }: RequestContext): ConfigDescription[] {
  if (groupId === '') throw new RequestError('INVALID_REQUEST', 'Group name must not be empty.');
  const own = broker.controller.groupConfigs(groupId);
  return GROUP_CONFIG_NAMES.map((name) => {
    const { broker: fallback, type, documentation } = GROUP_CONFIGS[name];
    const defaults = brokerConfigSynonyms(broker.controller.brokerConfigLayers, fallback);
    const value = own[name];
    const synonyms = value === undefined ? defaults : [{ name, value, source: CONFIG_SOURCE.group }, ...defaults];
    return { name, value: synonyms[0]?.value ?? null, readOnly: false, type, documentation, synonyms };
  });
}
