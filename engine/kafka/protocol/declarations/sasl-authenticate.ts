import { api, bytes, errorCode, int64, string } from '../declaration.ts';

export const saslAuthenticate = api({
  name: 'SaslAuthenticate',
  key: 36,
  versions: [0, 2],
  flexibleFrom: 2,
  request: { authBytes: bytes },
  response: {
    errorCode,
    errorMessage: string.nullable(),
    authBytes: bytes,
    /** 0 for no end. */
    sessionLifetimeMs: int64.since(1),
  },
});
