import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/** SCRAM's variants (RFC 5802, RFC 7677), in Kafka's numbers from 1 on. */
export const SCRAM_MECHANISMS = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
export type ScramMechanism = (typeof SCRAM_MECHANISMS)[number];

const HASHES: Readonly<Record<ScramMechanism, { readonly hash: string; readonly bytes: number }>> = {
  'SCRAM-SHA-256': { hash: 'sha256', bytes: 32 },
  'SCRAM-SHA-512': { hash: 'sha512', bytes: 64 },
};

/** Rounds of PBKDF2: fewer are guessed too soon, more would let a credential keep the broker busy. Kafka's bounds. */
export const MIN_ITERATIONS = 4096;
export const MAX_ITERATIONS = 16_384;
export const SALT_BYTES = 18;

/** What a broker keeps of a password. It proves who knows it, and does not give it away. Bytes are base64. */
export interface ScramCredential {
  readonly mechanism: ScramMechanism;
  readonly iterations: number;
  readonly salt: string;
  readonly storedKey: string;
  readonly serverKey: string;
}

const hmac = (mechanism: ScramMechanism, key: Buffer, text: string | Buffer): Buffer =>
  createHmac(HASHES[mechanism].hash, key).update(text).digest();

const hash = (mechanism: ScramMechanism, bytes: Buffer): Buffer =>
  createHash(HASHES[mechanism].hash).update(bytes).digest();

/** The credential of a password, under a salt of its own. Passwords are taken as UTF-8 without SASLprep, as Kafka and librdkafka do. */
export async function credentialOf(
  mechanism: ScramMechanism,
  password: string,
  { salt = randomBytes(SALT_BYTES), iterations = MIN_ITERATIONS } = {},
): Promise<ScramCredential> {
  const saltedPassword = await saltPassword(mechanism, password, salt, iterations);
  return credentialOfSalted(mechanism, saltedPassword, { salt, iterations });
}

/** The same of a password that the client has salted (AlterUserScramCredentials). */
export function credentialOfSalted(
  mechanism: ScramMechanism,
  saltedPassword: Buffer,
  { salt, iterations }: { readonly salt: Buffer; readonly iterations: number },
): ScramCredential {
  const clientKey = hmac(mechanism, saltedPassword, 'Client Key');
  return {
    mechanism,
    iterations,
    salt: salt.toString('base64'),
    storedKey: hash(mechanism, clientKey).toString('base64'),
    serverKey: hmac(mechanism, saltedPassword, 'Server Key').toString('base64'),
  };
}

/** Runs in the thread pool: some milliseconds, many times that at the upper bound. */
export const saltPassword = (
  mechanism: ScramMechanism,
  password: string,
  salt: Buffer,
  iterations: number,
): Promise<Buffer> => derive(password, salt, iterations, HASHES[mechanism].bytes, HASHES[mechanism].hash);

const isSame = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

/** Whether a password is the one of the credential. */
export async function isPasswordOf(credential: ScramCredential, password: string): Promise<boolean> {
  const { mechanism, salt, iterations } = credential;
  const again = await credentialOf(mechanism, password, { salt: Buffer.from(salt, 'base64'), iterations });
  return isSame(Buffer.from(again.storedKey, 'base64'), Buffer.from(credential.storedKey, 'base64'));
}

/** Whether a client's proof shows that it knows the password (RFC 5802, section 3). */
export function isProofOf({ mechanism, storedKey }: ScramCredential, authMessage: string, proof: Buffer): boolean {
  const stored = Buffer.from(storedKey, 'base64');
  const signature = hmac(mechanism, stored, authMessage);
  if (proof.length !== signature.length) return false;
  const clientKey = Buffer.from(proof.map((byte, index) => byte ^ signature[index]!));
  return isSame(hash(mechanism, clientKey), stored);
}

/** What shows the client that the broker knows the credential. */
export const serverSignature = ({ mechanism, serverKey }: ScramCredential, authMessage: string): Buffer =>
  hmac(mechanism, Buffer.from(serverKey, 'base64'), authMessage);
