import { api, bytes, errorCode, int8, int32, list, string, throttled } from '../declaration.ts';

export const alterUserScramCredentials = api({
  name: 'AlterUserScramCredentials',
  key: 51,
  versions: [0, 0],
  flexibleFrom: 0,
  request: {
    deletions: list('Deletion', { name: string, mechanism: int8 }),
    upsertions: list('Upsertion', {
      name: string,
      mechanism: int8,
      iterations: int32,
      salt: bytes,
      saltedPassword: bytes,
    }),
  },
  response: {
    throttleTimeMs: throttled(),
    results: list('Result', { user: string, errorCode, errorMessage: string.nullable() }),
  },
});
