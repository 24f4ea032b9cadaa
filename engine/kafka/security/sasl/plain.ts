import type { Credentials } from '../credentials.ts';
import type { SaslExchange, SaslStep } from './exchange.ts';
import { SaslFailure } from './failure.ts';
import type { PasswordChecks } from './password-checks.ts';

const EMPTY = Buffer.alloc(0);

/**
 * PLAIN (RFC 4616): `[authzid] NUL user NUL password`. The password is checked against the user's SCRAM credential, so that a broker keeps
 * no password for it.
 */
export class PlainExchange implements SaslExchange {
  readonly #credentials: Credentials;
  readonly #checks: PasswordChecks;

  constructor(credentials: Credentials, checks: PasswordChecks) {
    this.#credentials = credentials;
    this.#checks = checks;
  }

  async step(token: Buffer): Promise<SaslStep> {
    const parts = token.toString('utf8').split('\0', 4);
    const [authzid, user, password] = parts;
    if (parts.length !== 3 || !user || !password) throw new SaslFailure('a PLAIN token has another form');
    const found =
      (await this.#credentials.find(user, 'SCRAM-SHA-256')) ?? (await this.#credentials.find(user, 'SCRAM-SHA-512'));
    // A user that is not there takes as long as a wrong password.
    const credential = found ?? this.#credentials.standIn(user, 'SCRAM-SHA-256');
    const isRight = await this.#checks.isPasswordOf(credential, password);
    if (found === undefined) throw new SaslFailure('no such user');
    if (!isRight) throw new SaslFailure('wrong password', user);
    if (authzid !== '' && authzid !== user) throw new SaslFailure('asks to act for another user', user);
    return { token: EMPTY, user };
  }
}
