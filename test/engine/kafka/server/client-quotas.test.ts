import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorName } from '../../../../engine/kafka/protocol/errors.ts';
import { AlterClientQuotasApi } from '../../../../engine/kafka/protocol/generated/alter-client-quotas.ts';
import { DescribeClientQuotasApi } from '../../../../engine/kafka/protocol/generated/describe-client-quotas.ts';
import { FetchApi } from '../../../../engine/kafka/protocol/generated/fetch.ts';
import { MetadataApi } from '../../../../engine/kafka/protocol/generated/metadata.ts';
import { ProduceApi } from '../../../../engine/kafka/protocol/generated/produce.ts';
import type { RawClient } from '../raw-client.ts';
import { batchOf, createTopic, fetchOf, partitionsOf, produceOf } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';
import { temporaryFolder } from '../temporary-folder.ts';

type Entity = Readonly<Record<string, string | null>>;
type Ops = Readonly<Record<string, number | null>>;

const nameOf = (errorCode: number): ErrorName =>
  Object.entries(ERROR_CODES).find(([, code]) => code === errorCode)![0] as ErrorName;

async function alter(
  connection: RawClient,
  changes: readonly (readonly [Entity, Ops])[],
  { validateOnly = false, version = 1 } = {},
): Promise<ErrorName[]> {
  const entries = changes.map(([entity, ops]) => ({
    entity: Object.entries(entity).map(([entityType, entityName]) => ({ entityType, entityName })),
    ops: Object.entries(ops).map(([key, value]) => ({ key, value: value ?? 0, remove: value === null })),
  }));
  const answer = await connection.call(AlterClientQuotasApi, version, { entries, validateOnly });
  return answer.entries.map(({ errorCode }) => nameOf(errorCode));
}

type Component = readonly [entityType: string, matchType: number, match: string | null];

async function described(connection: RawClient, components: readonly Component[], strict = false) {
  const request = {
    components: components.map(([entityType, matchType, match]) => ({ entityType, matchType, match })),
    strict,
  };
  const { errorCode, entries } = await connection.call(DescribeClientQuotasApi, 1, request);
  if (errorCode !== 0) return nameOf(errorCode);
  return (entries ?? []).map(({ entity, values }) => [
    Object.fromEntries(entity.map(({ entityType, entityName }) => [entityType, entityName])),
    Object.fromEntries(values.map(({ key, value }) => [key, value])),
  ]);
}

const [EXACT, DEFAULT, ANY] = [0, 1, 2];

async function connected(): Promise<RawClient> {
  const { client } = await runningBroker();
  return client();
}

describe('client quotas', () => {
  const ann = [{ user: 'ann' }, { producer_byte_rate: 1000 }] as const;
  const annOnApp = [{ user: 'ann', 'client-id': 'app' }, { consumer_byte_rate: 2000 }] as const;
  const everyone = [{ user: null }, { request_percentage: 12.5 }] as const;

  it('are told as they were set, by type and name of whom they are for', async () => {
    const connection = await connected();
    expect(await alter(connection, [ann, annOnApp, everyone])).toEqual(['NONE', 'NONE', 'NONE']);
    expect(await described(connection, [])).toEqual([ann, annOnApp, everyone]);
    expect(await described(connection, [], true)).toEqual([]);
    expect(await described(connection, [['user', EXACT!, 'ann']])).toEqual([ann, annOnApp]);
    expect(await described(connection, [['user', EXACT!, 'ann']], true)).toEqual([ann]);
    expect(await described(connection, [['user', DEFAULT!, null]])).toEqual([everyone]);
    expect(await described(connection, [['user', ANY!, null]], true)).toEqual([ann, everyone]);
    expect(await described(connection, [['ip', ANY!, null]])).toEqual([]);
  });

  it('are removed one by one, and are there again after a restart', async () => {
    const dataDir = temporaryFolder();
    const first = await runningBroker({ dataDir });
    const connection = await first.client();
    await alter(connection, [ann, everyone]);
    expect(await alter(connection, [[ann[0], { producer_byte_rate: null, consumer_byte_rate: 7 }]])).toEqual(['NONE']);
    expect(await alter(connection, [[everyone[0], { request_percentage: null }]], { version: 0 })).toEqual(['NONE']);
    await first.broker.close();
    const { client } = await runningBroker({ dataDir });
    expect(await described(await client(), [])).toEqual([[ann[0], { consumer_byte_rate: 7 }]]);
  });

  it('are decided one entity at a time, and only validated where that is asked for', async () => {
    const connection = await connected();
    expect(await alter(connection, [ann, [{ user: 'bob' }, { speed: 1 }]])).toEqual(['NONE', 'INVALID_REQUEST']);
    expect(await alter(connection, [annOnApp], { validateOnly: true })).toEqual(['NONE']);
    expect(await described(connection, [])).toEqual([ann]);
    const turned = { 'client-id': 'app', user: 'ann' };
    expect(await alter(connection, [annOnApp, [turned, { producer_byte_rate: 1 }]])).toEqual([
      'INVALID_REQUEST',
      'INVALID_REQUEST',
    ]);
  });

  it.each([
    ['a quota that is not enforced', { user: 'a' }, { controller_mutation_rate: 1 }],
    ['a rate of 0', { user: 'a' }, { producer_byte_rate: 0 }],
    ['a fraction of a byte', { user: 'a' }, { producer_byte_rate: 1.5 }],
    ['a value that is no number', { user: 'a' }, { producer_byte_rate: Number.NaN }],
    ['nobody', {}, { producer_byte_rate: 1 }],
    ['an address', { ip: '127.0.0.1' }, { connection_creation_rate: 1 }],
    ['an empty name', { 'client-id': '' }, { producer_byte_rate: 1 }],
  ] as const)('are refused for %s', async (_, entity, ops) => {
    expect(await alter(await connected(), [[entity, ops]])).toEqual(['INVALID_REQUEST']);
  });

  it.each([
    ['a type that nobody knows', [['group', ANY!, null]], 'UNSUPPORTED_VERSION'],
    [
      'a type named twice',
      [
        ['user', ANY!, null],
        ['user', EXACT!, 'a'],
      ],
      'INVALID_REQUEST',
    ],
    ['a match type that nobody knows', [['user', 9, null]], 'INVALID_REQUEST'],
    ['an exact match without a name', [['user', EXACT!, null]], 'INVALID_REQUEST'],
    ['a name for any', [['user', ANY!, 'a']], 'INVALID_REQUEST'],
  ] as const)('are not told for %s', async (_, components, code) => {
    expect(await described(await connected(), components)).toBe(code);
  });
});

