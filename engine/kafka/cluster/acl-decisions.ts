import { RequestError } from '../protocol/errors.ts';
import { type Acl, type AclFilter, aclKey, CLUSTER_NAME } from '../security/acl.ts';
import { isPrincipal } from '../security/principal.ts';
import type { Decision } from './controller.ts';
import type { MetadataImage, MetadataRecord } from './metadata-image.ts';

/** ACLs together: each is looked at for the resources that it acts on, and any administrator may make them. */
export const MAX_ACLS = 50_000;

/*
 * Decisions about ACLs, each on its own: an item that is refused does not stop the others. Answers are null where it was accepted.
 */

export function createAcls(image: MetadataImage, acls: readonly Acl[]): Decision<(RequestError | null)[]> {
  const records: MetadataRecord[] = [];
  const added = new Set<string>();
  const answer = acls.map((acl) => {
    const fault = aclFault(acl);
    if (fault !== null) return new RequestError('INVALID_REQUEST', fault);
    // One that is there already is accepted, and changes nothing.
    if (image.acls.has(acl) || added.has(aclKey(acl))) return null;
    if (image.acls.size + added.size >= MAX_ACLS) {
      return new RequestError('POLICY_VIOLATION', `This broker holds at most ${MAX_ACLS} ACLs.`);
    }
    added.add(aclKey(acl));
    records.push({ type: 'acl', acl });
    return null;
  });
  return { records, answer };
}

/** Answers with the ACLs that each filter matched; one that several match is told for each, and removed once. */
export function deleteAcls(image: MetadataImage, filters: readonly AclFilter[]): Decision<Acl[][]> {
  const answer = filters.map((filter) => image.acls.matching(filter));
  const removed = new Map(answer.flat().map((acl) => [aclKey(acl), acl]));
  return { records: Array.from(removed.values(), (acl) => ({ type: 'remove-acl', acl })), answer };
}

function aclFault({ resourceType, resourceName, principal }: Acl): string | null {
  if (resourceName === '') return 'The resource has no name.';
  if (resourceType === 'cluster' && resourceName !== CLUSTER_NAME) {
    return `The only cluster is ${CLUSTER_NAME}.`;
  }
  return isPrincipal(principal) ? null : `'${principal}' is no principal; write Type:name, such as User:alice.`;
}
