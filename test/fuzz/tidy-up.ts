import { CreateTopicsApi } from '../../engine/kafka/protocol/generated/create-topics.ts';
import { DeleteGroupsApi } from '../../engine/kafka/protocol/generated/delete-groups.ts';
import { DeleteTopicsApi } from '../../engine/kafka/protocol/generated/delete-topics.ts';
import { DescribeGroupsApi } from '../../engine/kafka/protocol/generated/describe-groups.ts';
import { InitProducerIdApi } from '../../engine/kafka/protocol/generated/init-producer-id.ts';
import { LeaveGroupApi } from '../../engine/kafka/protocol/generated/leave-group.ts';
import { ListGroupsApi } from '../../engine/kafka/protocol/generated/list-groups.ts';
import { MetadataApi } from '../../engine/kafka/protocol/generated/metadata.ts';
import { ZERO_UUID } from '../../engine/kafka/protocol/reader.ts';
import { RawClient } from '../engine/kafka/raw-client.ts';
import { topicOf } from '../engine/kafka/requests.ts';
import { COMPACTED, PARTITIONS, PLAIN, type World } from './world.ts';

/** Small segments, so that they roll, are compacted, and go. */
const SEGMENT_BYTES = '1000000';
const RETENTION_BYTES = '20000000';

const ALL_TOPICS = {
  topics: null,
  allowAutoTopicCreation: false,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
};

async function withClient<T>(port: number, work: (client: RawClient) => Promise<T>): Promise<T> {
  const client = await RawClient.connect(port);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

/** Makes what the frames are about, as far as it is not there. */
export function makeWorld(port: number): Promise<World> {
  return withClient(port, async (client) => {
    const sizes = { 'segment.bytes': SEGMENT_BYTES, 'retention.bytes': RETENTION_BYTES, 'retention.ms': '-1' };
    const compacting = { ...sizes, 'cleanup.policy': 'compact,delete', 'min.cleanable.dirty.ratio': '0.01' };
    await client.call(CreateTopicsApi, 7, topicOf(PLAIN, PARTITIONS, sizes));
    await client.call(CreateTopicsApi, 7, topicOf(COMPACTED, PARTITIONS, compacting));
    const { topics } = await client.call(MetadataApi, 12, ALL_TOPICS);
    const idOf = (wanted: string): string => topics.find(({ name }) => name === wanted)!.topicId;
    const wish = { transactionalId: null, transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 };
    const { producerId } = await client.call(InitProducerIdApi, 4, wish);
    return { plainId: idOf(PLAIN), compactedId: idOf(COMPACTED), producerId };
  });
}

/** Deletes what frames made: topics and groups that are neither the world's nor in `kept`. Members are made to leave first. */
export function tidyUp(port: number, kept: (name: string) => boolean): Promise<void> {
  return withClient(port, async (client) => {
    const { topics } = await client.call(MetadataApi, 12, ALL_TOPICS);
    const strays = topics.filter(({ name, isInternal }) => name !== null && !isInternal && !kept(name));
    for (const { name } of strays) {
      const topicsToDelete = [{ name, topicId: ZERO_UUID }];
      await client.call(DeleteTopicsApi, 6, { topics: topicsToDelete, topicNames: [], timeoutMs: 10_000 });
    }
    const { groups } = await client.call(ListGroupsApi, 4, { statesFilter: [], typesFilter: [] });
    for (const { groupId } of groups) if (!kept(groupId)) await deleteGroup(client, groupId);
  });
}

async function deleteGroup(client: RawClient, groupId: string): Promise<void> {
  const wish = { groups: [groupId], includeAuthorizedOperations: false };
  const { groups } = await client.call(DescribeGroupsApi, 5, wish);
  const members = groups.flatMap((group) =>
    group.members.map(({ memberId, groupInstanceId }) => ({ memberId, groupInstanceId, reason: null })),
  );
  if (members.length > 0) await client.call(LeaveGroupApi, 5, { groupId, memberId: '', members });
  await client.call(DeleteGroupsApi, 2, { groupsNames: [groupId] });
}
