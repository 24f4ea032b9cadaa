import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../../engine/kafka/protocol/errors.ts';
import {
  CreateAclsApi,
  type CreateAclsRequestCreation,
} from '../../../../engine/kafka/protocol/generated/create-acls.ts';
import { CreateTopicsApi } from '../../../../engine/kafka/protocol/generated/create-topics.ts';
import { DeleteAclsApi } from '../../../../engine/kafka/protocol/generated/delete-acls.ts';
import { DeleteTopicsApi } from '../../../../engine/kafka/protocol/generated/delete-topics.ts';
import {
  DescribeAclsApi,
  type DescribeAclsRequest,
} from '../../../../engine/kafka/protocol/generated/describe-acls.ts';
import { DescribeClusterApi } from '../../../../engine/kafka/protocol/generated/describe-cluster.ts';
import { DescribeGroupsApi } from '../../../../engine/kafka/protocol/generated/describe-groups.ts';
import { FetchApi } from '../../../../engine/kafka/protocol/generated/fetch.ts';
import { FindCoordinatorApi } from '../../../../engine/kafka/protocol/generated/find-coordinator.ts';
import { InitProducerIdApi } from '../../../../engine/kafka/protocol/generated/init-producer-id.ts';
import { MetadataApi, type MetadataResponse } from '../../../../engine/kafka/protocol/generated/metadata.ts';
import { OffsetFetchApi } from '../../../../engine/kafka/protocol/generated/offset-fetch.ts';
import { ProduceApi } from '../../../../engine/kafka/protocol/generated/produce.ts';
import { OPERATIONS, PATTERN_TYPES, PERMISSION_TYPES, RESOURCE_TYPES } from '../../../../engine/kafka/security/acl.ts';
import type { RawClient } from '../raw-client.ts';
import { batchOf, createTopic, fetchOf, partitionsOf, produceOf, topicOf } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';
import { temporaryFolder } from '../temporary-folder.ts';

interface Rule {
  readonly may?: (typeof OPERATIONS)[number];
  readonly mayNot?: (typeof OPERATIONS)[number];
  readonly on: (typeof RESOURCE_TYPES)[number];
  readonly name: string;
  readonly pattern?: 'literal' | 'prefixed';
  readonly who?: string;
  readonly from?: string;
}

/** What a test says of a user, as CreateAcls has it. */
const creation = ({ may, mayNot, on, name, pattern, who, from }: Rule): CreateAclsRequestCreation => ({
  resourceType: RESOURCE_TYPES.indexOf(on),
  resourceName: name,
  resourcePatternType: PATTERN_TYPES.indexOf(pattern ?? 'literal'),
  principal: who ?? 'User:*',
  host: from ?? '*',
  operation: OPERATIONS.indexOf(may ?? mayNot ?? 'any'),
  permissionType: PERMISSION_TYPES.indexOf(may === undefined ? 'deny' : 'allow'),
});

async function rule(client: RawClient, ...rules: Rule[]): Promise<void> {
  const { results } = await client.call(CreateAclsApi, 3, { creations: rules.map(creation) });
  expect(results.map(({ errorCode }) => errorCode)).toEqual(rules.map(() => 0));
}

const ANY_ACL: DescribeAclsRequest = {
  resourceTypeFilter: 1,
  resourceNameFilter: null,
  patternTypeFilter: 1,
  principalFilter: null,
  hostFilter: null,
  operation: 1,
  permissionType: 1,
};

const metadataOf = (client: RawClient, topics: string[] | null, version = 10): Promise<MetadataResponse> =>
  client.call(MetadataApi, version, {
    topics: topics?.map((name) => ({ name, topicId: 'AAAAAAAAAAAAAAAAAAAAAA' })) ?? null,
    allowAutoTopicCreation: true,
    includeClusterAuthorizedOperations: true,
    includeTopicAuthorizedOperations: true,
  });

const bitsOf = (...operations: (typeof OPERATIONS)[number][]): number =>
  operations.reduce((bits, operation) => bits | (1 << OPERATIONS.indexOf(operation)), 0);

