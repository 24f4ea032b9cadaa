import type { ConfigType } from '../cluster/config-type.ts';
import { OFFSETS_TOPIC } from '../groups/offsets-topic.ts';
import { TRANSACTIONS_TOPIC } from '../transactions/transactions-topic.ts';
import type { RequestContext } from './handler.ts';

/** The broker's settings under the names that Kafka's tools look for. */
export function brokerSettings({
  broker,
  host,
  port,
}: RequestContext): { name: string; value: string; type: ConfigType }[] {
  const { config } = broker;
  const number = (name: string, value: number) => ({ name, value: String(value), type: 'int' as const });
  return [
    { name: 'advertised.listeners', value: `PLAINTEXT://${host}:${port}`, type: 'list' },
    { name: 'auto.create.topics.enable', value: String(config.autoCreateTopics), type: 'boolean' },
    number('connections.max.idle.ms', config.maxIdleMs),
    number('default.replication.factor', 1),
    number('fetch.max.bytes', config.maxFetchBytes),
    { name: 'log.dirs', value: broker.dataDir, type: 'list' },
    number('max.connections', config.maxConnections),
    number('max.incremental.fetch.session.cache.slots', config.maxFetchSessions),
    number('node.id', broker.nodeId),
    number('num.partitions', config.defaultPartitions),
    number('offsets.topic.num.partitions', OFFSETS_TOPIC.partitions),
    number('socket.request.max.bytes', config.maxRequestBytes),
    number('transaction.max.timeout.ms', config.maxTransactionTimeoutMs),
    number('transaction.state.log.num.partitions', TRANSACTIONS_TOPIC.partitions),
    number('transactional.id.expiration.ms', config.transactionalIdExpirationMs),
  ];
}
