/*
 * Access control lists as Kafka has them (KIP-11, KIP-290): who may do what to which resource, from where. On the wire every name of these
 * lists is its position in it.
 */
export const RESOURCE_TYPES = [
  'unknown',
  'any',
  'topic',
  'group',
  'cluster',
  'transactionalId',
  'delegationToken',
  'user',
] as const;
export const PATTERN_TYPES = ['unknown', 'any', 'match', 'literal', 'prefixed'] as const;
export const OPERATIONS = [
  'unknown',
  'any',
  'all',
  'read',
  'write',
  'create',
  'delete',
  'alter',
  'describe',
  'clusterAction',
  'describeConfigs',
  'alterConfigs',
  'idempotentWrite',
  'createTokens',
  'describeTokens',
  'twoPhaseCommit',
] as const;
export const PERMISSION_TYPES = ['unknown', 'any', 'deny', 'allow'] as const;

export type ResourceType = Exclude<(typeof RESOURCE_TYPES)[number], 'unknown' | 'any'>;
export type PatternType = 'literal' | 'prefixed';
/** What an ACL may be about; `all` stands for every operation. */
export type AclOperation = Exclude<(typeof OPERATIONS)[number], 'unknown' | 'any'>;
/** What a request does. */
export type Operation = Exclude<AclOperation, 'all'>;
export type PermissionType = 'deny' | 'allow';

/** Any resource, any host, and after `User:` any user. */
export const WILDCARD = '*';
export const ANY_USER = 'User:*';
/** The cluster is one resource, and has this name. */
export const CLUSTER_NAME = 'kafka-cluster';

export interface Acl {
  readonly resourceType: ResourceType;
  /** A name, the start of names where the pattern is prefixed, or `*`. */
  readonly resourceName: string;
  readonly patternType: PatternType;
  /** `Type:name`, such as `User:alice`. */
  readonly principal: string;
  /** An address, or `*`. */
  readonly host: string;
  readonly operation: AclOperation;
  readonly permissionType: PermissionType;
}

/** Two ACLs with one key are the same. */
export const aclKey = (acl: Acl): string =>
  JSON.stringify([
    acl.resourceType,
    acl.resourceName,
    acl.patternType,
    acl.principal,
    acl.host,
    acl.operation,
    acl.permissionType,
  ]);

/** Which ACLs are meant; null takes any. */
export interface AclFilter {
  readonly resourceType: ResourceType | null;
  readonly resourceName: string | null;
  /** `match`: every ACL that acts on a resource of the name, prefixed ones and `*` included (KIP-290). */
  readonly patternType: PatternType | 'match' | null;
  readonly principal: string | null;
  readonly host: string | null;
  readonly operation: AclOperation | null;
  readonly permissionType: PermissionType | null;
}

export function matchesFilter(acl: Acl, filter: AclFilter): boolean {
  return (
    isNullOr(filter.resourceType, acl.resourceType) &&
    isNullOr(filter.principal, acl.principal) &&
    isNullOr(filter.host, acl.host) &&
    isNullOr(filter.operation, acl.operation) &&
    isNullOr(filter.permissionType, acl.permissionType) &&
    matchesPattern(acl, filter)
  );
}

const isNullOr = <T>(wanted: T | null, value: T): boolean => wanted === null || wanted === value;

function matchesPattern(acl: Acl, { resourceName, patternType }: AclFilter): boolean {
  if (patternType !== 'match') {
    return isNullOr(patternType, acl.patternType) && isNullOr(resourceName, acl.resourceName);
  }
  if (resourceName === null || acl.resourceName === resourceName) return true;
  return acl.patternType === 'prefixed' ? resourceName.startsWith(acl.resourceName) : acl.resourceName === WILDCARD;
}
