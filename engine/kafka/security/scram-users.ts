import { SCRAM_MECHANISMS, type ScramCredential, type ScramMechanism } from './scram-credential.ts';

/** Users and their credentials, one a mechanism at most. */
export class ScramUsers {
  readonly #users = new Map<string, ReadonlyMap<ScramMechanism, ScramCredential>>();

  /** Users that have a credential. */
  get size(): number {
    return this.#users.size;
  }

  names(): Iterable<string> {
    return this.#users.keys();
  }

  get(user: string, mechanism: ScramMechanism): ScramCredential | undefined {
    return this.#users.get(user)?.get(mechanism);
  }

  /** Every credential of a user, in the order of mechanisms. */
  of(user: string): ScramCredential[] {
    return SCRAM_MECHANISMS.flatMap((mechanism) => this.get(user, mechanism) ?? []);
  }

  set(user: string, credential: ScramCredential): void {
    this.#users.set(user, new Map([...(this.#users.get(user) ?? []), [credential.mechanism, credential]]));
  }

  remove(user: string, mechanism: ScramMechanism): void {
    const left = new Map(this.#users.get(user));
    left.delete(mechanism);
    if (left.size > 0) this.#users.set(user, left);
    else this.#users.delete(user);
  }
}
