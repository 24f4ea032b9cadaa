/**
 * DescribeQuorum (55): who decides about the cluster, and how far each has come (KIP-595).
 *
 * Behaviour: this broker is the one voter and leads. The metadata log counts the records of all decisions; the leader's epoch counts this
 * broker's starts. It is asked for as partition 0 of `__cluster_metadata`, alone; anything else gets UNKNOWN_TOPIC_OR_PARTITION.
 *
 * Version notes: v1 tells when a voter last fetched and had caught up (KIP-836): for the leader, now. v2 tells the voters' listeners: a quorum of one
 * needs none.
 */
import {
  DescribeQuorumApi,
  type DescribeQuorumRequest,
  type DescribeQuorumResponse,
  type DescribeQuorumResponsePartition,
} from '../protocol/generated/describe-quorum.ts';
import { ZERO_UUID } from '../protocol/reader.ts';
import { authorizeOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, refusal, refusalOf } from './refusal.ts';

const METADATA_TOPIC = '__cluster_metadata';

export const describeQuorum = handler({
  api: DescribeQuorumApi,
  versions: [0, 2],
  handle(request: DescribeQuorumRequest, context: RequestContext): DescribeQuorumResponse {
    const { broker } = context;
    try {
      authorizeOnCluster(context, 'describe');
    } catch (error) {
      return { ...refusalOf(error, broker.log), topics: [], nodes: [] };
    }
    const isServed = asksForMetadataLog(request);
    const topics = request.topics.map(({ topicName, partitions }) => ({
      topicName,
      partitions: partitions.map(({ partitionIndex }) => (isServed ? quorum(context) : notHosted(partitionIndex))),
    }));
    return { ...ACCEPTED, topics, nodes: isServed ? [{ nodeId: broker.nodeId, listeners: [] }] : [] };
  },
});

function asksForMetadataLog({ topics }: DescribeQuorumRequest): boolean {
  const [topic, ...others] = topics;
  if (topic?.topicName !== METADATA_TOPIC || others.length > 0) return false;
  return topic.partitions.length === 1 && topic.partitions[0]!.partitionIndex === 0;
}

function quorum({ broker }: RequestContext): DescribeQuorumResponsePartition {
  const { offset, leaderEpoch } = broker.controller.metadataPosition;
  const nowMs = Date.now();
  const self = {
    replicaId: broker.nodeId,
    replicaDirectoryId: ZERO_UUID,
    logEndOffset: offset,
    lastFetchTimestamp: nowMs,
    lastCaughtUpTimestamp: nowMs,
  };
  return {
    ...ACCEPTED,
    partitionIndex: 0,
    leaderId: broker.nodeId,
    leaderEpoch,
    highWatermark: offset,
    currentVoters: [self],
    observers: [],
  };
}

const notHosted = (partitionIndex: number): DescribeQuorumResponsePartition => ({
  ...refusal('UNKNOWN_TOPIC_OR_PARTITION', 'The quorum is that of partition 0 of __cluster_metadata.'),
  partitionIndex,
  leaderId: 0,
  leaderEpoch: 0,
  highWatermark: 0,
  currentVoters: [],
  observers: [],
});
