import { createHmac, randomBytes } from 'node:crypto';
import {
  credentialOf,
  MIN_ITERATIONS,
  SALT_BYTES,
  type ScramCredential,
  type ScramMechanism,
} from './scram-credential.ts';
import type { ScramUsers } from './scram-users.ts';

/** A user that the broker is started with: kept in memory, never written. */
export interface ConfiguredUser {
  readonly name: string;
  readonly password: string;
}

/** Credentials of every user: those that the broker was started with, who cannot be changed over the wire, and those of the cluster. */
export class Credentials {
  readonly #configured: ReadonlyMap<string, string>;
  readonly #stored: ScramUsers;
  /** Of this process: makes what stands in for users that are not there. */
  readonly #secret = randomBytes(32);
  /** Of configured users, made when they are first asked for: a start need not wait for them. */
  readonly #made = new Map<string, Promise<ScramCredential>>();

  constructor(configured: readonly ConfiguredUser[], stored: ScramUsers) {
    this.#configured = new Map(configured.map(({ name, password }) => [name, password]));
    this.#stored = stored;
  }

  isConfigured(user: string): boolean {
    return this.#configured.has(user);
  }

  /** A user's credential for a mechanism, or undefined where it has none. */
  async find(user: string, mechanism: ScramMechanism): Promise<ScramCredential | undefined> {
    const password = this.#configured.get(user);
    if (password === undefined) return this.#stored.get(user, mechanism);
    const key = `${mechanism}/${user}`;
    const made = this.#made.get(key) ?? credentialOf(mechanism, password);
    this.#made.set(key, made);
    return made;
  }

  /** What stands in for a user that is not there: always the same for a name, as if it were there, and nobody's password fits. */
  standIn(user: string, mechanism: ScramMechanism): ScramCredential {
    const made = (purpose: string): string =>
      createHmac('sha512', this.#secret).update(`${purpose}/${mechanism}/${user}`).digest('base64');
    const salt = Buffer.from(made('salt'), 'base64').subarray(0, SALT_BYTES).toString('base64');
    return { mechanism, iterations: MIN_ITERATIONS, salt, storedKey: made('stored'), serverKey: made('server') };
  }
}
