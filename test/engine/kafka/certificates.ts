import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * X.509 certificates for tests, made here so that no key lies in the repository and no program is needed to make them (RFC 5280).
 */

export interface Issued {
  /** PEM */
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends Issued {
  /** Issues a certificate for a subject, the least specific part first; for servers with the names they go by. */
  issue(subject: readonly (readonly [kind: keyof typeof OIDS, value: string])[], hosts?: readonly string[]): Issued;
}

const OIDS = { C: '550406', O: '55040a', OU: '55040b', CN: '550403' };
const ECDSA_SHA256 = '2a8648ce3d040302';

const der = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const length =
    body.length < 0x80
      ? Buffer.from([body.length])
      : body.length < 0x100
        ? Buffer.from([0x81, body.length])
        : Buffer.from([0x82, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
};
const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const bits = (body: Buffer): Buffer => der(0x03, Buffer.from([0]), body);
const time = (date: Date): Buffer =>
  der(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));

function name(subject: readonly (readonly [keyof typeof OIDS, string])[]): Buffer {
  return sequence(
    ...subject.map(([kind, value]) => der(0x31, sequence(oid(OIDS[kind]), der(0x0c, Buffer.from(value))))),
  );
}

/** subjectAltName: addresses and DNS names. */
function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host)),
  );
  return sequence(oid('551d11'), der(0x04, sequence(...names)));
}

const authority = (): Buffer =>
  sequence(oid('551d13'), der(0x01, Buffer.from([0xff])), der(0x04, sequence(der(0x01, Buffer.from([0xff])))));

function certificate(
  subject: Buffer,
  publicKey: KeyObject,
  issuer: { readonly name: Buffer; readonly key: KeyObject },
  extensions: readonly Buffer[],
): string {
  const algorithm = sequence(oid(ECDSA_SHA256));
  const yearMs = 365 * 24 * 3600 * 1000;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    issuer.name,
    sequence(time(new Date(Date.now() - yearMs)), time(new Date(Date.now() + yearMs))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const whole = sequence(body, algorithm, bits(sign('sha256', body, issuer.key)));
  return `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

export function certificateAuthority(commonName = 'Test authority'): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = name([['CN', commonName]]);
  const issuer = { name: own, key: privateKey };
  return {
    cert: certificate(own, publicKey, issuer, [authority()]),
    key: pem(privateKey),
    issue(subject, hosts = []) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const extensions = hosts.length > 0 ? [alternativeNames(hosts)] : [alternativeNames(['client.invalid'])];
      return { cert: certificate(name(subject), pair.publicKey, issuer, extensions), key: pem(pair.privateKey) };
    },
  };
}

/** Writes a certificate and its key where a broker reads them. */
export function writeCertificate(dir: string, { cert, key }: Issued): { certPath: string; keyPath: string } {
  const [certPath, keyPath] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
  writeFileSync(certPath, cert);
  writeFileSync(keyPath, key);
  return { certPath, keyPath };
}