describe('a client over its quota', () => {
  const metadata = {
    topics: [],
    allowAutoTopicCreation: false,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: false,
  };

  /** A quota of the user that everyone is here. */
  async function limited(ops: Ops) {
    const { client } = await runningBroker();
    const [connection, other] = [await client(), await client()];
    await createTopic(connection, 'clicks');
    expect(await alter(other, [[{ user: 'ANONYMOUS' }, ops]])).toEqual(['NONE']);
    return { connection, other };
  }

  it('that produces is answered at once, told how long it is throttled, and not listened to meanwhile', async () => {
    const { connection, other } = await limited({ producer_byte_rate: 1_000 });
    const batch = batchOf(['x'.repeat(10_000)]);
    const begun = performance.now();
    const { throttleTimeMs, topics } = await connection.call(ProduceApi, 9, produceOf('clicks', batch));
    expect(topics[0]!.partitions[0]!.errorCode).toBe(0);
    expect(throttleTimeMs).toBeGreaterThan(0);
    const answeredFirst = await Promise.race([
      connection.call(MetadataApi, 9, metadata).then(() => 'throttled'),
      other.call(MetadataApi, 9, metadata).then(() => 'other'),
    ]);
    expect(answeredFirst).toBe('other');
    await connection.call(ProduceApi, 9, produceOf('clicks', batchOf(['y'])));
    expect(performance.now() - begun).toBeGreaterThanOrEqual(throttleTimeMs - 1);
  });

  it('that consumes gets no more at once than ten seconds of its quota, and waits after it', async () => {
    const { connection, other } = await limited({ producer_byte_rate: 100_000_000 });
    for (let batch = 0; batch < 4; batch++) {
      await connection.call(ProduceApi, 9, produceOf('clicks', batchOf(['x'.repeat(2_000)])));
    }
    await alter(other, [[{ user: 'ANONYMOUS' }, { consumer_byte_rate: 250 }]]);
    const first = await connection.call(FetchApi, 12, fetchOf({ topic: 'clicks' }));
    const bytes = partitionsOf(first)[0]!.records!.length;
    expect(bytes).toBeGreaterThan(2_000);
    expect(bytes).toBeLessThan(2 * 2_500);
    const second = await connection.call(FetchApi, 12, fetchOf({ topic: 'clicks', offset: 1 }));
    expect(first.throttleTimeMs + second.throttleTimeMs).toBeGreaterThan(0);
  });

  it('that has none of its own is served as ever', async () => {
    const { connection, other } = await limited({ producer_byte_rate: 1 });
    await alter(other, [[{ user: 'ANONYMOUS' }, { producer_byte_rate: null }]]);
    const { throttleTimeMs } = await connection.call(ProduceApi, 9, produceOf('clicks', batchOf(['x'])));
    expect(throttleTimeMs).toBe(0);
  });

  it('of the thread is throttled for what its requests cost, for a second at most', async () => {
    const { connection } = await limited({ request_percentage: 0.000_001 });
    const { throttleTimeMs } = await connection.call(MetadataApi, 9, metadata);
    expect(throttleTimeMs).toBeGreaterThan(0);
    expect(throttleTimeMs).toBeLessThanOrEqual(1_000);
  });
});
