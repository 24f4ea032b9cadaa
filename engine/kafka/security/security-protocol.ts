/** How a listener is spoken to, by Kafka's names. */
export const SECURITY_PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;
export type SecurityProtocol = (typeof SECURITY_PROTOCOLS)[number];

export const usesTls = (protocol: SecurityProtocol): boolean => protocol.endsWith('SSL');

export const usesSasl = (protocol: SecurityProtocol): boolean => protocol.startsWith('SASL');
