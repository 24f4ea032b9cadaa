/**
 * AlterUserScramCredentials (51): sets and removes SCRAM credentials of users (KIP-554).
 *
 * Behaviour: needs Alter on the cluster. The client salts the password; the broker keeps what proves it and cannot be turned back into it
 * (RFC 5802's stored key and server key), in the metadata log. Each user is decided on its own; who is named twice gets
 * DUPLICATE_RESOURCE, and one that the broker was started with UNACCEPTABLE_CREDENTIAL: its password is changed where it was set.
 *
 * Version notes: v0 only.
 */
import { alterScramUsers, type ScramChange } from '../cluster/scram-decisions.ts';
import { RequestError } from '../protocol/errors.ts';
import {
  AlterUserScramCredentialsApi,
  type AlterUserScramCredentialsRequest,
  type AlterUserScramCredentialsRequestUpsertion,
  type AlterUserScramCredentialsResponse,
} from '../protocol/generated/alter-user-scram-credentials.ts';
import { credentialOfSalted, SCRAM_MECHANISMS, type ScramMechanism } from '../security/scram-credential.ts';
import { authorizeOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, refusalOf } from './refusal.ts';

export const alterUserScramCredentials = handler({
  api: AlterUserScramCredentialsApi,
  versions: [0, 0],
  async handle(
    request: AlterUserScramCredentialsRequest,
    context: RequestContext,
  ): Promise<AlterUserScramCredentialsResponse> {
    const { broker } = context;
    const changes: ScramChange[] = [
      ...request.deletions.map(({ name, mechanism }) => ({ user: name, remove: mechanismOf(mechanism) })),
      ...request.upsertions.map((upsertion) => ({ user: upsertion.name, set: credentialIn(upsertion) })),
    ];
    const answers = await decide(changes, context);
    const results = Array.from(answers, ([user, fault]) => ({
      user,
      ...(fault === null ? ACCEPTED : refusalOf(fault, broker.log)),
    }));
    return { throttleTimeMs: 0, results };
  },
});

async function decide(changes: readonly ScramChange[], context: RequestContext): Promise<ReadonlyMap<string, unknown>> {
  const { controller, credentials } = context.broker;
  try {
    authorizeOnCluster(context, 'alter');
    const fixed = changes.filter(({ user }) => credentials.isConfigured(user));
    const free = changes.filter(({ user }) => !credentials.isConfigured(user));
    const decided = await controller.decide((image) => alterScramUsers(image, free));
    return new Map<string, unknown>([...decided, ...fixed.map(({ user }) => [user, fixedUser(user)] as const)]);
  } catch (error) {
    return new Map(changes.map(({ user }) => [user, error]));
  }
}

const fixedUser = (user: string): RequestError =>
  new RequestError('UNACCEPTABLE_CREDENTIAL', `User ${user} is in the settings that the broker was started with.`);

const mechanismOf = (code: number): ScramMechanism | null => SCRAM_MECHANISMS[code - 1] ?? null;

function credentialIn(upsertion: AlterUserScramCredentialsRequestUpsertion): ScramChange['set'] {
  const mechanism = mechanismOf(upsertion.mechanism);
  return mechanism && credentialOfSalted(mechanism, upsertion.saltedPassword, upsertion);
}
