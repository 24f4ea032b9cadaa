import { api, errorCode, int8, int32, list, string, throttled } from '../declaration.ts';

export const describeUserScramCredentials = api({
  name: 'DescribeUserScramCredentials',
  key: 50,
  versions: [0, 0],
  flexibleFrom: 0,
  request: {
    /** Null or empty asks for all. */
    users: list('User', { name: string }).nullable(),
  },
  response: {
    throttleTimeMs: throttled(),
    errorCode,
    errorMessage: string.nullable(),
    results: list('Result', {
      user: string,
      errorCode,
      errorMessage: string.nullable(),
      credentialInfos: list('CredentialInfo', { mechanism: int8, iterations: int32 }),
    }),
  },
});
