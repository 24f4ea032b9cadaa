import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Authority, certificateAuthority, type Issued } from '../../engine/kafka/certificates.ts';
import type { RunningBroker, SecuredBroker } from '../suite.ts';

/** Who may log in, by every mechanism, and do everything. */
export const USER = 'alice';
export const PASSWORD = 'correct horse';
/** connections.max.reauth.ms: short enough to be reached by a case, long enough for a client to see it coming. */
export const MAX_REAUTH_MS = 10_000;

/** Certificates of a broker on loopback, in a folder of their own. */
export interface Certificates {
  folder: string;
  caPath: string;
  server: Issued;
}

export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'weir-certificates-'));
  const authority: Authority = certificateAuthority();
  const caPath = join(folder, 'ca.pem');
  writeFileSync(caPath, authority.cert);
  return { folder, caPath, server: authority.issue([['CN', 'broker']], ['127.0.0.1', 'localhost']) };
}

/** A running broker with what has to go when it does. */
export function securedBroker(
  broker: RunningBroker,
  [plainPort, tlsPort]: readonly number[],
  { folder, caPath }: Certificates,
): SecuredBroker {
  return {
    plain: `127.0.0.1:${plainPort}`,
    tls: `127.0.0.1:${tlsPort}`,
    caPath,
    async close() {
      await broker.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
