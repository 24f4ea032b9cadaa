import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../../engine/kafka/protocol/errors.ts';
import { AlterUserScramCredentialsApi } from '../../../../engine/kafka/protocol/generated/alter-user-scram-credentials.ts';
import { ApiVersionsApi } from '../../../../engine/kafka/protocol/generated/api-versions.ts';
import { CreateAclsApi } from '../../../../engine/kafka/protocol/generated/create-acls.ts';
import { DescribeUserScramCredentialsApi } from '../../../../engine/kafka/protocol/generated/describe-user-scram-credentials.ts';
import { MetadataApi } from '../../../../engine/kafka/protocol/generated/metadata.ts';
import { SaslAuthenticateApi } from '../../../../engine/kafka/protocol/generated/sasl-authenticate.ts';
import { SaslHandshakeApi } from '../../../../engine/kafka/protocol/generated/sasl-handshake.ts';
import { saltPassword } from '../../../../engine/kafka/security/scram-credential.ts';
import type { BrokerConfig } from '../../../../engine/kafka/server/broker-config.ts';
import { frameOf, type RawClient } from '../raw-client.ts';
import { type RunningBroker, runningBroker } from '../running-broker.ts';
import { type Login, logIn, tokensOf } from '../sasl-client.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
const alice = { user: 'alice', password: 'correct horse' };
const software = { clientSoftwareName: 'test', clientSoftwareVersion: '1' };
const allTopics = {
  topics: null,
  allowAutoTopicCreation: false,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
};

const secured = (config: Partial<BrokerConfig> = {}, dataDir = temporaryFolder()): Promise<RunningBroker> =>
  runningBroker({
    dataDir,
    listeners: [{ protocol: 'SASL_PLAINTEXT', host: '127.0.0.1', port: 0 }],
    access: { users: [{ name: 'alice', password: 'correct horse' }], superUsers: ['User:alice'] },
    config: { failedAuthenticationDelayMs: 1, ...config },
  });

const isServed = async (client: RawClient): Promise<boolean> =>
  (await client.call(MetadataApi, 12, allTopics)).brokers.length === 1;

/** What the broker does to a connection on which this was said: the error code of its answer, or null where it hung up at once. */
async function refusalOf(login: Login, running: RunningBroker): Promise<number> {
  const client = await running.client();
  const { errorCode } = await logIn(client, login);
  expect(await client.nextFrame()).toBeNull();
  return errorCode;
}

describe('a client with the right password', () => {
  it.each(MECHANISMS)('is let in by %s', async (mechanism) => {
    const client = await (await secured()).client();
    const { apiKeys } = await client.call(ApiVersionsApi, 3, software);
    expect(apiKeys.map(({ apiKey }) => apiKey)).toEqual(expect.arrayContaining([17, 36, 50, 51]));
    expect(await logIn(client, { mechanism, ...alice })).toMatchObject({ errorCode: 0, sessionLifetimeMs: 0 });
    expect(await isServed(client)).toBe(true);
  });

  it.each(MECHANISMS)('is let in by bare tokens of %s, as old clients send them', async (mechanism) => {
    const client = await (await secured()).client();
    expect((await client.call(SaslHandshakeApi, 0, { mechanism })).mechanisms).toEqual([...MECHANISMS]);
    const next = tokensOf({ mechanism, ...alice });
    for (let token = next(null); token !== null; ) {
      client.sendBare(token);
      token = next(await client.nextFrame());
    }
    expect(await isServed(client)).toBe(true);
  });

  it('is taken for who it is', async () => {
    const running = await secured();
    const client = await running.client();
    await logIn(client, { mechanism: 'SCRAM-SHA-512', ...alice });
    const rule = { resourceType: 4, resourceName: 'kafka-cluster', resourcePatternType: 3, host: '*', operation: 2 };
    const creations = [{ ...rule, principal: 'User:*', permissionType: 2 }];
    // Alice is a super user: what everybody is denied she still may.
    await client.call(CreateAclsApi, 3, { creations });
    expect((await client.call(CreateAclsApi, 3, { creations })).results[0]!.errorCode).toBe(0);
  });
});

