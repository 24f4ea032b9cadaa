/**
 * CreateAcls (30): adds ACLs.
 *
 * Behaviour: needs Alter on the cluster. Each ACL is decided on its own; one that is there already is accepted. They act from the answer on,
 * and are on disk by then.
 *
 * Version notes: v1 brings pattern types (KIP-290), v3 the resource type user (KIP-373).
 */
import { createAcls as decideAcls } from '../cluster/acl-decisions.ts';
import { RequestError } from '../protocol/errors.ts';
import {
  CreateAclsApi,
  type CreateAclsRequest,
  type CreateAclsRequestCreation,
  type CreateAclsResponse,
} from '../protocol/generated/create-acls.ts';
import type { Acl } from '../security/acl.ts';
import { aclOf } from './acl-codes.ts';
import { authorizeOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, refusalOf } from './refusal.ts';

export const createAcls = handler({
  api: CreateAclsApi,
  versions: [1, 3],
  async handle({ creations }: CreateAclsRequest, context: RequestContext): Promise<CreateAclsResponse> {
    const { broker } = context;
    try {
      authorizeOnCluster(context, 'alter');
      const wanted = creations.map(aclOrFault);
      const acls = wanted.filter((one): one is Acl => !(one instanceof RequestError));
      const answers = await broker.controller.decide((image) => decideAcls(image, acls));
      const faults = wanted.map((one) => (one instanceof RequestError ? one : (answers.shift() ?? null)));
      return {
        throttleTimeMs: 0,
        results: faults.map((fault) => (fault === null ? ACCEPTED : refusalOf(fault, broker.log))),
      };
    } catch (error) {
      const refusal = refusalOf(error, broker.log);
      return { throttleTimeMs: 0, results: creations.map(() => refusal) };
    }
  },
});

function aclOrFault(creation: CreateAclsRequestCreation): Acl | RequestError {
  try {
    return aclOf(creation);
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
}
