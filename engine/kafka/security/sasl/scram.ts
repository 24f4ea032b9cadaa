import { randomBytes } from 'node:crypto';
import type { Credentials } from '../credentials.ts';
import { isProofOf, type ScramCredential, type ScramMechanism, serverSignature } from '../scram-credential.ts';
import type { SaslExchange, SaslStep } from './exchange.ts';
import { SaslFailure } from './failure.ts';
import { type ClientFirst, parseClientFinal, parseClientFirst } from './scram-messages.ts';

const NONCE_BYTES = 24;

interface Challenge {
  readonly first: ClientFirst;
  readonly nonce: string;
  /** As it was sent: part of what is signed. */
  readonly serverFirst: string;
  readonly credential: ScramCredential;
  readonly isKnown: boolean;
}

/**
 * SCRAM (RFC 5802, RFC 7677): the client proves that it knows the password, and the server that it knows the credential, without either
 * being sent. A user that is not there gets a challenge too and fails at the proof, so that nobody learns who is there.
 */
export class ScramExchange implements SaslExchange {
  readonly #mechanism: ScramMechanism;
  readonly #credentials: Credentials;
  #challenge: Challenge | null = null;

  constructor(mechanism: ScramMechanism, credentials: Credentials) {
    this.#mechanism = mechanism;
    this.#credentials = credentials;
  }

  async step(token: Buffer): Promise<SaslStep> {
    if (this.#challenge !== null) return this.#verify(this.#challenge, token);
    const first = parseClientFirst(token);
    const found = await this.#credentials.find(first.user, this.#mechanism);
    const credential = found ?? this.#credentials.standIn(first.user, this.#mechanism);
    const nonce = first.nonce + randomBytes(NONCE_BYTES).toString('base64');
    const serverFirst = `r=${nonce},s=${credential.salt},i=${credential.iterations}`;
    this.#challenge = { first, nonce, serverFirst, credential, isKnown: found !== undefined };
    return { token: Buffer.from(serverFirst), user: null };
  }

  #verify({ first, nonce, serverFirst, credential, isKnown }: Challenge, token: Buffer): SaslStep {
    const final = parseClientFinal(token);
    const { user, authzid, gs2Header } = first;
    const authMessage = `${first.bare},${serverFirst},${final.withoutProof}`;
    const isProved = isProofOf(credential, authMessage, final.proof);
    if (!isKnown) throw new SaslFailure('no such user');
    if (!isProved) throw new SaslFailure('wrong password', user);
    // librdkafka before 2.6.1 puts its own nonce in front once more. That is as firm as the right one; any other beginning, which Kafka
    // once took too (CVE-2024-56128), is not.
    if (final.nonce !== nonce && final.nonce !== first.nonce + nonce) {
      throw new SaslFailure('the nonce is another one', user);
    }
    if (final.channelBinding !== Buffer.from(gs2Header).toString('base64')) {
      throw new SaslFailure('the channel binding is another one', user);
    }
    if (authzid !== '' && authzid !== user) throw new SaslFailure('asks to act for another user', user);
    const signature = serverSignature(credential, authMessage).toString('base64');
    return { token: Buffer.from(`v=${signature}`), user };
  }
}
