import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { SaslAuthenticateApi } from '../../../engine/kafka/protocol/generated/sasl-authenticate.ts';
import { SaslHandshakeApi } from '../../../engine/kafka/protocol/generated/sasl-handshake.ts';
import type { RawClient } from './raw-client.ts';

/** The client's side of SASL, written from the RFCs apart from the broker's. */
export interface Login {
  readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  readonly user: string;
  readonly password: string;
}

/** Token by token: takes what the server said, null at the begin; gives the next token, or null when it is convinced. */
export type TokenSource = (challenge: Buffer | null) => Buffer | null;

export function tokensOf(login: Login): TokenSource {
  const { mechanism, user, password } = login;
  if (mechanism === 'PLAIN') {
    return (challenge) => (challenge === null ? Buffer.from(`\0${user}\0${password}`) : null);
  }
  const bare = `n=${user.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${randomBytes(12).toString('base64')}`;
  let signature = '';
  return (challenge) => {
    if (challenge === null) return Buffer.from(`n,,${bare}`);
    const text = challenge.toString();
    if (text.startsWith('v=')) {
      if (text !== `v=${signature}`) throw new Error('the server does not know the password');
      return null;
    }
    const answer = scramAnswer(login, { bare, serverFirst: text });
    signature = answer.signature;
    return answer.token;
  };
}

/** The client-final message, and the signature that the server must show for it. `finalNonce` is the server's unless a client errs. */
export function scramAnswer(
  { mechanism, password }: Login,
  { bare, serverFirst, finalNonce }: { bare: string; serverFirst: string; finalNonce?: string },
): { token: Buffer; signature: string } {
  const { hash, bytes } = mechanism === 'SCRAM-SHA-256' ? { hash: 'sha256', bytes: 32 } : { hash: 'sha512', bytes: 64 };
  const hmac = (key: Buffer, text: string): Buffer => createHmac(hash, key).update(text).digest();
  const [, nonce, salt, rounds] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(serverFirst)!;
  const salted = pbkdf2Sync(password, Buffer.from(salt!, 'base64'), Number(rounds), bytes, hash);
  const clientKey = hmac(salted, 'Client Key');
  const final = `c=biws,r=${finalNonce ?? nonce}`;
  const message = `${bare},${serverFirst},${final}`;
  const storedKey = createHash(hash).update(clientKey).digest();
  const proof = hmac(storedKey, message).map((byte, at) => byte ^ clientKey[at]!);
  return {
    token: Buffer.from(`${final},p=${Buffer.from(proof).toString('base64')}`),
    signature: hmac(hmac(salted, 'Server Key'), message).toString('base64'),
  };
}

export interface LoginOutcome {
  /** 0, or what the broker refused with. */
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly sessionLifetimeMs: number;
}

/** Authenticates by SaslHandshake v1 and SaslAuthenticate v2. Rejects where the broker hangs up without a word. */
export async function logIn(client: RawClient, login: Login): Promise<LoginOutcome> {
  const { errorCode } = await client.call(SaslHandshakeApi, 1, { mechanism: login.mechanism });
  if (errorCode !== 0) return { errorCode, errorMessage: null, sessionLifetimeMs: 0 };
  const next = tokensOf(login);
  let challenge: Buffer | null = null;
  for (;;) {
    const token = next(challenge);
    if (token === null) throw new Error('the client is convinced before the server has answered');
    const answer = await client.call(SaslAuthenticateApi, 2, { authBytes: token });
    const isLast = login.mechanism === 'PLAIN' || answer.authBytes.toString().startsWith('v=');
    if (answer.errorCode !== 0) return answer;
    if (isLast) {
      next(answer.authBytes);
      return answer;
    }
    challenge = answer.authBytes;
  }
}
