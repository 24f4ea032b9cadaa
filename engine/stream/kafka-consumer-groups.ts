/** Groups of the consumer protocol (KIP-848), which DescribeGroups knows nothing of: asked of their coordinators. */
import { type Admin, consumerGroupDescribeV0, FindCoordinatorKeyTypes } from '@platformatic/kafka';
import type { Wire } from './kafka-wire.ts';

/** What a group is made of just now. */
export interface GroupMembership {
  /** As the broker spells it: `Stable`, `Empty`, `Reconciling` and so on. */
  state: string;
  /** The assignor's name; '' for none. */
  protocol: string;
  members: Array<{
    id: string;
    clientId: string;
    host: string;
    assignments: Array<{ topic: string; partitions: number[] }>;
  }>;
}

/** By group id. */
export async function consumerGroupMemberships(
  library: Admin,
  wire: Wire,
  ids: string[],
): Promise<Map<string, GroupMembership>> {
  if (ids.length === 0) return new Map();
  const coordinators = await library.findCoordinator({ keyType: FindCoordinatorKeyTypes.GROUP, keys: ids });
  const byBroker = Map.groupBy(coordinators, ({ nodeId }) => nodeId);
  const answers = [...byBroker.values()].map(async (groups) => {
    const { host, port } = groups[0]!;
    const keys = groups.map(({ key }) => key);
    return wire.request('describing groups', { host, port }, [consumerGroupDescribeV0.api], (api, connection) =>
      api.async(connection, keys, false),
    );
  });
  const described = (await Promise.all(answers)).flatMap(({ groups }) => groups);
  return new Map(
    described.map(({ groupId, groupState, assignorName, members }) => [
      groupId,
      {
        state: groupState,
        protocol: assignorName,
        members: members.map(({ memberId, clientId, clientHost, assignment }) => ({
          id: memberId,
          clientId,
          host: clientHost,
          assignments: assignment.topicPartitions.map(({ topicName: topic, partitions }) => ({ topic, partitions })),
        })),
      },
    ]),
  );
}
