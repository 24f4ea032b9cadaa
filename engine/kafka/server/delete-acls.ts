/**
 * DeleteAcls (31): removes the ACLs that filters match, and tells which they were.
 *
 * Behaviour: needs Alter on the cluster. Filters are taken all together: one that makes no sense is refused alone.
 *
 * Version notes: v1 brings pattern types (KIP-290), v3 the resource type user (KIP-373).
 */
import { deleteAcls as decideAcls } from '../cluster/acl-decisions.ts';
import { RequestError } from '../protocol/errors.ts';
import {
  DeleteAclsApi,
  type DeleteAclsRequest,
  type DeleteAclsRequestFilter,
  type DeleteAclsResponse,
} from '../protocol/generated/delete-acls.ts';
import type { AclFilter } from '../security/acl.ts';
import { aclFilterOf, entryCodes, patternCodes } from './acl-codes.ts';
import { authorizeOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, refusalOf } from './refusal.ts';

export const deleteAcls = handler({
  api: DeleteAclsApi,
  versions: [1, 3],
  async handle({ filters }: DeleteAclsRequest, context: RequestContext): Promise<DeleteAclsResponse> {
    const { broker } = context;
    try {
      authorizeOnCluster(context, 'alter');
      const wanted = filters.map(filterOrFault);
      const sound = wanted.filter((one): one is AclFilter => !(one instanceof RequestError));
      const removed = await broker.controller.decide((image) => decideAcls(image, sound));
      const filterResults = wanted.map((one) => {
        if (one instanceof RequestError) return { ...refusalOf(one, broker.log), matchingAcls: [] };
        const matchingAcls = removed.shift()!.map((acl) => ({ ...ACCEPTED, ...patternCodes(acl), ...entryCodes(acl) }));
        return { ...ACCEPTED, matchingAcls };
      });
      return { throttleTimeMs: 0, filterResults };
    } catch (error) {
      const refusal = { ...refusalOf(error, broker.log), matchingAcls: [] };
      return { throttleTimeMs: 0, filterResults: filters.map(() => refusal) };
    }
  },
});

function filterOrFault(filter: DeleteAclsRequestFilter): AclFilter | RequestError {
  try {
    return aclFilterOf(filter);
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
}
