import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeCertificate } from '../../engine/kafka/certificates.ts';
import { freePorts } from '../../free-ports.ts';
import { startWeirBroker } from '../broker.ts';
import type { SecuredBroker } from '../suite.ts';
import { MAX_REAUTH_MS, makeCertificates, PASSWORD, securedBroker, USER } from './secured-broker.ts';

/** `weir broker` as an operator secures it. */
export async function startSecuredWeir(): Promise<SecuredBroker> {
  const certificates = makeCertificates();
  const ports = await freePorts(2);
  const { certPath, keyPath } = writeCertificate(certificates.folder, certificates.server);
  const usersPath = join(certificates.folder, 'users');
  writeFileSync(usersPath, `${USER}:${PASSWORD}\n`, { mode: 0o600 });
  const broker = await startWeirBroker(
    {},
    {
      WEIR_KAFKA_PORT: String(ports[0]),
      WEIR_KAFKA_LISTENERS: `SASL_PLAINTEXT://127.0.0.1:${ports[0]},SASL_SSL://127.0.0.1:${ports[1]}`,
      WEIR_KAFKA_TLS_CERT: certPath,
      WEIR_KAFKA_TLS_KEY: keyPath,
      WEIR_KAFKA_USERS: usersPath,
      WEIR_KAFKA_SESSION_MS: String(MAX_REAUTH_MS),
    },
  );
  return securedBroker(broker, ports, certificates);
}
