/**
 * ApiVersions (18): which APIs this broker serves, and in which versions.
 *
 * Behaviour: every handler of the table is named with its range, nothing else is. Features (KIP-584) are announced with the levels that are
 * supported and the one that holds; one that stands at 0 is off and not among the finalized ones, as in Kafka.
 *
 * Version notes: v3 is flexible, but its response keeps header v0. Before v4 supported features that begin at level 0 are left out, since older
 * Java clients cannot read them (KAFKA-17492). A request of a version above ours is answered in version 0 with
 * UNSUPPORTED_VERSION and the same list (KIP-511); dispatch.ts sees to that.
 */
import { FEATURES, type FeatureName, type FinalizedFeatures, featureLevel } from '../cluster/features.ts';
import { ERROR_CODES } from '../protocol/errors.ts';
import { ApiVersionsApi, type ApiVersionsResponse } from '../protocol/generated/api-versions.ts';
import { type AnyHandler, handler, type RequestContext } from './handler.ts';

export function answerApiVersions(
  handlers: Iterable<AnyHandler>,
  features: FinalizedFeatures,
  errorCode: number,
): ApiVersionsResponse {
  const levels = FEATURE_NAMES.map((name) => ({ name, level: featureLevel(features, name) }));
  return {
    errorCode,
    apiKeys: Array.from(handlers, ({ api, versions: [minVersion, maxVersion] }) => ({
      apiKey: api.key,
      minVersion,
      maxVersion,
    })).sort((a, b) => a.apiKey - b.apiKey),
    throttleTimeMs: 0,
    supportedFeatures: FEATURE_NAMES.map((name) => {
      const { min, max } = FEATURES[name];
      return { name, minVersion: min, maxVersion: max };
    }),
    finalizedFeaturesEpoch: features.epoch,
    finalizedFeatures: levels
      .filter(({ level }) => level > 0)
      .map(({ name, level }) => ({ name, minVersionLevel: level, maxVersionLevel: level })),
    zkMigrationReady: false,
  };
}

const LEVEL_ZERO_FROM_VERSION = 4;

const FEATURE_NAMES = Object.keys(FEATURES) as FeatureName[];

/** The table that it tells about holds this handler too, so it is passed as a function. */
export const apiVersions = (served: () => Iterable<AnyHandler>): AnyHandler =>
  handler({
    api: ApiVersionsApi,
    versions: [0, 4],
    handle(_, { broker, version }: RequestContext) {
      const answer = answerApiVersions(served(), broker.controller.features, ERROR_CODES.NONE);
      if (version >= LEVEL_ZERO_FROM_VERSION) return answer;
      return { ...answer, supportedFeatures: answer.supportedFeatures.filter(({ minVersion }) => minVersion > 0) };
    },
  });
