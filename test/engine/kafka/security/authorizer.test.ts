import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Acl,
  type AclOperation,
  ANY_USER,
  aclKey,
  matchesFilter,
  OPERATIONS,
  type Operation,
  WILDCARD,
} from '../../../../engine/kafka/security/acl.ts';
import { AclTable } from '../../../../engine/kafka/security/acl-table.ts';
import { Authorizer, type Caller } from '../../../../engine/kafka/security/authorizer.ts';

const operations = OPERATIONS.slice(2) as readonly AclOperation[];
const types = ['topic', 'group', 'cluster', 'transactionalId'] as const;
// Few letters, so that names, prefixes and users meet often.
const name = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 });
const host = fc.constantFrom('10.0.0.1', '10.0.0.2', '::1');

const acl: fc.Arbitrary<Acl> = fc.record({
  resourceType: fc.constantFrom(...types),
  resourceName: fc.oneof({ weight: 4, arbitrary: name }, { weight: 1, arbitrary: fc.constant(WILDCARD) }),
  patternType: fc.constantFrom('literal', 'prefixed'),
  principal: fc.constantFrom('User:alice', 'User:bob', ANY_USER),
  host: fc.oneof(host, fc.constant(WILDCARD)),
  operation: fc.constantFrom(...operations),
  permissionType: fc.constantFrom('allow', 'allow', 'deny'),
});
const caller: fc.Arbitrary<Caller> = fc.record({
  principal: fc.constantFrom('User:alice', 'User:bob', 'User:root'),
  clientHost: host,
});
const question = fc.record({
  caller,
  operation: fc.constantFrom(...(operations.filter((one) => one !== 'all') as Operation[])),
  type: fc.constantFrom(...types),
  name,
});
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;

/** The rules as Kafka's documentation tells them, one ACL after the other. */
function slowly(acls: readonly Acl[], allowsByDefault: boolean, { caller, operation, type, name }: Question): boolean {
  if (caller.principal === 'User:root') return true;
  const acting = acls.filter(
    (one) =>
      one.resourceType === type &&
      (one.patternType === 'prefixed'
        ? name.startsWith(one.resourceName)
        : one.resourceName === WILDCARD || one.resourceName === name),
  );
  if (acting.length === 0) return allowsByDefault;
  const mine = acting.filter(
    (one) => [caller.principal, 'User:*'].includes(one.principal) && [caller.clientHost, WILDCARD].includes(one.host),
  );
  const implying: Partial<Record<Operation, string[]>> = {
    describe: ['read', 'write', 'delete', 'alter'],
    describeConfigs: ['alterConfigs'],
  };
  const denies = mine.some((one) => one.permissionType === 'deny' && ['all', operation].includes(one.operation));
  const allows = mine.some(
    (one) =>
      one.permissionType === 'allow' && ['all', operation, ...(implying[operation] ?? [])].includes(one.operation),
  );
  return allows && !denies;
}

const tableOf = (acls: readonly Acl[]): AclTable => {
  const table = new AclTable();
  for (const one of acls) table.add(one);
  return table;
};

