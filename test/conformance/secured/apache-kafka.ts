import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../free-ports.ts';
import { startApacheKafka } from '../apache-kafka/server.ts';
import type { SecuredBroker } from '../suite.ts';
import { MAX_REAUTH_MS, makeCertificates, PASSWORD, securedBroker, USER } from './secured-broker.ts';

const LOGIN_MODULES = {
  plain: `org.apache.kafka.common.security.plain.PlainLoginModule required username="broker" password="inside" user_broker="inside" user_${USER}="${PASSWORD}";`,
  'scram-sha-256': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  'scram-sha-512': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
};

/** The same with Apache Kafka: its SCRAM users are made as its folder is. */
export async function startSecuredApacheKafka(): Promise<SecuredBroker> {
  const certificates = makeCertificates();
  const [plain, tls] = await freePorts(2);
  const keystore = join(certificates.folder, 'keystore.pem');
  writeFileSync(keystore, `${certificates.server.key}${certificates.server.cert}`);
  const listeners = ['sasl_plaintext', 'sasl_ssl'].flatMap((listener) =>
    Object.entries(LOGIN_MODULES).map(([mechanism, module]) => [
      `listener.name.${listener}.${mechanism}.sasl.jaas.config`,
      module,
    ]),
  );
  const broker = await startApacheKafka(
    {
      ...Object.fromEntries(listeners),
      'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL',
      'inter.broker.listener.name': 'SASL_PLAINTEXT',
      'sasl.mechanism.inter.broker.protocol': 'PLAIN',
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
      'connections.max.reauth.ms': String(MAX_REAUTH_MS),
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': keystore,
    },
    ['-Xmx1g'],
    null,
    {
      listeners: `SASL_PLAINTEXT://127.0.0.1:${plain},SASL_SSL://127.0.0.1:${tls}`,
      scram: ['SCRAM-SHA-256', 'SCRAM-SHA-512'].map((name) => `${name}=[name=${USER},password=${PASSWORD}]`),
    },
  );
  return securedBroker(broker, [plain!, tls!], certificates);
}
