import { api, bool, errorCode, int8, list, string, throttled } from '../declaration.ts';

export const describeConfigs = api({
  name: 'DescribeConfigs',
  key: 32,
  versions: [1, 4],
  flexibleFrom: 4,
  request: {
    resources: list('Resource', {
      resourceType: int8,
      resourceName: string,
      /** Null asks for every key. */
      configurationKeys: list(string).nullable(),
    }),
    includeSynonyms: bool,
    includeDocumentation: bool.since(3),
  },
  response: {
    throttleTimeMs: throttled(),
    results: list('Result', {
      errorCode,
      errorMessage: string.nullable(),
      resourceType: int8,
      resourceName: string,
      configs: list('Config', {
        name: string,
        value: string.nullable(),
        readOnly: bool,
        configSource: int8,
        isSensitive: bool,
        synonyms: list('Synonym', { name: string, value: string.nullable(), source: int8 }),
        configType: int8.since(3),
        documentation: string.since(3).nullable(3),
      }),
    }),
  },
});
