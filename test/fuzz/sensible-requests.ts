import type { Api } from '../../engine/kafka/protocol/api.ts';
import { AddOffsetsToTxnApi } from '../../engine/kafka/protocol/generated/add-offsets-to-txn.ts';
import { AddPartitionsToTxnApi } from '../../engine/kafka/protocol/generated/add-partitions-to-txn.ts';
import { CreatePartitionsApi } from '../../engine/kafka/protocol/generated/create-partitions.ts';
import { CreateTopicsApi } from '../../engine/kafka/protocol/generated/create-topics.ts';
import { DeleteRecordsApi } from '../../engine/kafka/protocol/generated/delete-records.ts';
import { DeleteTopicsApi } from '../../engine/kafka/protocol/generated/delete-topics.ts';
import { DescribeConfigsApi } from '../../engine/kafka/protocol/generated/describe-configs.ts';
import { EndTxnApi } from '../../engine/kafka/protocol/generated/end-txn.ts';
import { FetchApi } from '../../engine/kafka/protocol/generated/fetch.ts';
import { FindCoordinatorApi } from '../../engine/kafka/protocol/generated/find-coordinator.ts';
import { HeartbeatApi } from '../../engine/kafka/protocol/generated/heartbeat.ts';
import { InitProducerIdApi } from '../../engine/kafka/protocol/generated/init-producer-id.ts';
import { JoinGroupApi } from '../../engine/kafka/protocol/generated/join-group.ts';
import { LeaveGroupApi } from '../../engine/kafka/protocol/generated/leave-group.ts';
import { ListOffsetsApi } from '../../engine/kafka/protocol/generated/list-offsets.ts';
import { MetadataApi } from '../../engine/kafka/protocol/generated/metadata.ts';
import { OffsetCommitApi } from '../../engine/kafka/protocol/generated/offset-commit.ts';
import { OffsetFetchApi } from '../../engine/kafka/protocol/generated/offset-fetch.ts';
import { OffsetForLeaderEpochApi } from '../../engine/kafka/protocol/generated/offset-for-leader-epoch.ts';
import { ProduceApi, type ProduceRequest } from '../../engine/kafka/protocol/generated/produce.ts';
import { SyncGroupApi } from '../../engine/kafka/protocol/generated/sync-group.ts';
import { TxnOffsetCommitApi } from '../../engine/kafka/protocol/generated/txn-offset-commit.ts';
import { WriteTxnMarkersApi } from '../../engine/kafka/protocol/generated/write-txn-markers.ts';
import { ZERO_UUID } from '../../engine/kafka/protocol/reader.ts';
import { CODEC } from '../../engine/kafka/records/compression.ts';
import { fetchOf, topicOf } from '../engine/kafka/requests.ts';
import { batchOf } from './record-batches.ts';
import { COMPACTED, FLEETING, GROUP, PARTITIONS, PLAIN, TRANSACTIONAL_ID, type World } from './world.ts';

/** One request that a client in its right mind could send, for every version that its API has. */
export interface SensibleRequest {
  readonly apiKey: number;
  readonly message: Readonly<Record<string, unknown>>;
}

const request = <Request extends object>(api: Api<Request, unknown>, message: Request): SensibleRequest => ({
  apiKey: api.key,
  message: Object.fromEntries(Object.entries(message)),
});

const member = { groupId: GROUP, generationId: 1, memberId: 'member-1', groupInstanceId: null };
const partitions = Array.from({ length: PARTITIONS }, (_, index) => index);

/** What clients ask for, over topics and groups that are there. */
export function sensibleRequests(world: World): SensibleRequest[] {
  return [...logRequests(world), ...groupRequests(), ...transactionRequests(world), ...adminRequests(world)];
}

const produced = (name: string, records: Buffer, overrides: Partial<ProduceRequest> = {}): SensibleRequest =>
  request(ProduceApi, {
    transactionalId: null,
    acks: -1,
    timeoutMs: 1000,
    topics: [{ name, topicId: ZERO_UUID, partitions: [{ index: 0, records }] }],
    ...overrides,
  });

const BATCH_KINDS: readonly Buffer[] = [
  batchOf(['a', 'bb', 'ccc']),
  batchOf(['packed'], { attributes: { codec: CODEC.gzip } }),
  batchOf(['packed', 'packed'], { attributes: { codec: CODEC.zstd } }),
  batchOf(['x'.repeat(3000)]),
];

function logRequests({ plainId, compactedId, producerId }: World): SensibleRequest[] {
  const idempotent = batchOf(['once'], { producerId, producerEpoch: 0, baseSequence: 0 });
  const fetch = { topic: PLAIN, topicId: plainId, partitions, maxWaitMs: 5, partitionMaxBytes: 20_000 };
  const epochs = partitions.map((partition) => ({ partition, currentLeaderEpoch: 0, leaderEpoch: 0 }));
  const offsets = [-1, -2, -3, 1_700_000_000_000].flatMap((timestamp) =>
    [PLAIN, COMPACTED].map((name) =>
      request(ListOffsetsApi, {
        replicaId: -1,
        isolationLevel: 1,
        timeoutMs: 1000,
        topics: [
          {
            name,
            partitions: partitions.map((partitionIndex) => ({ partitionIndex, currentLeaderEpoch: -1, timestamp })),
          },
        ],
      }),
    ),
  );
  return [
    ...BATCH_KINDS.flatMap((batch) => [produced(PLAIN, batch), produced(COMPACTED, batch)]),
    produced(PLAIN, batchOf(['unanswered']), { acks: 0 }),
    produced(PLAIN, idempotent),
    request(FetchApi, fetchOf(fetch)),
    request(FetchApi, fetchOf({ ...fetch, session: [0, 0] })),
    request(FetchApi, fetchOf({ ...fetch, topic: COMPACTED, topicId: compactedId, offset: 5, minBytes: 100_000 })),
    ...offsets,
    request(OffsetForLeaderEpochApi, { replicaId: -1, topics: [{ topic: PLAIN, partitions: epochs }] }),
    request(DeleteRecordsApi, {
      topics: [{ name: PLAIN, partitions: [{ partitionIndex: 0, offset: 3 }] }],
      timeoutMs: 1000,
    }),
  ];
}

