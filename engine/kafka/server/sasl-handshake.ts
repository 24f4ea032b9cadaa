/**
 * SaslHandshake (17): a client says by which mechanism it will authenticate.
 *
 * Behaviour: belongs to the begin of a connection, or to its authentication anew, which authentication.ts answers before a request gets
 * here. On a listener without SASL, or at the wrong time, the answer is ILLEGAL_SASL_STATE.
 *
 * Version notes: after v0 tokens follow as bare frames, after v1 in SaslAuthenticate (KIP-152). Never flexible.
 */
import { ERROR_CODES } from '../protocol/errors.ts';
import { SaslHandshakeApi, type SaslHandshakeResponse } from '../protocol/generated/sasl-handshake.ts';
import { handler } from './handler.ts';

export const saslHandshake = handler({
  api: SaslHandshakeApi,
  versions: [0, 1],
  handle: (): SaslHandshakeResponse => ({ errorCode: ERROR_CODES.ILLEGAL_SASL_STATE, mechanisms: [] }),
});
