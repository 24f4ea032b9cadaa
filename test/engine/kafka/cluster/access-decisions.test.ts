import { describe, expect, it } from 'vitest';
import { createAcls, deleteAcls, MAX_ACLS } from '../../../../engine/kafka/cluster/acl-decisions.ts';
import { MetadataImage, type MetadataRecord } from '../../../../engine/kafka/cluster/metadata-image.ts';
import { alterScramUsers, MAX_SCRAM_USERS } from '../../../../engine/kafka/cluster/scram-decisions.ts';
import type { Acl } from '../../../../engine/kafka/security/acl.ts';
import { credentialOfSalted } from '../../../../engine/kafka/security/scram-credential.ts';

const acl = (resourceName: string): Acl => ({
  resourceType: 'topic',
  resourceName,
  patternType: 'literal',
  principal: 'User:alice',
  host: '*',
  operation: 'read',
  permissionType: 'allow',
});

const salt = Buffer.from('salt');
const credential = credentialOfSalted('SCRAM-SHA-256', Buffer.from('salted'), { salt, iterations: 4096 });

function imageOf(records: readonly MetadataRecord[]): MetadataImage {
  const image = new MetadataImage();
  for (const record of records) image.apply(record);
  return image;
}

const anything = {
  resourceType: null,
  resourceName: null,
  patternType: null,
  principal: null,
  host: null,
  operation: null,
  permissionType: null,
};

describe('decisions about ACLs', () => {
  it('write what is new once, and remove what is there once', () => {
    const image = imageOf([{ type: 'acl', acl: acl('a') }]);
    const created = createAcls(image, [acl('a'), acl('b'), acl('b')]);
    expect(created).toEqual({ records: [{ type: 'acl', acl: acl('b') }], answer: [null, null, null] });
    const deleted = deleteAcls(image, [anything, { ...anything, resourceName: 'a' }]);
    expect(deleted).toEqual({ records: [{ type: 'remove-acl', acl: acl('a') }], answer: [[acl('a')], [acl('a')]] });
  });

  it('end where there are as many as a broker holds', () => {
    const image = imageOf(Array.from({ length: MAX_ACLS - 1 }, (_, index) => ({ type: 'acl', acl: acl(`t${index}`) })));
    const { answer, records } = createAcls(image, [acl('x'), acl('y'), acl('t0')]);
    expect(answer.map((fault) => fault?.code)).toEqual([undefined, 'POLICY_VIOLATION', undefined]);
    expect(records).toHaveLength(1);
  });
});

describe('decisions about SCRAM users', () => {
  it('refuse who is named twice, does not exist, has no name or too few or too many rounds', () => {
    const { answer, records } = alterScramUsers(new MetadataImage(), [
      { user: 'ok', set: credential },
      { user: 'twice', set: credential },
      { user: 'twice', remove: 'SCRAM-SHA-256' },
      { user: 'gone', remove: 'SCRAM-SHA-512' },
      { user: '', set: credential },
      { user: 'odd', set: null },
      { user: 'few', set: { ...credential, iterations: 4095 } },
      { user: 'many', set: { ...credential, iterations: 16_385 } },
    ]);
    expect(Array.from(answer, ([user, fault]) => [user, fault?.code])).toEqual([
      ['ok', undefined],
      ['twice', 'DUPLICATE_RESOURCE'],
      ['gone', 'RESOURCE_NOT_FOUND'],
      ['', 'UNACCEPTABLE_CREDENTIAL'],
      ['odd', 'UNSUPPORTED_SASL_MECHANISM'],
      ['few', 'UNACCEPTABLE_CREDENTIAL'],
      ['many', 'UNACCEPTABLE_CREDENTIAL'],
    ]);
    expect(records).toEqual([{ type: 'scram-credential', user: 'ok', credential }]);
  });

  it('end where there are as many users as a broker holds', () => {
    const users = Array.from({ length: MAX_SCRAM_USERS }, (_, index) => `u${index}`);
    const image = imageOf(users.map((user) => ({ type: 'scram-credential', user, credential })));
    const change = [
      { user: 'one more', set: credential },
      { user: 'u0', set: credential },
    ];
    const { answer } = alterScramUsers(image, change);
    expect([...answer.values()].map((fault) => fault?.code)).toEqual(['POLICY_VIOLATION', undefined]);
  });
});

describe('the metadata image', () => {
  it('leads to itself by its own records, ACLs and credentials included', () => {
    const image = imageOf([
      { type: 'acl', acl: acl('a') },
      { type: 'acl', acl: acl('b') },
      { type: 'remove-acl', acl: acl('a') },
      { type: 'scram-credential', user: 'alice', credential },
      { type: 'scram-credential', user: 'alice', credential: { ...credential, mechanism: 'SCRAM-SHA-512' } },
      { type: 'scram-credential', user: 'bob', credential },
      { type: 'remove-scram-credential', user: 'bob', mechanism: 'SCRAM-SHA-256' },
    ]);
    const records = image.records();
    expect(imageOf(records).records()).toEqual(records);
    expect([...image.scramUsers.names()]).toEqual(['alice']);
    expect([...image.acls.values()]).toEqual([acl('b')]);
  });
});
