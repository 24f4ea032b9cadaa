/**
 * SaslAuthenticate (36): carries the mechanism's tokens (KIP-152).
 *
 * Behaviour: answered by authentication.ts after a handshake; without one the answer is ILLEGAL_SASL_STATE.
 *
 * Version notes: v1 tells how long the session lasts (KIP-368), v2 is flexible.
 */

import { SaslAuthenticateApi, type SaslAuthenticateResponse } from '../protocol/generated/sasl-authenticate.ts';
import { handler } from './handler.ts';
import { refusal } from './refusal.ts';

export const saslAuthenticate = handler({
  api: SaslAuthenticateApi,
  versions: [0, 2],
  handle: (): SaslAuthenticateResponse => ({
    ...refusal('ILLEGAL_SASL_STATE', 'No authentication is under way; it begins with SaslHandshake.'),
    authBytes: Buffer.alloc(0),
    sessionLifetimeMs: 0,
  }),
});
