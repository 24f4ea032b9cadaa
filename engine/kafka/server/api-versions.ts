/**
 * ApiVersions (18): which APIs this broker serves, and in which versions.
 *
 * Behaviour: every handler of the table is named with its range, nothing else is. No feature levels are announced, since
 * nothing that depends on one (KIP-584) is served.
 *
 * Version notes: v3 is flexible, but its response keeps header v0. A request of a version above ours is answered in version 0 with
 * UNSUPPORTED_VERSION and the same list (KIP-511); dispatch.ts sees to that.
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import { ApiVersionsApi, type ApiVersionsResponse } from '../protocol/generated/api-versions.ts';
import { type AnyHandler, handler } from './handler.ts';

export function answerApiVersions(handlers: Iterable<AnyHandler>, errorCode: number): ApiVersionsResponse {
  return {
    errorCode,
    apiKeys: Array.from(handlers, ({ api, versions: [minVersion, maxVersion] }) => ({
      apiKey: api.key,
      minVersion,
      maxVersion,
    })).sort((a, b) => a.apiKey - b.apiKey),
    throttleTimeMs: 0,
    supportedFeatures: [],
    finalizedFeaturesEpoch: -1,
    finalizedFeatures: [],
    zkMigrationReady: false,
  };
}

/** The table that it tells about holds this handler too, so it is passed as a function. */
export const apiVersions = (served: () => Iterable<AnyHandler>): AnyHandler =>
  handler({
    api: ApiVersionsApi,
    versions: [0, 4],
    handle: () => answerApiVersions(served(), ERROR_CODES.NONE),
  });
