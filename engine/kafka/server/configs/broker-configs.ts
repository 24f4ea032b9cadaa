import { brokerConfigDefinition, brokerConfigSynonyms } from '../../cluster/broker-config.ts';
import { BROKER_CONFIGS } from '../../cluster/broker-config-table.ts';
import { requireBroker } from '../../cluster/config-decisions.ts';
import { CONFIG_SOURCE, type Configs } from '../../cluster/config-type.ts';
import type { RequestContext } from '../handler.ts';
import type { ConfigDescription } from './config-description.ts';

/** Every config of this broker, or with '' what was set for all brokers. Throws RequestError for another broker's id. */
export function describeBrokerConfigs(name: string, context: RequestContext): ConfigDescription[] {
  if (name === '') return setForAll(context);
  requireBroker(name, context.broker.nodeId);
  const known = Object.entries(BROKER_CONFIGS).map(([config, { type, documentation, isDynamic }]) => {
    const synonyms = synonymsOf(config, context);
    const value = synonyms[0]?.value ?? null;
    return { name: config, value, readOnly: !isDynamic, type, documentation, synonyms };
  });
  const { own, everywhere } = context.broker.controller.brokerConfigLayers;
  return [...known, ...unknown(own, CONFIG_SOURCE.broker), ...unknown(everywhere, CONFIG_SOURCE.everyBroker)];
}

/** Configs that were set and that this broker does not know: they act on nothing. */
function unknown(configs: Configs, source: number): ConfigDescription[] {
  return Object.keys(configs)
    .filter((name) => brokerConfigDefinition(name) === undefined)
    .map((name) => {
      const synonyms = [{ name, value: null, source }];
      const documentation = 'No config of this broker: it is kept and acts on nothing.';
      return { name, value: null, readOnly: false, type: null, documentation, synonyms };
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
  const { everywhere } = broker.controller.brokerConfigLayers;
  const known = Object.entries(everywhere).flatMap(([name, value]) => {
    const definition = brokerConfigDefinition(name);
    if (definition === undefined) return [];
    const synonyms = [{ name, value, source: CONFIG_SOURCE.everyBroker }];
    return [{ name, value, readOnly: false, type: definition.type, documentation: definition.documentation, synonyms }];
  });
  return [...known, ...unknown(everywhere, CONFIG_SOURCE.everyBroker)];
}
