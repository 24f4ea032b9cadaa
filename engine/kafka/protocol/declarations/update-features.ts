import { api, bool, errorCode, int8, int16, int32, list, string, throttled } from '../declaration.ts';

export const updateFeatures = api({
  name: 'UpdateFeatures',
  key: 57,
  versions: [0, 2],
  flexibleFrom: 0,
  request: {
    timeoutMs: int32.or(60_000),
    updates: list('Update', {
      feature: string,
      maxVersionLevel: int16,
      allowDowngrade: bool.until(0),
      /** 1 upgrade, 2 safe downgrade, 3 unsafe downgrade. */
      upgradeType: int8.since(1).or(1),
    }),
    validateOnly: bool.since(1),
  },
  response: {
    throttleTimeMs: throttled(),
    errorCode,
    errorMessage: string.nullable(),
    results: list('Result', { feature: string, errorCode, errorMessage: string.nullable() }).until(1),
  },
});
