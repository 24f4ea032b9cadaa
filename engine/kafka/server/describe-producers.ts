/**
 * DescribeProducers (61): the idempotent and transactional producers that a partition remembers (KIP-664).
 *
 * Behaviour: a producer in a transaction is told with the offset that it began at, which finds transactions that hang.
 *
 * Version notes: v0 only.
 */
import type { ProducerEntry } from '../log/producer-state.ts';
import {
  DescribeProducersApi,
  type DescribeProducersRequest,
  type DescribeProducersResponse,
  type DescribeProducersResponsePartition,
  type DescribeProducersResponseProducer,
} from '../protocol/generated/describe-producers.ts';
import { may } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, refusal } from './refusal.ts';

export const describeProducers = handler({
  api: DescribeProducersApi,
  versions: [0, 0],
  handle: (request: DescribeProducersRequest, context: RequestContext): DescribeProducersResponse => ({
    throttleTimeMs: 0,
    topics: request.topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => describe(name, partitionIndex, context)),
    })),
  }),
});

function describe(topic: string, partitionIndex: number, context: RequestContext): DescribeProducersResponsePartition {
  if (!may(context, 'read', 'topic', topic)) {
    const answer = refusal('TOPIC_AUTHORIZATION_FAILED', `${context.principal} may not read topic ${topic}.`);
    return { partitionIndex, ...answer, activeProducers: [] };
  }
  const log = context.broker.controller.partition(topic, partitionIndex)?.log;
  if (!log) {
    const answer = refusal('UNKNOWN_TOPIC_OR_PARTITION', `This broker does not host ${topic}-${partitionIndex}.`);
    return { partitionIndex, ...answer, activeProducers: [] };
  }
  return { partitionIndex, ...ACCEPTED, activeProducers: Array.from(log.producers.entries(), told) };
}

const told = (entry: ProducerEntry): DescribeProducersResponseProducer => ({
  producerId: entry.producerId,
  producerEpoch: entry.producerEpoch,
  lastSequence: entry.batches.at(-1)?.lastSequence ?? -1,
  lastTimestamp: entry.lastTimestamp,
  coordinatorEpoch: entry.coordinatorEpoch,
  currentTxnStartOffset: entry.currentTxnFirstOffset,
});
