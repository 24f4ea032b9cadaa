/** What the server answers to a client's token. */
export interface SaslStep {
  readonly token: Buffer;
  /** Who has authenticated; null while the exchange goes on. */
  readonly user: string | null;
}

/** The server's side of one authentication (RFC 4422). One step at a time; after a failure it is over. */
export interface SaslExchange {
  /** Rejects with SaslFailure where the client is not who it says, or does not speak the mechanism. */
  step(token: Buffer): Promise<SaslStep>;
}
