/** How brokers are spoken to where they ask who it is, or encrypt. */
export interface KafkaSecurity {
  readonly sasl?: {
    readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
    readonly username: string;
    readonly password: string;
  };
  /** PEM; without `ca` the authorities that Node knows are trusted. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

/** The same as options of the client library. */
export const securityOptions = ({ sasl, tls }: KafkaSecurity = {}) => ({
  ...(sasl ? { sasl: { ...sasl } } : {}),
  ...(tls ? { tls: { ...tls } } : {}),
});
