import type { Controller } from '../cluster/controller.ts';
import type { GroupCoordinator } from '../groups/coordinator.ts';
import type { LogDir } from '../log/log-dir.ts';
import type { LogSink } from '../log-sink.ts';
import type { Authorizer } from '../security/authorizer.ts';
import type { Credentials } from '../security/credentials.ts';
import type { PasswordChecks } from '../security/sasl/password-checks.ts';
import type { TransactionCoordinator } from '../transactions/coordinator.ts';
import type { Markers } from '../transactions/markers.ts';
import type { BrokerConfig } from './broker-config.ts';
import type { ChunkPool } from './chunk-pool.ts';
import type { FetchPurgatory } from './fetch-purgatory.ts';
import type { FetchSessions } from './fetch-sessions.ts';
import type { ClientThrottle } from './quotas/client-throttle.ts';
import type { RequestMemory } from './request-memory.ts';

/** What handlers work with: the rooms of one running broker. */
export interface BrokerContext {
  readonly nodeId: number;
  readonly clusterId: string;
  readonly dataDir: string;
  readonly config: BrokerConfig;
  readonly controller: Controller;
  readonly logDir: LogDir;
  readonly groups: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
  readonly markers: Markers;
  readonly fetchSessions: FetchSessions;
  readonly fetchPurgatory: FetchPurgatory;
  readonly throttle: ClientThrottle;
  readonly authorizer: Authorizer;
  readonly credentials: Credentials;
  readonly chunks: ChunkPool;
  readonly passwordChecks: PasswordChecks;
  readonly requestMemory: RequestMemory;
  readonly log: LogSink;
}