describe('the authorizer', () => {
  it('decides as the rules say, through additions and removals', () => {
    const property = fc.property(
      fc.array(acl, { maxLength: 30 }),
      fc.array(fc.nat(40), { maxLength: 10 }),
      fc.array(question, { minLength: 1, maxLength: 30 }),
      fc.boolean(),
      (acls, removed, questions, allowEveryoneIfNoAclFound) => {
        const table = tableOf(acls);
        const gone = new Set<string>();
        for (const index of removed) {
          const one = acls[index];
          if (one === undefined) continue;
          table.remove(one);
          gone.add(aclKey(one));
        }
        const left = acls.filter((one) => !gone.has(aclKey(one)));
        const authorizer = new Authorizer({ acls: table, superUsers: ['User:root'], allowEveryoneIfNoAclFound });
        for (const asked of questions) {
          const { caller, operation, type, name } = asked;
          expect(authorizer.isAllowed(caller, operation, type, name)).toBe(
            slowly(left, allowEveryoneIfNoAclFound, asked),
          );
        }
        expect(table.size).toBe(new Set(left.map(aclKey)).size);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it('tells the operations that are allowed bit by bit', () => {
    const property = fc.property(fc.array(acl, { maxLength: 20 }), caller, name, (acls, caller, name) => {
      const authorizer = new Authorizer({
        acls: tableOf(acls),
        superUsers: ['User:root'],
        allowEveryoneIfNoAclFound: false,
      });
      const bits = authorizer.allowedOperations(caller, 'topic', name);
      const topicOperations = operations.slice(1, 7).concat('describeConfigs', 'alterConfigs') as Operation[];
      for (const operation of topicOperations) {
        const isSet = (bits & (1 << OPERATIONS.indexOf(operation))) !== 0;
        expect(isSet).toBe(slowly(acls, false, { caller, operation, type: 'topic', name }));
      }
      expect(bits >>> 0).toBeLessThan(1 << OPERATIONS.indexOf('idempotentWrite'));
    });
    fc.assert(property);
  });

  it('finds a topic that may be written wherever one of a few letters may', () => {
    // Every name that these ACLs could tell apart; a wildcard or prefix opens names beyond them as well.
    const names = ['a', 'b'].flatMap((a) => [a, ...['a', 'b'].flatMap((b) => [a + b, `${a}${b}a`, `${a}${b}b`])]);
    const long = names.flatMap((one) => [one, `${one}aaaa`, `${one}bbbb`]);
    const property = fc.property(fc.array(acl, { maxLength: 12 }), caller, (acls, caller) => {
      const authorizer = new Authorizer({
        acls: tableOf(acls),
        superUsers: ['User:root'],
        allowEveryoneIfNoAclFound: false,
      });
      if (!authorizer.isAllowedSomewhere(caller, 'write', 'topic')) {
        const found = long.filter((one) => authorizer.isAllowed(caller, 'write', 'topic', one));
        expect(found).toEqual([]);
      }
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('needs no look-up where there is no ACL and everybody may', () => {
    const table = tableOf([]);
    const authorizer = new Authorizer({ acls: table, superUsers: ['User:root'], allowEveryoneIfNoAclFound: true });
    table.actingOn = () => {
      throw new Error('looked up');
    };
    expect(authorizer.isAllowed({ principal: 'User:alice', clientHost: '::1' }, 'write', 'topic', 't')).toBe(true);
  });
});

describe('a filter', () => {
  const base: Acl = {
    resourceType: 'topic',
    resourceName: 'ab',
    patternType: 'prefixed',
    principal: 'User:alice',
    host: WILDCARD,
    operation: 'read',
    permissionType: 'allow',
  };
  const any = {
    resourceType: null,
    resourceName: null,
    patternType: null,
    principal: null,
    host: null,
    operation: null,
    permissionType: null,
  } as const;

  it.each([
    ['anything', any, true],
    ['the name of the pattern', { ...any, resourceName: 'ab' }, true],
    ['a name that the pattern would match', { ...any, resourceName: 'abc' }, false],
    ['what acts on a name', { ...any, resourceName: 'abc', patternType: 'match' }, true],
    ['what acts on another name', { ...any, resourceName: 'a', patternType: 'match' }, false],
    ['literal patterns', { ...any, patternType: 'literal' }, false],
    ['another principal', { ...any, principal: 'User:bob' }, false],
    ['another operation', { ...any, operation: 'write' }, false],
  ] as const)('for %s', (_name, filter, isMatch) => {
    expect(matchesFilter(base, filter)).toBe(isMatch);
  });

  it('for what acts on a name finds the wildcard too', () => {
    const wildcard: Acl = { ...base, patternType: 'literal', resourceName: WILDCARD };
    expect(matchesFilter(wildcard, { ...any, resourceName: 'x', patternType: 'match' })).toBe(true);
    expect(matchesFilter(wildcard, { ...any, resourceName: 'x', patternType: 'literal' })).toBe(false);
  });
});
