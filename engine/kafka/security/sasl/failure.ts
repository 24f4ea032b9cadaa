/** An authentication that did not succeed. The reason is for the broker's log: a client is told no more than that it failed. */
export class SaslFailure extends Error {
  /** The user, where there is one of the name: what else was typed there may be a password. */
  readonly user: string | null;

  constructor(reason: string, user: string | null = null) {
    super(reason);
    this.name = 'SaslFailure';
    this.user = user;
  }
}
