import { BROKER_CONFIGS } from '../../cluster/broker-config-table.ts';
import { type Configs, configFault } from '../../cluster/config-type.ts';
import { groupConfigsConflict } from '../../cluster/group-config.ts';
import { ASSIGNORS } from '../../groups/assignors/assignors.ts';
import { DEFAULT_LIMITS } from '../../groups/classic/classic-group.ts';
import { OFFSETS_TOPIC } from '../../groups/offsets-topic.ts';
import { TRANSACTIONS_TOPIC } from '../../transactions/transactions-topic.ts';
import type { BrokerConfig } from '../broker-config.ts';

/** What a broker is started with, by Kafka's names, where that is not the default. Throws for properties that cannot be used. */
export function startedConfigs(
  config: BrokerConfig,
  { nodeId, dataDir }: { nodeId: number; dataDir: string },
): Configs {
  const facts = { ...factsOf(config), 'broker.id': nodeId, 'node.id': nodeId, 'log.dirs': dataDir };
  const started: Record<string, string> = {};
  for (const [name, value] of Object.entries(facts)) {
    if (BROKER_CONFIGS[name]?.fallback !== String(value)) started[name] = String(value);
  }
  for (const [name, value] of Object.entries(config.properties)) {
    const definition = Object.hasOwn(BROKER_CONFIGS, name) ? BROKER_CONFIGS[name] : undefined;
    if (definition === undefined || name in facts) throw new Error(`${name} is no property that this broker takes`);
    const fault = configFault(name, definition, value);
    if (fault !== null) throw new Error(fault);
    started[name] = value;
  }
  const conflict = groupConfigsConflict({}, { own: {}, everywhere: {}, started });
  if (conflict !== null) throw new Error(`group.${conflict}`);
  return started;
}

function factsOf(config: BrokerConfig): Record<string, string | number | boolean> {
  return {
    'auto.create.topics.enable': config.autoCreateTopics,
    'connection.failed.authentication.delay.ms': config.failedAuthenticationDelayMs,
    'connections.max.idle.ms': config.maxIdleMs,
    'connections.max.reauth.ms': config.maxReauthMs,
    'fetch.max.bytes': config.maxFetchBytes,
    'group.consumer.assignors': [...ASSIGNORS.keys()].join(','),
    'group.consumer.max.size': DEFAULT_LIMITS.maxMembers,
    'group.consumer.migration.policy': 'bidirectional',
    'group.coordinator.rebalance.protocols': 'classic,consumer',
    'group.max.size': DEFAULT_LIMITS.maxMembers,
    'group.min.session.timeout.ms': config.groupMinSessionTimeoutMs,
    'max.connections': config.maxConnections,
    'max.incremental.fetch.session.cache.slots': config.maxFetchSessions,
    'num.partitions': config.defaultPartitions,
    'offsets.topic.num.partitions': OFFSETS_TOPIC.partitions,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.segment.bytes': OFFSETS_TOPIC.configs['segment.bytes'],
    'process.roles': 'broker,controller',
    'sasl.server.max.receive.size': config.maxSaslBytes,
    'socket.request.max.bytes': config.maxRequestBytes,
    'transaction.max.timeout.ms': config.maxTransactionTimeoutMs,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': TRANSACTIONS_TOPIC.partitions,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.segment.bytes': TRANSACTIONS_TOPIC.configs['segment.bytes'],
    'transactional.id.expiration.ms': config.transactionalIdExpirationMs,
  };
}
