/** Users of a Kafka cluster: the SCRAM credentials that it keeps (KIP-554). */
import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { alterUserScramCredentialsV0, describeUserScramCredentialsV0 } from '@platformatic/kafka';
import { type ClientOptions, openWire } from './kafka-wire.ts';

/** Kafka's numbers of the mechanisms. */
const MECHANISMS = [
  { name: 'SCRAM-SHA-256', code: 1, hash: 'sha256', bytes: 32 },
  { name: 'SCRAM-SHA-512', code: 2, hash: 'sha512', bytes: 64 },
] as const;
const ITERATIONS = 4096;
const SALT_BYTES = 18;
const ALTER = [alterUserScramCredentialsV0.api];
const DESCRIBE = [describeUserScramCredentialsV0.api];

const derive = promisify(pbkdf2);

export interface KafkaUser {
  name: string;
  /** Such as `SCRAM-SHA-256`. */
  mechanisms: string[];
}

/** Lets a user in by either mechanism. The password does not leave this process. Rejects with `KafkaError`. */
export async function setUser(options: ClientOptions, name: string, password: string): Promise<void> {
  const credentials = MECHANISMS.map(async ({ code, hash, bytes }) => {
    const salt = randomBytes(SALT_BYTES);
    const saltedPassword = await derive(password, salt, ITERATIONS, bytes, hash);
    return { name, mechanism: code, iterations: ITERATIONS, salt, saltedPassword };
  });
  // A request may name a user once.
  for (const upsertion of await Promise.all(credentials)) await alter(options, [], [upsertion]);
}

/** Takes every credential of a user away; false where there is none. */
export async function removeUser(options: ClientOptions, name: string): Promise<boolean> {
  const user = (await listUsers(options)).find((one) => one.name === name);
  for (const { name: mechanism, code } of MECHANISMS) {
    if (user?.mechanisms.includes(mechanism)) await alter(options, [{ name, mechanism: code }], []);
  }
  return user !== undefined;
}

/** Users by name. */
export async function listUsers(options: ClientOptions): Promise<KafkaUser[]> {
  const wire = openWire(options);
  try {
    const { results } = await wire.request('listing users', null, DESCRIBE, (api, connection) =>
      api.async(connection, null),
    );
    return results
      .map(({ user, credentialInfos }) => ({
        name: user,
        mechanisms: MECHANISMS.filter(({ code }) => credentialInfos.some(({ mechanism }) => mechanism === code)).map(
          ({ name }) => name,
        ),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } finally {
    await wire.close();
  }
}

type AlterArguments = Parameters<typeof alterUserScramCredentialsV0.api.async>;

async function alter(
  options: ClientOptions,
  deletions: AlterArguments[1],
  upsertions: AlterArguments[2],
): Promise<void> {
  const wire = openWire(options);
  try {
    await wire.request('changing a user', null, ALTER, (api, connection) =>
      api.async(connection, deletions, upsertions),
    );
  } finally {
    await wire.close();
  }
}
