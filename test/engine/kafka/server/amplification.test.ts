import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../../engine/kafka/protocol/errors.ts';
import { DescribeConfigsApi } from '../../../../engine/kafka/protocol/generated/describe-configs.ts';
import { DescribeGroupsApi } from '../../../../engine/kafka/protocol/generated/describe-groups.ts';
import { MetadataApi } from '../../../../engine/kafka/protocol/generated/metadata.ts';
import { ProduceApi } from '../../../../engine/kafka/protocol/generated/produce.ts';
import { ZERO_UUID } from '../../../../engine/kafka/protocol/reader.ts';
import { CODEC } from '../../../../engine/kafka/records/compression.ts';
import { packedBatch } from '../../../fuzz/record-batches.ts';
import { createTopic, produceOf } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';

/** A record without key, value and headers. */
const EMPTY_RECORD = Buffer.from([0x0c, 0, 0, 0, 0x01, 0x01, 0]);
const emptyRecords = (count: number): Buffer =>
  packedBatch(CODEC.zstd, zstdCompressSync(Buffer.alloc(count * EMPTY_RECORD.length, EMPTY_RECORD)), count);
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('what is small on the wire and large in memory', () => {
  it('lists of more than 250,000 elements end the connection before they are made', async () => {
    const { client } = await runningBroker();
    const allowed = await client();
    const groups = (count: number) => ({ groups: times(count, ''), includeAuthorizedOperations: false });
    expect((await allowed.call(DescribeGroupsApi, 5, groups(20_000))).groups).toHaveLength(20_000);
    const refused = await client();
    refused.send(DescribeGroupsApi, 5, groups(250_001));
    expect(await refused.nextFrame()).toBeNull();
  });

  it('a topic or resource that is asked for many times is answered for once', async () => {
    const { client } = await runningBroker();
    const connection = await client();
    await createTopic(connection, 'clicks');
    const { topics } = await connection.call(MetadataApi, 9, {
      topics: times(10_000, { name: 'clicks', topicId: ZERO_UUID }),
      allowAutoTopicCreation: false,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    });
    expect(topics).toHaveLength(1);
    const { results } = await connection.call(DescribeConfigsApi, 4, {
      resources: times(10_000, { resourceType: 2, resourceName: 'clicks', configurationKeys: null }),
      includeSynonyms: true,
      includeDocumentation: true,
    });
    expect(results).toHaveLength(1);
  });

  it('of records without key the first thousand are told', async () => {
    const { client } = await runningBroker();
    const connection = await client();
    await createTopic(connection, 'states', 1, { 'cleanup.policy': 'compact' });
    const { topics } = await connection.call(ProduceApi, 9, produceOf('states', emptyRecords(50_000)));
    const [answer] = topics[0]!.partitions;
    expect(answer?.errorCode).toBe(ERROR_CODES.INVALID_RECORD);
    expect(answer?.recordErrors).toHaveLength(1000);
  });

  it('a compacted topic takes no batch of more than a million records', async () => {
    const { client } = await runningBroker();
    const connection = await client();
    await createTopic(connection, 'states', 1, { 'cleanup.policy': 'compact' });
    const { topics } = await connection.call(ProduceApi, 9, produceOf('states', emptyRecords(1_000_001)));
    expect(topics[0]!.partitions[0]).toMatchObject({ errorCode: ERROR_CODES.INVALID_RECORD, recordErrors: [] });
  });
});