describe('a client without', () => {
  it.each(MECHANISMS)('the right password is refused by %s, and hung up on', async (mechanism) => {
    const running = await secured();
    const code = ERROR_CODES.SASL_AUTHENTICATION_FAILED;
    expect(await refusalOf({ mechanism, ...alice, password: 'wrong' }, running)).toBe(code);
    expect(await refusalOf({ mechanism, user: 'nobody', password: 'wrong' }, running)).toBe(code);
    // The log names who is there, and no secret.
    const told = running.lines.filter(({ level }) => level === 'warn');
    expect(told.map(({ fields }) => fields.user)).toEqual(['alice', null]);
    expect(JSON.stringify(running.lines)).not.toMatch(/wrong"|nobody|correct horse/);
  });

  it('the right password learns nothing of who is there', async () => {
    const running = await secured();
    const answers = ['alice', 'nobody', 'nobody'].map(async (user) => {
      const client = await running.client();
      await client.call(SaslHandshakeApi, 1, { mechanism: 'SCRAM-SHA-256' });
      const token = tokensOf({ mechanism: 'SCRAM-SHA-256', user, password: 'x' })(null)!;
      const { authBytes } = await client.call(SaslAuthenticateApi, 2, { authBytes: token });
      return /,(s=.*)$/.exec(authBytes.toString())![1]!;
    });
    const [known, unknown, again] = await Promise.all(answers);
    expect(unknown).toBe(again);
    expect(unknown!.length).toBe(known!.length);
  });

  it('a mechanism that is offered is told which are', async () => {
    const client = await (await secured()).client();
    const answer = await client.call(SaslHandshakeApi, 1, { mechanism: 'GSSAPI' });
    expect(answer).toEqual({ errorCode: ERROR_CODES.UNSUPPORTED_SASL_MECHANISM, mechanisms: [...MECHANISMS] });
    expect(await client.nextFrame()).toBeNull();
  });

  it.each([
    ['any other request', [frameOf(MetadataApi, 12, 1, allTopics)]],
    ['a token before the handshake', [frameOf(SaslAuthenticateApi, 2, 1, { authBytes: Buffer.from('\0alice\0x') })]],
    ['a version of SaslHandshake that is not there', [frameOf(SaslHandshakeApi, 7, 1, { mechanism: 'PLAIN' })]],
  ])('authentication is hung up on for %s', async (_name, frames) => {
    const running = await secured();
    const client = await running.client();
    for (const frame of frames) client.socket.write(frame);
    expect(await client.nextFrame()).toBeNull();
    expect(running.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('patience is told ILLEGAL_SASL_STATE for a second handshake', async () => {
    const client = await (await secured()).client();
    await client.call(SaslHandshakeApi, 1, { mechanism: 'PLAIN' });
    const { errorCode } = await client.call(SaslHandshakeApi, 1, { mechanism: 'PLAIN' });
    expect(errorCode).toBe(ERROR_CODES.ILLEGAL_SASL_STATE);
    expect(await client.nextFrame()).toBeNull();
  });

  it('authentication may send no more than sasl.server.max.receive.size', async () => {
    const running = await secured();
    const client = await running.client();
    client.sendBare(Buffer.alloc(524_289));
    expect(await client.nextFrame()).toBeNull();
    const other = await running.client();
    await logIn(other, { mechanism: 'PLAIN', ...alice });
    // From here on the bound is socket.request.max.bytes.
    other.sendBare(Buffer.concat([frameOf(MetadataApi, 12, 7, allTopics).subarray(4), Buffer.alloc(600_000)]));
    expect(await other.nextFrame()).not.toBeNull();
  });

  it('SASL on the listener is told so', async () => {
    const client = await (await runningBroker()).client();
    const handshake = await client.call(SaslHandshakeApi, 1, { mechanism: 'PLAIN' });
    expect(handshake.errorCode).toBe(ERROR_CODES.ILLEGAL_SASL_STATE);
    const answer = await client.call(SaslAuthenticateApi, 2, { authBytes: Buffer.alloc(0) });
    expect(answer.errorCode).toBe(ERROR_CODES.ILLEGAL_SASL_STATE);
  });
});

describe('a session (KIP-368)', () => {
  const login = { mechanism: 'SCRAM-SHA-256', ...alice } as const;

  it('goes on where the client authenticates anew, and ends where it does not', async () => {
    const running = await secured({ maxReauthMs: 2_000 });
    const [renewing, idle] = [await running.client(), await running.client()];
    for (const client of [renewing, idle]) expect((await logIn(client, login)).sessionLifetimeMs).toBe(2_000);
    const startedAt = performance.now();
    let renewed = 0;
    while (performance.now() - startedAt < 3_200) {
      await new Promise((wake) => setTimeout(wake, 100));
      if (performance.now() - startedAt > 1_100 * (renewed + 1)) {
        expect((await logIn(renewing, login)).errorCode).toBe(0);
        renewed++;
      }
      expect(await isServed(renewing)).toBe(true);
    }
    expect(renewed).toBeGreaterThan(1);
    idle.send(MetadataApi, 12, allTopics);
    expect(await idle.nextFrame()).toBeNull();
  });

  it('may be renewed by the same user and mechanism only', async () => {
    const running = await runningBroker({
      listeners: [{ protocol: 'SASL_PLAINTEXT', host: '127.0.0.1', port: 0 }],
      access: {
        users: [
          { name: 'alice', password: 'a' },
          { name: 'bob', password: 'b' },
        ],
      },
      config: { failedAuthenticationDelayMs: 1, maxReauthMs: 60_000 },
    });
    const others: Login[] = [
      { mechanism: 'SCRAM-SHA-256', user: 'bob', password: 'b' },
      { mechanism: 'PLAIN', user: 'alice', password: 'a' },
    ];
    const clients = await Promise.all(others.map(() => running.client()));
    for (const client of clients) await logIn(client, { mechanism: 'SCRAM-SHA-256', user: 'alice', password: 'a' });
    await logIn(clients[0]!, { mechanism: 'SCRAM-SHA-256', user: 'alice', password: 'a' });
    // A handshake within a second of the last one is no authentication anew.
    const early = await clients[0]!.call(SaslHandshakeApi, 1, { mechanism: 'SCRAM-SHA-256' });
    expect(early.errorCode).toBe(ERROR_CODES.ILLEGAL_SASL_STATE);
    await new Promise((wake) => setTimeout(wake, 1_050));
    for (const [index, other] of others.entries()) {
      expect((await logIn(clients[index]!, other)).errorCode).toBe(ERROR_CODES.SASL_AUTHENTICATION_FAILED);
      expect(await clients[index]!.nextFrame()).toBeNull();
    }
  });
});

describe('a session without end', () => {
  it('is not renewed', async () => {
    const client = await (await secured()).client();
    await logIn(client, { mechanism: 'PLAIN', ...alice });
    const { errorCode } = await client.call(SaslHandshakeApi, 1, { mechanism: 'PLAIN' });
    expect(errorCode).toBe(ERROR_CODES.ILLEGAL_SASL_STATE);
    expect(await isServed(client)).toBe(true);
  });
});

describe('SCRAM credentials', () => {
  const set = async (client: RawClient, name: string, password: string, mechanism: 1 | 2): Promise<number> => {
    const salt = Buffer.from(`salt of ${name}`);
    const named = mechanism === 1 ? 'SCRAM-SHA-256' : 'SCRAM-SHA-512';
    const saltedPassword = await saltPassword(named, password, salt, 8192);
    const upsertions = [{ name, mechanism, iterations: 8192, salt, saltedPassword }];
    const { results } = await client.call(AlterUserScramCredentialsApi, 0, { deletions: [], upsertions });
    return results[0]!.errorCode;
  };

  it('set over the wire let a user in, also after a restart, until they are removed', async () => {
    const dataDir = temporaryFolder();
    const first = await secured({}, dataDir);
    const admin = await first.client();
    await logIn(admin, { mechanism: 'PLAIN', ...alice });
    expect(await set(admin, 'bo=b,', 'secret', 2)).toBe(0);
    await first.broker.close();

    const second = await secured({}, dataDir);
    const bob = { user: 'bo=b,', password: 'secret' };
    for (const mechanism of ['PLAIN', 'SCRAM-SHA-512'] as const) {
      expect(await logIn(await second.client(), { mechanism, ...bob })).toMatchObject({ errorCode: 0 });
    }
    const failed = ERROR_CODES.SASL_AUTHENTICATION_FAILED;
    expect(await refusalOf({ mechanism: 'SCRAM-SHA-256', ...bob }, second)).toBe(failed);
    const again = await second.client();
    await logIn(again, { mechanism: 'PLAIN', ...alice });
    const described = await again.call(DescribeUserScramCredentialsApi, 0, { users: null });
    expect(described.results).toEqual([
      { user: 'bo=b,', errorCode: 0, errorMessage: null, credentialInfos: [{ mechanism: 2, iterations: 8192 }] },
    ]);
    await again.call(AlterUserScramCredentialsApi, 0, { deletions: [{ name: 'bo=b,', mechanism: 2 }], upsertions: [] });
    expect(await refusalOf({ mechanism: 'PLAIN', ...bob }, second)).toBe(failed);
  });

  it('of users that the broker was started with cannot be changed', async () => {
    const admin = await (await secured()).client();
    await logIn(admin, { mechanism: 'PLAIN', ...alice });
    expect(await set(admin, 'alice', 'new', 1)).toBe(ERROR_CODES.UNACCEPTABLE_CREDENTIAL);
    expect(await set(admin, '', 'new', 1)).toBe(ERROR_CODES.UNACCEPTABLE_CREDENTIAL);
  });

  it('are for administrators to see and set', async () => {
    const running = await runningBroker({
      listeners: [{ protocol: 'SASL_PLAINTEXT', host: '127.0.0.1', port: 0 }],
      access: { users: [{ name: 'bob', password: 'b' }], allowEveryoneIfNoAclFound: false },
    });
    const bob = await running.client();
    await logIn(bob, { mechanism: 'PLAIN', user: 'bob', password: 'b' });
    expect(await set(bob, 'carol', 'c', 1)).toBe(ERROR_CODES.CLUSTER_AUTHORIZATION_FAILED);
    const { errorCode } = await bob.call(DescribeUserScramCredentialsApi, 0, { users: [{ name: 'carol' }] });
    expect(errorCode).toBe(ERROR_CODES.CLUSTER_AUTHORIZATION_FAILED);
  });
});

describe('under nonsense in place of tokens', () => {
  it('nobody is let in, and the broker does not fail', async () => {
    const running = await secured();
    const pieces = [
      'n,,',
      'n=alice',
      'r=',
      'c=biws',
      'p=AAAA',
      ',',
      '=',
      '\0',
      'alice',
      'y,,',
      'a=bob',
      'm=1',
      'ü',
      '=2C',
    ];
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((some) => Buffer.from(some.join('')));
    const token = fc.oneof(text, fc.uint8Array({ maxLength: 64 }).map(Buffer.from));
    const attempts = fc.sample(
      fc.record({
        mechanism: fc.constantFrom(...MECHANISMS),
        isBare: fc.boolean(),
        tokens: fc.array(token, { maxLength: 3, minLength: 1 }),
      }),
      { numRuns: 150, seed: 5 },
    );
    const outcomes = attempts.map(async ({ mechanism, isBare, tokens }) => {
      const client = await running.client();
      await client.call(SaslHandshakeApi, isBare ? 0 : 1, { mechanism });
      for (const authBytes of tokens) {
        if (isBare) client.sendBare(authBytes);
        else client.send(SaslAuthenticateApi, 2, { authBytes });
      }
      client.send(MetadataApi, 12, allTopics);
      let frames = 0;
      while ((await client.nextFrame()) !== null) frames++;
      // At most an answer a token, and none to what came behind them.
      expect(frames).toBeLessThanOrEqual(tokens.length + 1);
    });
    await Promise.all(outcomes);
    expect(running.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(running.lines.filter(({ message }) => message === 'a client has authenticated')).toEqual([]);
    const client = await running.client();
    expect((await logIn(client, { mechanism: 'PLAIN', ...alice })).errorCode).toBe(0);
  }, 30_000);
});
