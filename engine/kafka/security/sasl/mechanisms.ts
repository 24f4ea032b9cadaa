import type { Credentials } from '../credentials.ts';
import { SCRAM_MECHANISMS } from '../scram-credential.ts';
import type { SaslExchange } from './exchange.ts';
import type { PasswordChecks } from './password-checks.ts';
import { PlainExchange } from './plain.ts';
import { ScramExchange } from './scram.ts';

export const SASL_MECHANISMS = ['PLAIN', ...SCRAM_MECHANISMS] as const;
export type SaslMechanism = (typeof SASL_MECHANISMS)[number];

/** What exchanges of every connection share. */
export interface SaslServices {
  readonly credentials: Credentials;
  readonly passwordChecks: PasswordChecks;
}

export const beginExchange = (mechanism: SaslMechanism, { credentials, passwordChecks }: SaslServices): SaslExchange =>
  mechanism === 'PLAIN' ? new PlainExchange(credentials, passwordChecks) : new ScramExchange(mechanism, credentials);