describe('ACLs over the wire', () => {
  it('are created, described by filter and deleted, and one that makes no sense is refused alone', async () => {
    const client = await (await runningBroker()).client();
    const good = creation({ may: 'read', on: 'topic', name: 'pay', pattern: 'prefixed', who: 'User:alice' });
    const creations = [
      good,
      good,
      { ...good, resourceName: '' },
      { ...good, operation: 1 },
      { ...good, resourcePatternType: 2 },
      { ...good, principal: 'alice' },
      { ...good, resourceType: 4, resourceName: 'mine' },
      { ...good, permissionType: 77 },
    ];
    const { results } = await client.call(CreateAclsApi, 3, { creations });
    const refused = ERROR_CODES.INVALID_REQUEST;
    expect(results.map(({ errorCode }) => errorCode)).toEqual([0, 0, ...Array(6).fill(refused)]);
    expect(results.slice(2).every(({ errorMessage }) => errorMessage)).toBe(true);

    const described = await client.call(DescribeAclsApi, 3, {
      ...ANY_ACL,
      resourceNameFilter: 'payments',
      patternTypeFilter: PATTERN_TYPES.indexOf('match'),
    });
    expect(described.resources).toEqual([
      {
        resourceType: 2,
        resourceName: 'pay',
        patternType: 4,
        acls: [{ principal: 'User:alice', host: '*', operation: 3, permissionType: 3 }],
      },
    ]);
    const filters = [
      { ...ANY_ACL, principalFilter: 'User:alice' },
      { ...ANY_ACL, resourceTypeFilter: 0 },
    ];
    const deleted = await client.call(DeleteAclsApi, 3, { filters });
    expect(deleted.filterResults.map(({ errorCode, matchingAcls }) => [errorCode, matchingAcls.length])).toEqual([
      [0, 1],
      [refused, 0],
    ]);
    expect((await client.call(DescribeAclsApi, 1, ANY_ACL)).resources).toEqual([]);
  });

  it('survive a restart', async () => {
    const dataDir = temporaryFolder();
    const first = await runningBroker({ dataDir });
    await rule(await first.client(), { may: 'read', on: 'group', name: 'g', who: 'User:alice' });
    await first.broker.close();
    const second = await runningBroker({ dataDir });
    const client = await second.client();
    const { resources } = await client.call(DescribeAclsApi, 3, ANY_ACL);
    expect(resources.map(({ resourceName, acls }) => [resourceName, acls.length])).toEqual([['g', 1]]);
  });

  it('may be changed only by who may alter the cluster, and by super users', async () => {
    const access = { superUsers: ['User:ANONYMOUS'], allowEveryoneIfNoAclFound: false };
    const running = await runningBroker({ access });
    await rule(await running.client(), { mayNot: 'all', on: 'cluster', name: 'kafka-cluster' });
    // The super user is not held back by it.
    await rule(await running.client(), { may: 'describe', on: 'cluster', name: 'kafka-cluster' });

    const other = await runningBroker({ access: { allowEveryoneIfNoAclFound: false } });
    const client = await other.client();
    const { results } = await client.call(CreateAclsApi, 3, {
      creations: [creation({ may: 'all', on: 'topic', name: '*' })],
    });
    expect(results[0]!.errorCode).toBe(ERROR_CODES.CLUSTER_AUTHORIZATION_FAILED);
    const { filterResults } = await client.call(DeleteAclsApi, 3, { filters: [ANY_ACL] });
    expect(filterResults[0]!.errorCode).toBe(ERROR_CODES.CLUSTER_AUTHORIZATION_FAILED);
    const described = await client.call(DescribeAclsApi, 3, ANY_ACL);
    expect(described.errorCode).toBe(ERROR_CODES.CLUSTER_AUTHORIZATION_FAILED);
  });
});

