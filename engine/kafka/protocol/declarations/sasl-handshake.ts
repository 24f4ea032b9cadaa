import { api, errorCode, list, string } from '../declaration.ts';

export const saslHandshake = api({
  name: 'SaslHandshake',
  key: 17,
  versions: [0, 1],
  flexibleFrom: Number.POSITIVE_INFINITY,
  request: { mechanism: string },
  response: { errorCode, mechanisms: list(string) },
});
