/**
 * WriteTxnMarkers (27): writes the control records that end a transaction in partitions (KIP-98).
 *
 * Behaviour: the broker's own coordinator writes markers without this API. It is served for administrators, who abort with it a
 * transaction that hangs in a partition (KIP-664): with the coordinator epoch that DescribeProducers tells, or a newer one.
 *
 * Version notes: v2 says which protocol of transactions the marker belongs to: from 2 on its epoch must be newer than that of the records (KIP-1228).
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

const BUMPS_FROM_TRANSACTION_VERSION = 2;

export const writeTxnMarkers = handler({
  api: WriteTxnMarkersApi,
  versions: [1, 2],
  handle: async (request: WriteTxnMarkersRequest, context: RequestContext): Promise<WriteTxnMarkersResponse> => ({
    markers: await Promise.all(request.markers.map((marker) => write(marker, context))),
  }),
});

async function write(
  { producerId, producerEpoch, coordinatorEpoch, topics, ...marker }: WriteTxnMarkersRequestMarker,
  context: RequestContext,
): Promise<WriteTxnMarkersResponseMarker> {
  const { broker } = context;
  const isAllowed = mayOnCluster(context, 'alter') || mayOnCluster(context, 'clusterAction');
  const bumpsEpoch = marker.transactionVersion >= BUMPS_FROM_TRANSACTION_VERSION;
  const end = { producerId, producerEpoch, committed: marker.transactionResult, coordinatorEpoch, bumpsEpoch };
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
