/** The requests of consumer groups (classic protocol), for group-member.ts. */
import {
  decodeConsumerProtocolAssignment,
  decodeConsumerProtocolSubscription,
  encodeConsumerProtocolAssignment,
  encodeConsumerProtocolSubscription,
  findCoordinatorV4,
  findCoordinatorV5,
  findCoordinatorV6,
  findErrorBy,
  heartbeatV4,
  joinGroupV6,
  joinGroupV7,
  joinGroupV8,
  joinGroupV9,
  leaveGroupV4,
  leaveGroupV5,
  offsetCommitV8,
  offsetCommitV9,
  syncGroupV4,
  syncGroupV5,
} from '@platformatic/kafka';
import { KafkaError } from './kafka-error.ts';
import type { Address, Wire } from './kafka-wire.ts';

interface Assignment {
  topic: string;
  partitions: number[];
}

export interface GroupMembership {
  groupId: string;
  generation: number;
  memberId: string;
  /** Of a static member (KIP-345); null for a dynamic one. */
  instanceId: string | null;
}

export interface JoinedGroup extends GroupMembership {
  protocol: string;
  /** Members of the generation, where this one leads it; 0 for the others. */
  led: number;
  /**
   * The leader of a new generation gets every member's subscription and decides the assignment. Null for the others, and for
   * a static member that came back to a generation as it is (KIP-814).
   */
  members: Array<{ memberId: string; topics: string[]; owned: Assignment[] }> | null;
}

export interface CommitPosition {
  topic: string;
  partition: number;
  offset: number;
}

interface JoinRequest {
  groupId: string;
  memberId: string;
  instanceId: string | null;
  protocol: string;
  topics: string[];
  owned: Assignment[];
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
}

const FIND_COORDINATOR = [findCoordinatorV6.api, findCoordinatorV5.api, findCoordinatorV4.api];
const JOIN_GROUP = [joinGroupV9.api, joinGroupV8.api, joinGroupV7.api, joinGroupV6.api];
const SYNC_GROUP = [syncGroupV5.api, syncGroupV4.api];
const HEARTBEAT = [heartbeatV4.api];
const LEAVE_GROUP = [leaveGroupV5.api, leaveGroupV4.api];
const OFFSET_COMMIT = [offsetCommitV9.api, offsetCommitV8.api];

const GROUP_COORDINATOR = 0;
const PROTOCOL_TYPE = 'consumer';
/** The subscription's version that carries owned partitions (KIP-429). */
const SUBSCRIPTION_VERSION = 1;

/** Errors of every call are `KafkaError`s. Nothing is retried here but the hand-shake of a first join. */
export class GroupRequests {
  readonly #wire: Wire;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  async findCoordinator(groupId: string): Promise<Address> {
    const { coordinators } = await this.#wire.request(
      'finding the coordinator',
      null,
      FIND_COORDINATOR,
      (api, connection) => api.async(connection, GROUP_COORDINATOR, [groupId]),
    );
    const found = coordinators[0];
    if (!found) throw new KafkaError('COORDINATOR_NOT_AVAILABLE', `group ${groupId} has no coordinator`);
    return { host: found.host, port: found.port };
  }

  async joinGroup(coordinator: Address, wanted: JoinRequest): Promise<JoinedGroup> {
    const response = await this.#join(coordinator, wanted, wanted.memberId).catch((error: KafkaError) => {
      // KIP-394: the first join only learns its member id.
      const memberId = error.code === 'MEMBER_ID_REQUIRED' ? givenMemberId(error) : null;
      if (memberId === null) throw error;
      return this.#join(coordinator, wanted, memberId);
    });
    const leads = response.leader === response.memberId;
    const decides = leads && !('skipAssignment' in response && response.skipAssignment);
    return {
      groupId: wanted.groupId,
      generation: response.generationId,
      memberId: response.memberId,
      instanceId: wanted.instanceId,
      protocol: response.protocolName ?? wanted.protocol,
      led: leads ? response.members.length : 0,
      members: decides ? response.members.map(({ memberId, metadata }) => subscriber(memberId, metadata)) : null,
    };
  }

  /** `assignments` from the leader, empty from the others; answers this member's own. */
  async syncGroup(
    coordinator: Address,
    { groupId, generation, memberId, instanceId, protocol }: JoinedGroup,
    assignments: Map<string, Assignment[]>,
  ): Promise<Assignment[]> {
    const encoded = [...assignments].map(([of, assignedPartitions]) => {
      const assignment = encodeConsumerProtocolAssignment({ version: SUBSCRIPTION_VERSION, assignedPartitions });
      return { memberId: of, assignment };
    });
    const { assignment } = await this.#wire.request('syncing the group', coordinator, SYNC_GROUP, (api, connection) =>
      api.async(connection, groupId, generation, memberId, instanceId, PROTOCOL_TYPE, protocol, encoded),
    );
    return assignment.length === 0 ? [] : decodeConsumerProtocolAssignment(assignment).assignedPartitions;
  }

  async heartbeat(coordinator: Address, membership: GroupMembership): Promise<void> {
    const { groupId, generation, memberId, instanceId } = membership;
    await this.#wire.request('heartbeat', coordinator, HEARTBEAT, (api, connection) =>
      api.async(connection, groupId, generation, memberId, instanceId),
    );
  }

  async leaveGroup(coordinator: Address, { groupId, memberId, instanceId }: GroupMembership): Promise<void> {
    const member = { memberId, groupInstanceId: instanceId };
    await this.#wire.request('leaving the group', coordinator, LEAVE_GROUP, (api, connection) =>
      api.async(connection, groupId, [member]),
    );
  }

  async commit(coordinator: Address, membership: GroupMembership, positions: CommitPosition[]): Promise<void> {
    const { groupId, generation, memberId, instanceId } = membership;
    const topics = [...Map.groupBy(positions, ({ topic }) => topic)].map(([name, partitions]) => ({
      name,
      partitions: partitions.map(({ partition, offset }) => ({
        partitionIndex: partition,
        committedOffset: BigInt(offset),
        committedLeaderEpoch: -1,
      })),
    }));
    await this.#wire.request('committing offsets', coordinator, OFFSET_COMMIT, (api, connection) =>
      api.async(connection, groupId, generation, memberId, instanceId, topics),
    );
  }

  #join(coordinator: Address, wanted: JoinRequest, memberId: string) {
    const { groupId, sessionTimeoutMs, rebalanceTimeoutMs, instanceId, topics, owned } = wanted;
    const subscription = { version: SUBSCRIPTION_VERSION, topics, ownedPartitions: owned };
    const protocols = [{ name: wanted.protocol, metadata: encodeConsumerProtocolSubscription(subscription) }];
    return this.#wire.request('joining the group', coordinator, JOIN_GROUP, (api, connection) =>
      api.async(
        connection,
        ...([groupId, sessionTimeoutMs, rebalanceTimeoutMs, memberId, instanceId, PROTOCOL_TYPE, protocols] as const),
      ),
    );
  }
}

function givenMemberId(error: KafkaError): string | null {
  const refused = error.cause instanceof Error ? findErrorBy(error.cause, 'apiId', 'MEMBER_ID_REQUIRED') : null;
  return typeof refused?.memberId === 'string' ? refused.memberId : null;
}

function subscriber(memberId: string, metadata: Buffer) {
  const { topics, ownedPartitions } = decodeConsumerProtocolSubscription(metadata);
  return { memberId, topics, owned: ownedPartitions };
}