describe('what ACLs do not allow', () => {
  it('is refused topic by topic, in Produce and Fetch', async () => {
    const client = await (await runningBroker()).client();
    for (const topic of ['open', 'closed']) await createTopic(client, topic);
    await rule(client, { may: 'describe', on: 'topic', name: 'closed' });
    const batch = batchOf(['x']);
    const { topics } = await client.call(ProduceApi, 9, {
      ...produceOf('open', batch),
      topics: [...produceOf('open', batch).topics, ...produceOf('closed', batch).topics],
    });
    const refused = ERROR_CODES.TOPIC_AUTHORIZATION_FAILED;
    expect(topics.map(({ partitions }) => partitions[0]!.errorCode)).toEqual([0, refused]);
    const codeOf = async (topic: string): Promise<number> =>
      partitionsOf(await client.call(FetchApi, 12, fetchOf({ topic, maxWaitMs: 0 })))[0]!.errorCode;
    expect([await codeOf('open'), await codeOf('closed')]).toEqual([0, refused]);
    await rule(client, { may: 'write', on: 'topic', name: 'closed' }, { may: 'read', on: 'topic', name: 'closed' });
    expect((await client.call(ProduceApi, 9, produceOf('closed', batch))).topics[0]!.partitions[0]!.errorCode).toBe(0);
    expect(await codeOf('closed')).toBe(0);
  });

  it('is not told by Metadata, there or not, nor created by it', async () => {
    const client = await (await runningBroker()).client();
    for (const topic of ['seen', 'secret']) await createTopic(client, topic);
    await rule(
      client,
      { mayNot: 'describe', on: 'topic', name: 'secret', pattern: 'prefixed' },
      { mayNot: 'create', on: 'topic', name: 'new' },
      { may: 'describe', on: 'topic', name: 'new' },
      { may: 'describe', on: 'cluster', name: 'kafka-cluster' },
    );
    const all = await metadataOf(client, null);
    expect(all.topics.map(({ name }) => name)).toEqual(expect.arrayContaining(['seen']));
    expect(all.topics.map(({ name }) => name)).not.toContain('secret');
    const refused = ERROR_CODES.TOPIC_AUTHORIZATION_FAILED;
    const { topics } = await metadataOf(client, ['seen', 'secret', 'secret-not-there', 'new']);
    expect(topics.map(({ errorCode }) => errorCode)).toEqual([0, refused, refused, refused]);
    expect(topics[1]!.topicId).toBe('AAAAAAAAAAAAAAAAAAAAAA');
    expect(
      (await client.call(DeleteTopicsApi, 1, { topicNames: ['secret'], topics: [], timeoutMs: 0 })).responses,
    ).toEqual([expect.objectContaining({ errorCode: refused })]);
  });

  it('is missing in the authorized operations of topics, groups and the cluster', async () => {
    const client = await (await runningBroker()).client();
    await createTopic(client, 't');
    await rule(
      client,
      { may: 'write', on: 'topic', name: 't' },
      { may: 'read', on: 'group', name: 'g' },
      { may: 'describe', on: 'cluster', name: 'kafka-cluster' },
      { may: 'alter', on: 'cluster', name: 'kafka-cluster' },
    );
    const metadata = await metadataOf(client, ['t']);
    expect(metadata.topics[0]!.topicAuthorizedOperations).toBe(bitsOf('write', 'describe'));
    expect(metadata.clusterAuthorizedOperations).toBe(bitsOf('describe', 'alter'));
    const { groups } = await client.call(DescribeGroupsApi, 5, { groups: ['g'], includeAuthorizedOperations: true });
    expect(groups[0]!.authorizedOperations).toBe(bitsOf('read', 'describe'));
    const cluster = { includeClusterAuthorizedOperations: true, endpointType: 1, includeFencedBrokers: false };
    const told = await client.call(DescribeClusterApi, 0, cluster);
    expect(told.clusterAuthorizedOperations).toBe(bitsOf('describe', 'alter'));
    await rule(client, { mayNot: 'describe', on: 'cluster', name: 'kafka-cluster' });
    expect((await client.call(DescribeClusterApi, 0, cluster)).clusterAuthorizedOperations).toBe(0);
  });

  it('is refused with the code of its kind for groups, transactional ids and producer ids', async () => {
    const client = await (await runningBroker({ access: { allowEveryoneIfNoAclFound: false } })).client();
    const find = async (key: string, keyType: number): Promise<number> =>
      (await client.call(FindCoordinatorApi, 3, { key, keyType, coordinatorKeys: [] })).errorCode;
    expect(await find('g', 0)).toBe(ERROR_CODES.GROUP_AUTHORIZATION_FAILED);
    expect(await find('x', 1)).toBe(ERROR_CODES.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
    const init = async (transactionalId: string | null): Promise<number> => {
      const request = { transactionalId, transactionTimeoutMs: 1000, producerId: -1, producerEpoch: -1 };
      return (await client.call(InitProducerIdApi, 4, request)).errorCode;
    };
    expect(await init('x')).toBe(ERROR_CODES.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
    expect(await init(null)).toBe(ERROR_CODES.CLUSTER_AUTHORIZATION_FAILED);
    const { topics } = await client.call(CreateTopicsApi, 7, topicOf('t'));
    expect(topics[0]!.errorCode).toBe(ERROR_CODES.TOPIC_AUTHORIZATION_FAILED);
    const offsets = await client.call(OffsetFetchApi, 7, {
      groupId: 'g',
      topics: [{ name: 't', partitionIndexes: [0] }],
      groups: [],
      requireStable: false,
    });
    expect(offsets.errorCode).toBe(ERROR_CODES.GROUP_AUTHORIZATION_FAILED);
  });

  it('binds by address and user', async () => {
    const client = await (await runningBroker()).client();
    await createTopic(client, 't');
    await rule(client, { may: 'read', on: 'topic', name: 't', from: '10.1.2.3' });
    const code = async (): Promise<number> =>
      partitionsOf(await client.call(FetchApi, 12, fetchOf({ topic: 't', maxWaitMs: 0 })))[0]!.errorCode;
    expect(await code()).toBe(ERROR_CODES.TOPIC_AUTHORIZATION_FAILED);
    await rule(client, { may: 'read', on: 'topic', name: 't', from: '127.0.0.1', who: 'User:ANONYMOUS' });
    expect(await code()).toBe(0);
  });
});
