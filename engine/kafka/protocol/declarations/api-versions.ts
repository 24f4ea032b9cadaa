import { api, bool, errorCode, int16, int64, list, string, throttled } from '../declaration.ts';

const featureRange = { name: string, minVersion: int16, maxVersion: int16 };

export const apiVersions = api({
  name: 'ApiVersions',
  key: 18,
  versions: [0, 4],
  flexibleFrom: 3,
  request: { clientSoftwareName: string.since(3), clientSoftwareVersion: string.since(3) },
  response: {
    errorCode,
    apiKeys: list('ApiKey', { apiKey: int16, minVersion: int16, maxVersion: int16 }),
    throttleTimeMs: throttled(1),
    supportedFeatures: list('SupportedFeature', featureRange).since(3).tagged(0),
    finalizedFeaturesEpoch: int64.since(3).tagged(1).or(-1),
    finalizedFeatures: list('FinalizedFeature', { name: string, maxVersionLevel: int16, minVersionLevel: int16 })
      .since(3)
      .tagged(2),
    zkMigrationReady: bool.since(3).tagged(3),
  },
});
