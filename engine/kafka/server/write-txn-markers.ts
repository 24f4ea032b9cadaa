/**
 * WriteTxnMarkers (27): writes the control records that end a transaction in partitions (KIP-98).
 *
 * Behaviour: the broker's own coordinator writes markers without this API. It is served for administrators, who abort with it a
 * transaction that hangs in a partition (KIP-664): with the coordinator epoch that DescribeProducers tells, or a newer one.
 *
 * Version notes: v1 only; v2 is for transactions of KIP-890's second part.
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import {
  WriteTxnMarkersApi,
  type WriteTxnMarkersRequest,
  type WriteTxnMarkersRequestMarker,
  type WriteTxnMarkersResponse,
  type WriteTxnMarkersResponseMarker,
} from '../protocol/generated/write-txn-markers.ts';
import { mayOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';

export const writeTxnMarkers = handler({
  api: WriteTxnMarkersApi,
  versions: [1, 1],
  handle: async (request: WriteTxnMarkersRequest, context: RequestContext): Promise<WriteTxnMarkersResponse> => ({
    markers: await Promise.all(request.markers.map((marker) => write(marker, context))),
  }),
});

async function write(
  { producerId, producerEpoch, transactionResult, coordinatorEpoch, topics }: WriteTxnMarkersRequestMarker,
  context: RequestContext,
): Promise<WriteTxnMarkersResponseMarker> {
  const { broker } = context;
  const isAllowed = mayOnCluster(context, 'alter') || mayOnCluster(context, 'clusterAction');
  const end = { producerId, producerEpoch, committed: transactionResult, coordinatorEpoch };
  const one = async (name: string, partitionIndex: number) => ({
    partitionIndex,
    errorCode: isAllowed
      ? ERROR_CODES[await broker.markers.write(name, partitionIndex, end)]
      : ERROR_CODES.CLUSTER_AUTHORIZATION_FAILED,
  });
  const written = topics.map(async ({ name, partitionIndexes }) => ({
    name,
    partitions: await Promise.all(partitionIndexes.map((partition) => one(name, partition))),
  }));
  return { producerId, topics: await Promise.all(written) };
}
