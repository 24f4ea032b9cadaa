/** Limits and defaults of the broker, named after Kafka's settings and with their defaults. */
export interface BrokerConfig {
  /** socket.request.max.bytes: a larger frame closes its connection. */
  readonly maxRequestBytes: number;
  /** fetch.max.bytes: most that one fetch is answered with, one batch excepted. */
  readonly maxFetchBytes: number;
  /** max.incremental.fetch.session.cache.slots */
  readonly maxFetchSessions: number;
  /** sasl.server.max.receive.size: a larger frame of a client that has not authenticated closes its connection. */
  readonly maxSaslBytes: number;
  /** connections.max.reauth.ms: how long a SASL session lasts unless the client authenticates anew (KIP-368); 0 for no end. */
  readonly maxReauthMs: number;
  /** connection.failed.authentication.delay.ms */
  readonly failedAuthenticationDelayMs: number;
  /** max.connections */
  readonly maxConnections: number;
  /** connections.max.idle.ms */
  readonly maxIdleMs: number;
  /** num.partitions: of topics created without a number. */
  readonly defaultPartitions: number;
  /** auto.create.topics.enable */
  readonly autoCreateTopics: boolean;
  /** transaction.max.timeout.ms: longest that a producer may leave a transaction open. */
  readonly maxTransactionTimeoutMs: number;
  /** group.min.session.timeout.ms: shortest session timeout that a member of a classic group may ask for. */
  readonly groupMinSessionTimeoutMs: number;
  /** transactional.id.expiration.ms: a transactional id not heard of for that long is forgotten. */
  readonly transactionalIdExpirationMs: number;
  /**
   * Other settings by Kafka's names, as in its server.properties: those of cluster/broker-config-table.ts that have no field here, such as
   * `log.retention.ms`. A name or value that cannot be used keeps the broker from starting.
   */
  readonly properties: Readonly<Record<string, string>>;
}

export const BROKER_DEFAULTS: BrokerConfig = {
  maxRequestBytes: 104_857_600,
  maxFetchBytes: 57_671_680,
  maxFetchSessions: 1000,
  maxSaslBytes: 524_288,
  maxReauthMs: 0,
  failedAuthenticationDelayMs: 100,
  maxConnections: 5000,
  maxIdleMs: 600_000,
  defaultPartitions: 1,
  autoCreateTopics: true,
  maxTransactionTimeoutMs: 900_000,
  groupMinSessionTimeoutMs: 6_000,
  transactionalIdExpirationMs: 604_800_000,
  properties: {},
};
