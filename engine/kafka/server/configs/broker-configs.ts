import { brokerConfigDefinition, brokerConfigSynonyms } from '../../cluster/broker-config.ts';
import { BROKER_CONFIGS } from '../../cluster/broker-config-table.ts';
import { requireBroker } from '../../cluster/config-decisions.ts';
import { CONFIG_SOURCE } from '../../cluster/config-type.ts';
import type { RequestContext } from '../handler.ts';
import type { ConfigDescription } from './config-description.ts';

/** Every config of this broker, or with '' what was set for all brokers. Throws RequestError for another broker's id. */
export function describeBrokerConfigs(name: string, context: RequestContext): ConfigDescription[] {
  if (name === '') return setForAll(context);
  requireBroker(name, context.broker.nodeId);
  return Object.entries(BROKER_CONFIGS).map(([config, { type, documentation, isDynamic }]) => {
    const synonyms = synonymsOf(config, context);
    const value = synonyms[0]?.value ?? null;
    return { name: config, value, readOnly: !isDynamic, type, documentation, synonyms };
  });
}

function synonymsOf(name: string, { broker, host, port, protocol }: RequestContext) {
  // Behind a wildcard address every client is told the one by which it came.
  if (name === 'advertised.listeners') {
    return [{ name, value: `${protocol}://${host}:${port}`, source: CONFIG_SOURCE.started }];
  }
  return brokerConfigSynonyms(broker.controller.brokerConfigLayers, name);
}

function setForAll({ broker }: RequestContext): ConfigDescription[] {
  return Object.entries(broker.controller.brokerConfigLayers.everywhere).flatMap(([name, value]) => {
    const definition = brokerConfigDefinition(name);
    if (definition === undefined) return [];
    const synonyms = [{ name, value, source: CONFIG_SOURCE.everyBroker }];
    return [{ name, value, readOnly: false, type: definition.type, documentation: definition.documentation, synonyms }];
  });
}
