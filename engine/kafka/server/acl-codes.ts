import { RequestError } from '../protocol/errors.ts';
import type { CreateAclsRequestCreation } from '../protocol/generated/create-acls.ts';
import type { DescribeAclsRequest } from '../protocol/generated/describe-acls.ts';
import {
  type Acl,
  type AclFilter,
  type AclOperation,
  OPERATIONS,
  PATTERN_TYPES,
  PERMISSION_TYPES,
  type PermissionType,
  RESOURCE_TYPES,
  type ResourceType,
} from '../security/acl.ts';

const ANY = 1;

/** ACLs and filters between their numbers on the wire and their names. Unknown numbers throw RequestError. */
function named<T extends string>(names: readonly string[], code: number, field: string): T {
  const name = names[code];
  if (name === undefined || code <= ANY) throw new RequestError('INVALID_REQUEST', `${field} is ${code}.`);
  return name as T;
}

function namedOrNull<T extends string>(names: readonly string[], code: number, field: string): T | null {
  return code === ANY ? null : named<T>(names, code, field);
}

export function aclOf(creation: CreateAclsRequestCreation): Acl {
  const { resourceType, resourcePatternType, resourceName, principal, host, operation, permissionType } = creation;
  const patternType = named<Acl['patternType'] | 'match'>(PATTERN_TYPES, resourcePatternType, 'The pattern type');
  if (patternType === 'match') throw new RequestError('INVALID_REQUEST', 'An ACL is literal or prefixed.');
  return {
    resourceType: named<ResourceType>(RESOURCE_TYPES, resourceType, 'The resource type'),
    resourceName,
    patternType,
    principal,
    host,
    operation: named<AclOperation>(OPERATIONS, operation, 'The operation'),
    permissionType: named<PermissionType>(PERMISSION_TYPES, permissionType, 'The permission type'),
  };
}

/** DescribeAcls is one filter, DeleteAcls a list of the same. */
export function aclFilterOf(filter: DescribeAclsRequest): AclFilter {
  return {
    resourceType: namedOrNull(RESOURCE_TYPES, filter.resourceTypeFilter, 'The resource type'),
    resourceName: filter.resourceNameFilter,
    patternType: namedOrNull(PATTERN_TYPES, filter.patternTypeFilter, 'The pattern type'),
    principal: filter.principalFilter,
    host: filter.hostFilter,
    operation: namedOrNull(OPERATIONS, filter.operation, 'The operation'),
    permissionType: namedOrNull(PERMISSION_TYPES, filter.permissionType, 'The permission type'),
  };
}

export const patternCodes = ({ resourceType, resourceName, patternType }: Acl) => ({
  resourceType: RESOURCE_TYPES.indexOf(resourceType),
  resourceName,
  patternType: PATTERN_TYPES.indexOf(patternType),
});

export const entryCodes = ({ principal, host, operation, permissionType }: Acl) => ({
  principal,
  host,
  operation: OPERATIONS.indexOf(operation),
  permissionType: PERMISSION_TYPES.indexOf(permissionType),
});
