import { isPasswordOf, type ScramCredential } from '../scram-credential.ts';

/** Half of the thread pool, in which files are read and written too. */
const MAX_AT_ONCE = 2;

/** Checks passwords, a few at a time; the others wait their turn, one a connection at most. */
export class PasswordChecks {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  async isPasswordOf(credential: ScramCredential, password: string): Promise<boolean> {
    if (this.#running >= MAX_AT_ONCE) await new Promise<void>((begin) => this.#waiting.push(begin));
    else this.#running++;
    try {
      return await isPasswordOf(credential, password);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
