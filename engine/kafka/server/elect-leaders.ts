/**
 * ElectLeaders (43): gives partitions their preferred leader again, or any that lives (KIP-460).
 *
 * Behaviour: with one replica the preferred one always leads, so a partition that there is gets ELECTION_NOT_NEEDED, whichever election is asked
 * for. Where all partitions are meant (null), those are left out, and no error is told.
 *
 * Version notes: v0 knows the preferred election only, and has no error of its own for the request; an election type that nobody knows gets
 * INVALID_REQUEST.
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  ElectLeadersApi,
  type ElectLeadersRequest,
  type ElectLeadersResponse,
  type ElectLeadersResponsePartition,
} from '../protocol/generated/elect-leaders.ts';
import { authorizeOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { type Refusal, refusal, refusalOf } from './refusal.ts';

const UNCLEAN = 1;

export const electLeaders = handler({
  api: ElectLeadersApi,
  versions: [0, 2],
  handle({ electionType, topicPartitions }: ElectLeadersRequest, context: RequestContext): ElectLeadersResponse {
    const { controller, log } = context.broker;
    try {
      authorizeOnCluster(context, 'alter');
    } catch (error) {
      return failed(refusalOf(error, log).errorCode, topicPartitions);
    }
    if (electionType < 0 || electionType > UNCLEAN) return failed(ERROR_CODES.INVALID_REQUEST, null);
    if (topicPartitions === null) {
      const all = Array.from(controller.topics.keys(), (topic) => ({ topic, partitionResult: [] }));
      return { throttleTimeMs: 0, errorCode: ERROR_CODES.NONE, replicaElectionResults: all };
    }
    const results = topicPartitions.map(({ topic, partitions }) => ({
      topic,
      partitionResult: partitions.map((partitionId) => ({ partitionId, ...elect(topic, partitionId, context) })),
    }));
    return { throttleTimeMs: 0, errorCode: ERROR_CODES.NONE, replicaElectionResults: results };
  },
});

function elect(topic: string, partition: number, { broker }: RequestContext): Refusal {
  if (broker.controller.partition(topic, partition) === undefined) {
    return refusal('UNKNOWN_TOPIC_OR_PARTITION', `No such partition as ${topic}-${partition}.`);
  }
  return refusal('ELECTION_NOT_NEEDED', 'Leader election not needed for topic partition.');
}

/** The error of the whole; before v1 only partitions can carry it. */
function failed(errorCode: number, asked: ElectLeadersRequest['topicPartitions']): ElectLeadersResponse {
  const results = (asked ?? []).map(({ topic, partitions }) => ({
    topic,
    partitionResult: partitions.map(
      (partitionId): ElectLeadersResponsePartition => ({ partitionId, errorCode, errorMessage: null }),
    ),
  }));
  return { throttleTimeMs: 0, errorCode, replicaElectionResults: results };
}
