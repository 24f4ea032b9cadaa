/**
 * DescribeUserScramCredentials (50): which users have SCRAM credentials, without anything of these (KIP-554).
 *
 * Behaviour: needs Describe on the cluster. A user that is asked for twice gets DUPLICATE_RESOURCE, one without a credential
 * RESOURCE_NOT_FOUND. Users that the broker was started with are not told: they are its operator's, not the cluster's.
 *
 * Version notes: v0 only.
 */
import {
  DescribeUserScramCredentialsApi,
  type DescribeUserScramCredentialsRequest,
  type DescribeUserScramCredentialsResponse,
  type DescribeUserScramCredentialsResponseResult,
} from '../protocol/generated/describe-user-scram-credentials.ts';
import { SCRAM_MECHANISMS } from '../security/scram-credential.ts';
import type { ScramUsers } from '../security/scram-users.ts';
import { authorizeOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, refusal, refusalOf } from './refusal.ts';
import { repeated } from './repeated.ts';

export const describeUserScramCredentials = handler({
  api: DescribeUserScramCredentialsApi,
  versions: [0, 0],
  handle(
    { users }: DescribeUserScramCredentialsRequest,
    context: RequestContext,
  ): DescribeUserScramCredentialsResponse {
    try {
      authorizeOnCluster(context, 'describe');
      const { scramUsers } = context.broker.controller;
      const names = users?.length ? users.map(({ name }) => name) : [...scramUsers.names()];
      const namedTwice = repeated(names);
      const results = Array.from(new Set(names), (name) => describe(name, namedTwice.has(name), scramUsers));
      return { throttleTimeMs: 0, ...ACCEPTED, results };
    } catch (error) {
      return { throttleTimeMs: 0, ...refusalOf(error, context.broker.log), results: [] };
    }
  },
});

function describe(user: string, isRepeated: boolean, users: ScramUsers): DescribeUserScramCredentialsResponseResult {
  if (isRepeated) {
    return { user, ...refusal('DUPLICATE_RESOURCE', `User ${user} is named twice.`), credentialInfos: [] };
  }
  const credentials = users.of(user);
  if (credentials.length === 0) {
    return { user, ...refusal('RESOURCE_NOT_FOUND', `User ${user} has no credential.`), credentialInfos: [] };
  }
  const credentialInfos = credentials.map(({ mechanism, iterations }) => ({
    mechanism: SCRAM_MECHANISMS.indexOf(mechanism) + 1,
    iterations,
  }));
  return { user, ...ACCEPTED, credentialInfos };
}