const commits = [
  {
    name: PLAIN,
    topicId: ZERO_UUID,
    partitions: [{ partitionIndex: 0, committedOffset: 3, committedLeaderEpoch: 0, committedMetadata: 'm' }],
  },
];

function groupRequests(): SensibleRequest[] {
  const protocols = [{ name: 'range', metadata: Buffer.from('00010000000100047465737400000000', 'hex') }];
  const join = { groupId: GROUP, sessionTimeoutMs: 6000, rebalanceTimeoutMs: 100, groupInstanceId: null, reason: null };
  return [
    request(FindCoordinatorApi, { key: GROUP, keyType: 0, coordinatorKeys: [GROUP] }),
    request(JoinGroupApi, { ...join, memberId: '', protocolType: 'consumer', protocols }),
    request(JoinGroupApi, { ...join, memberId: '', groupInstanceId: 'static', protocolType: 'consumer', protocols }),
    request(SyncGroupApi, {
      ...member,
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: [{ memberId: 'member-1', assignment: Buffer.alloc(20) }],
    }),
    request(HeartbeatApi, member),
    request(LeaveGroupApi, {
      groupId: GROUP,
      memberId: 'member-1',
      members: [{ memberId: '', groupInstanceId: 'static', reason: null }],
    }),
    request(OffsetCommitApi, {
      ...member,
      generationIdOrMemberEpoch: -1,
      memberId: '',
      retentionTimeMs: -1,
      topics: commits,
    }),
    request(OffsetFetchApi, {
      groupId: GROUP,
      topics: [{ name: PLAIN, partitionIndexes: partitions }],
      groups: [{ groupId: GROUP, memberId: null, memberEpoch: -1, topics: null }],
      requireStable: true,
    }),
  ];
}

function transactionRequests({ producerId }: World): SensibleRequest[] {
  const producer = { transactionalId: TRANSACTIONAL_ID, producerId, producerEpoch: 0 };
  const topics = [{ name: PLAIN, partitions }];
  const batch = batchOf(['t'], {
    producerId,
    producerEpoch: 0,
    baseSequence: 0,
    attributes: { transactional: true },
  });
  return [
    request(InitProducerIdApi, { ...producer, transactionTimeoutMs: 2000, producerId: -1, producerEpoch: -1 }),
    request(InitProducerIdApi, {
      transactionalId: null,
      transactionTimeoutMs: 2000,
      producerId: -1,
      producerEpoch: -1,
    }),
    request(AddPartitionsToTxnApi, { ...producer, topics, transactions: [{ ...producer, verifyOnly: false, topics }] }),
    produced(PLAIN, batch, { transactionalId: TRANSACTIONAL_ID }),
    request(AddOffsetsToTxnApi, { ...producer, groupId: GROUP }),
    request(TxnOffsetCommitApi, { ...producer, ...member, generationId: -1, memberId: '', topics: commits }),
    request(EndTxnApi, { ...producer, committed: true }),
    request(EndTxnApi, { ...producer, committed: false }),
    request(WriteTxnMarkersApi, {
      markers: [
        {
          producerId,
          producerEpoch: 0,
          transactionResult: false,
          topics: [{ name: PLAIN, partitionIndexes: partitions }],
          coordinatorEpoch: 0,
          transactionVersion: 0,
        },
      ],
    }),
  ];
}

function adminRequests({ plainId }: World): SensibleRequest[] {
  const resources = [
    { resourceType: 2, resourceName: PLAIN, configurationKeys: null },
    { resourceType: 4, resourceName: '1', configurationKeys: ['log.retention.ms'] },
  ];
  return [
    request(MetadataApi, {
      topics: [
        { topicId: plainId, name: PLAIN },
        { topicId: plainId, name: FLEETING },
      ],
      allowAutoTopicCreation: true,
      includeClusterAuthorizedOperations: true,
      includeTopicAuthorizedOperations: true,
    }),
    request(CreateTopicsApi, topicOf(FLEETING, 2, { 'cleanup.policy': 'compact', 'segment.bytes': '100000' })),
    request(CreatePartitionsApi, {
      topics: [{ name: FLEETING, count: 3, assignments: null }],
      timeoutMs: 1000,
      validateOnly: false,
    }),
    request(DeleteTopicsApi, {
      topics: [{ name: FLEETING, topicId: ZERO_UUID }],
      topicNames: [FLEETING],
      timeoutMs: 1000,
    }),
    request(DescribeConfigsApi, { resources, includeSynonyms: true, includeDocumentation: true }),
  ];
}
