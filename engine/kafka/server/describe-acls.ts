/**
 * DescribeAcls (29): the ACLs that a filter matches, by resource.
 *
 * Behaviour: needs Describe on the cluster. ACLs are always on: a broker without any lets everybody do everything, as
 * allow.everyone.if.no.acl.found says, so the answer is never SECURITY_DISABLED.
 *
 * Version notes: v1 brings pattern types (KIP-290), v3 the resource type user (KIP-373).
 */
import {
  DescribeAclsApi,
  type DescribeAclsRequest,
  type DescribeAclsResponse,
  type DescribeAclsResponseResource,
} from '../protocol/generated/describe-acls.ts';
import type { Acl } from '../security/acl.ts';
import { aclFilterOf, entryCodes, patternCodes } from './acl-codes.ts';
import { authorizeOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, refusalOf } from './refusal.ts';

export const describeAcls = handler({
  api: DescribeAclsApi,
  versions: [1, 3],
  handle(request: DescribeAclsRequest, context: RequestContext): DescribeAclsResponse {
    try {
      authorizeOnCluster(context, 'describe');
      const acls = context.broker.controller.acls.matching(aclFilterOf(request));
      return { throttleTimeMs: 0, ...ACCEPTED, resources: byResource(acls) };
    } catch (error) {
      return { throttleTimeMs: 0, ...refusalOf(error, context.broker.log), resources: [] };
    }
  },
});

function byResource(acls: readonly Acl[]): DescribeAclsResponseResource[] {
  const resources = new Map<string, DescribeAclsResponseResource>();
  for (const acl of acls) {
    const key = `${acl.resourceType}/${acl.patternType}/${acl.resourceName}`;
    const resource = resources.get(key) ?? { ...patternCodes(acl), acls: [] };
    resource.acls.push(entryCodes(acl));
    resources.set(key, resource);
  }
  return [...resources.values()];
}
