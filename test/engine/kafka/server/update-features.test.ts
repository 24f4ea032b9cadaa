import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../../engine/kafka/protocol/errors.ts';
import { ApiVersionsApi } from '../../../../engine/kafka/protocol/generated/api-versions.ts';
import { UpdateFeaturesApi } from '../../../../engine/kafka/protocol/generated/update-features.ts';
import type { RawClient } from '../raw-client.ts';
import { runningBroker } from '../running-broker.ts';

const UPGRADE = 1;
const SAFE_DOWNGRADE = 2;

interface Wish {
  readonly feature?: string;
  readonly maxVersionLevel: number;
  readonly upgradeType?: number;
}

const update = (connection: RawClient, version: number, wishes: readonly Wish[], validateOnly = false) =>
  connection.call(UpdateFeaturesApi, version, {
    timeoutMs: 1000,
    updates: wishes.map(({ feature = 'metadata.version', maxVersionLevel, upgradeType = UPGRADE }) => ({
      feature,
      maxVersionLevel,
      allowDowngrade: false,
      upgradeType,
    })),
    validateOnly,
  });

const announced = (connection: RawClient) =>
  connection.call(ApiVersionsApi, 4, { clientSoftwareName: 'test', clientSoftwareVersion: '1' });

describe('features', () => {
  it('are announced with the levels that are supported and the one that holds', async () => {
    const { client } = await runningBroker();
    const { supportedFeatures, finalizedFeatures, finalizedFeaturesEpoch } = await announced(await client());
    const level = { name: 'metadata.version', minVersion: 27, maxVersion: 27 };
    expect(supportedFeatures).toContainEqual(level);
    expect(finalizedFeatures).toContainEqual({ name: level.name, minVersionLevel: 27, maxVersionLevel: 27 });
    expect(finalizedFeaturesEpoch).toBe(0);
  });

  it('are announced in a newer epoch once they were decided', async () => {
    const first = await runningBroker();
    const connection = await first.client();
    expect(await update(connection, 2, [{ maxVersionLevel: 27 }], true)).toMatchObject({ errorCode: 0 });
    expect((await announced(connection)).finalizedFeaturesEpoch).toBe(0);
    expect(await update(connection, 2, [{ maxVersionLevel: 27 }])).toMatchObject({ errorCode: 0, errorMessage: null });
    expect((await announced(connection)).finalizedFeaturesEpoch).toBe(1);
  });

  it.each([
    ['a level that is not supported', { maxVersionLevel: 28 }],
    ['a feature that nobody knows', { feature: 'time.travel', maxVersionLevel: 1 }],
    ['a downgrade that is none', { maxVersionLevel: 12, upgradeType: SAFE_DOWNGRADE }],
    ['an upgrade type that nobody knows', { maxVersionLevel: 27, upgradeType: 9 }],
  ])('stay as they are for %s', async (_, wish: Wish) => {
    const { client } = await runningBroker();
    const connection = await client();
    for (const version of [1, 2]) {
      const { errorCode } = await update(connection, version, [{ maxVersionLevel: 27 }, wish]);
      expect(errorCode).not.toBe(0);
    }
    const { errorCode } = await update(connection, 2, [wish]);
    expect(errorCode).toBe(ERROR_CODES.INVALID_UPDATE_VERSION);
    expect((await announced(connection)).finalizedFeaturesEpoch).toBe(0);
  });

  it('may be named once in a request', async () => {
    const { client } = await runningBroker();
    const wish = { maxVersionLevel: 27 };
    const { errorCode, results } = await update(await client(), 1, [wish, wish]);
    expect(errorCode).toBe(ERROR_CODES.INVALID_REQUEST);
    expect(results.map((result) => result.errorCode)).toEqual([errorCode, errorCode]);
  });
});
