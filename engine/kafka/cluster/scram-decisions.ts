import { RequestError } from '../protocol/errors.ts';
import {
  MAX_ITERATIONS,
  MIN_ITERATIONS,
  type ScramCredential,
  type ScramMechanism,
} from '../security/scram-credential.ts';
import type { Decision } from './controller.ts';
import type { MetadataImage, MetadataRecord } from './metadata-image.ts';

/** Users with credentials: each costs memory, and any administrator may make them. */
export const MAX_SCRAM_USERS = 10_000;
const MAX_USER_NAME_BYTES = 1024;

/** One user's change: a credential to set, or the mechanism of one to remove; null for a mechanism that does not exist. */
export interface ScramChange {
  readonly user: string;
  readonly set?: ScramCredential | null;
  readonly remove?: ScramMechanism | null;
}

/** Decides each user's change on its own; who is named twice is refused. Answers are null where it was accepted. */
export function alterScramUsers(
  image: MetadataImage,
  changes: readonly ScramChange[],
): Decision<Map<string, RequestError | null>> {
  const answer = new Map<string, RequestError | null>();
  const recordsOf = new Map<string, MetadataRecord>();
  for (const change of changes) {
    const { user } = change;
    const isRepeated = answer.has(user);
    const decided = isRepeated ? refused('DUPLICATE_RESOURCE', `User ${user} is named twice.`) : decide(image, change);
    if (decided instanceof RequestError) recordsOf.delete(user);
    else recordsOf.set(user, decided);
    answer.set(user, decided instanceof RequestError ? decided : null);
  }
  return { records: [...recordsOf.values()], answer };
}

const refused = (code: RequestError['code'], message: string): RequestError => new RequestError(code, message);

function decide(image: MetadataImage, { user, set, remove }: ScramChange): MetadataRecord | RequestError {
  if (user === '') return refused('UNACCEPTABLE_CREDENTIAL', 'The user has no name.');
  if (Buffer.byteLength(user) > MAX_USER_NAME_BYTES) {
    return refused('UNACCEPTABLE_CREDENTIAL', `A user's name has at most ${MAX_USER_NAME_BYTES} bytes.`);
  }
  if (remove) {
    return image.scramUsers.get(user, remove) === undefined
      ? refused('RESOURCE_NOT_FOUND', `User ${user} has no ${remove} credential.`)
      : { type: 'remove-scram-credential', user, mechanism: remove };
  }
  if (!set) return refused('UNSUPPORTED_SASL_MECHANISM', 'There is no such SCRAM mechanism.');
  const { iterations } = set;
  if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
    return refused(
      'UNACCEPTABLE_CREDENTIAL',
      `${iterations} iterations; there must be ${MIN_ITERATIONS} to ${MAX_ITERATIONS}.`,
    );
  }
  if (image.scramUsers.of(user).length === 0 && image.scramUsers.size >= MAX_SCRAM_USERS) {
    return refused('POLICY_VIOLATION', `This broker holds at most ${MAX_SCRAM_USERS} users.`);
  }
  return { type: 'scram-credential', user, credential: set };
}
