import {
  type Acl,
  type AclOperation,
  ANY_USER,
  OPERATIONS,
  type Operation,
  type ResourceType,
  WILDCARD,
} from './acl.ts';
import type { AclTable } from './acl-table.ts';
import type { Principal } from './principal.ts';

/** Who asks, from where. */
export interface Caller {
  readonly principal: Principal;
  /** Address without brackets or port. */
  readonly clientHost: string;
}

export interface AuthorizerOptions {
  readonly acls: AclTable;
  /** super.users: no ACL holds them back. */
  readonly superUsers: readonly Principal[];
  /** allow.everyone.if.no.acl.found: what no ACL acts on is open to everybody. */
  readonly allowEveryoneIfNoAclFound: boolean;
}

/** Operations that an ALLOW of another one brings along; a DENY brings none. */
const IMPLIED_BY: Readonly<Partial<Record<Operation, ReadonlySet<AclOperation>>>> = {
  describe: new Set(['describe', 'read', 'write', 'delete', 'alter']),
  describeConfigs: new Set(['describeConfigs', 'alterConfigs']),
};

/** What can be done to a resource of each type: the bits of its authorized operations (KIP-430). */
const SUPPORTED: Readonly<Record<ResourceType, readonly Operation[]>> = {
  topic: ['read', 'write', 'create', 'delete', 'alter', 'describe', 'describeConfigs', 'alterConfigs'],
  group: ['read', 'delete', 'describe', 'describeConfigs', 'alterConfigs'],
  cluster: ['create', 'alter', 'describe', 'clusterAction', 'describeConfigs', 'alterConfigs', 'idempotentWrite'],
  transactionalId: ['write', 'describe', 'twoPhaseCommit'],
  delegationToken: ['describe'],
  user: ['createTokens', 'describeTokens'],
};

/**
 * Decides who may do what, by the rules of Kafka's StandardAuthorizer: one DENY that matches outweighs every ALLOW; where ACLs act on a
 * resource, what none of them allows is denied; where none does, the default holds.
 */
export class Authorizer {
  readonly #acls: AclTable;
  readonly #superUsers: ReadonlySet<Principal>;
  readonly #allowsByDefault: boolean;

  constructor({ acls, superUsers, allowEveryoneIfNoAclFound }: AuthorizerOptions) {
    this.#acls = acls;
    this.#superUsers = new Set(superUsers);
    this.#allowsByDefault = allowEveryoneIfNoAclFound;
  }

  isAllowed(caller: Caller, operation: Operation, type: ResourceType, name: string): boolean {
    // Nothing to look up, which is how most brokers run.
    if (this.#acls.size === 0 && this.#allowsByDefault) return true;
    if (this.#superUsers.has(caller.principal)) return true;
    const acting = this.#acls.actingOn(type, name);
    if (acting.length === 0) return this.#allowsByDefault;
    let isAllowed = false;
    for (const acl of acting) {
      if (!concerns(acl, caller) || !covers(acl, operation)) continue;
      if (acl.permissionType === 'deny') return false;
      isAllowed = true;
    }
    return isAllowed;
  }

  /**
   * Whether a caller may do it to at least one resource of the type, there or not (KIP-679: who may write to any topic may have a
   * producer id). Implied operations are left aside, as Kafka does.
   */
  isAllowedSomewhere(caller: Caller, operation: Operation, type: ResourceType): boolean {
    if (this.isAllowed(caller, operation, type, 'hardcode')) return true;
    const denied = new Set<string>();
    const allowed: Acl[] = [];
    for (const acl of this.#acls.ofType(type)) {
      if (!concerns(acl, caller) || (acl.operation !== operation && acl.operation !== 'all')) continue;
      if (acl.permissionType === 'allow') allowed.push(acl);
      else if (isForAny(acl)) return false;
      else denied.add(`${acl.patternType}/${acl.resourceName}`);
    }
    return allowed.some((acl) => isForAny(acl) || !isOutweighed(acl, denied));
  }

  /** The operations that a caller is allowed on a resource, as a bit field. */
  allowedOperations(caller: Caller, type: ResourceType, name: string): number {
    let bits = 0;
    for (const operation of SUPPORTED[type]) {
      if (this.isAllowed(caller, operation, type, name)) bits |= 1 << OPERATIONS.indexOf(operation);
    }
    return bits;
  }
}

function concerns(acl: Acl, { principal, clientHost }: Caller): boolean {
  if (acl.principal !== principal && acl.principal !== ANY_USER) return false;
  return acl.host === WILDCARD || acl.host === clientHost;
}

function covers(acl: Acl, operation: Operation): boolean {
  if (acl.operation === operation || acl.operation === 'all') return true;
  return acl.permissionType === 'allow' && IMPLIED_BY[operation]?.has(acl.operation) === true;
}

const isForAny = ({ patternType, resourceName }: Acl): boolean =>
  patternType === 'literal' && resourceName === WILDCARD;

/** Whether everything that an ALLOW opens is closed again, by a DENY of the same name or of one of its beginnings. */
function isOutweighed({ patternType, resourceName }: Acl, denied: ReadonlySet<string>): boolean {
  if (patternType === 'literal' && denied.has(`literal/${resourceName}`)) return true;
  for (let length = 1; length <= resourceName.length; length++) {
    if (denied.has(`prefixed/${resourceName.slice(0, length)}`)) return true;
  }
  return false;
}
