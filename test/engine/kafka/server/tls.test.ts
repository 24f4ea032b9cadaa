import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBroker } from '../../../../engine/kafka/broker.ts';
import { silentLog } from '../../../../engine/kafka/log-sink.ts';
import { ERROR_CODES } from '../../../../engine/kafka/protocol/errors.ts';
import { CreateAclsApi } from '../../../../engine/kafka/protocol/generated/create-acls.ts';
import { MetadataApi } from '../../../../engine/kafka/protocol/generated/metadata.ts';
import { ProduceApi } from '../../../../engine/kafka/protocol/generated/produce.ts';
import { distinguishedName } from '../../../../engine/kafka/security/distinguished-name.ts';
import { readTls, watchTls } from '../../../../engine/kafka/security/tls-files.ts';
import { certificateAuthority, writeCertificate } from '../certificates.ts';
import { RawClient } from '../raw-client.ts';
import { batchOf, createTopic, produceOf } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';
import { logIn } from '../sasl-client.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const allTopics = {
  topics: null,
  allowAutoTopicCreation: false,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
};
const authority = certificateAuthority();
const SERVER = authority.issue([['CN', 'broker']], ['127.0.0.1', 'localhost']);

async function tlsClient(port: number, options: { cert?: string; key?: string } = {}): Promise<RawClient> {
  const client = await RawClient.connectTls(port, { ca: authority.cert, ...options });
  onTestFinished(() => client.close());
  return client;
}

describe('a TLS listener', () => {
  it('serves clients that trust its certificate, beside a plaintext one, each told its own address', async () => {
    const tls = writeCertificate(temporaryFolder(), SERVER);
    const { broker } = await runningBroker({
      listeners: [
        { protocol: 'PLAINTEXT', host: '127.0.0.1', port: 0 },
        { protocol: 'SSL', host: '0.0.0.0', port: 0, tls, advertised: { host: 'kafka.example', port: 443 } },
        { protocol: 'SSL', host: '0.0.0.0', port: 0, tls },
      ],
    });
    const [plainPort, advertisedPort, tlsPort] = broker.ports;
    const addressOf = async (client: RawClient): Promise<unknown> => {
      const [{ host, port } = { host: '', port: 0 }] = (await client.call(MetadataApi, 12, allTopics)).brokers;
      return { host, port };
    };
    const plain = await RawClient.connect(plainPort!);
    onTestFinished(() => plain.close());
    expect(await addressOf(plain)).toEqual({ host: '127.0.0.1', port: plainPort });
    expect(await addressOf(await tlsClient(advertisedPort!))).toEqual({ host: 'kafka.example', port: 443 });
    const secure = await tlsClient(tlsPort!);
    expect(await addressOf(secure)).toEqual({ host: '127.0.0.1', port: tlsPort });
    await createTopic(secure, 't');
    // Large enough for many TLS records, and in pieces.
    const batch = batchOf(['x'.repeat(500_000)]);
    const { topics } = await secure.call(ProduceApi, 9, produceOf('t', batch));
    expect(topics[0]!.partitions[0]!.errorCode).toBe(0);
    await expect(RawClient.connectTls(tlsPort!, {})).rejects.toThrow();
  });

  it('asks for a user and password over TLS', async () => {
    const tls = writeCertificate(temporaryFolder(), SERVER);
    const { broker } = await runningBroker({
      listeners: [{ protocol: 'SASL_SSL', host: '127.0.0.1', port: 0, tls, mechanisms: ['SCRAM-SHA-256'] }],
      access: { users: [{ name: 'alice', password: 'a' }] },
    });
    const client = await tlsClient(broker.port);
    expect((await logIn(client, { mechanism: 'SCRAM-SHA-256', user: 'alice', password: 'a' })).errorCode).toBe(0);
    const other = await tlsClient(broker.port);
    expect((await logIn(other, { mechanism: 'PLAIN', user: 'alice', password: 'a' })).errorCode).toBe(
      ERROR_CODES.UNSUPPORTED_SASL_MECHANISM,
    );
  });

  it('takes the subject of a client certificate for who it is, and nobody without one', async () => {
    const dir = temporaryFolder();
    const clientCaPath = join(dir, 'ca.pem');
    writeFileSync(clientCaPath, authority.cert);
    const tls = { ...writeCertificate(dir, SERVER), clientCaPath };
    const { broker } = await runningBroker({
      listeners: [{ protocol: 'SSL', host: '127.0.0.1', port: 0, tls }],
      access: { superUsers: ['User:CN=worker,OU=data,O=Example'], allowEveryoneIfNoAclFound: false },
    });
    const worker = authority.issue([
      ['O', 'Example'],
      ['OU', 'data'],
      ['CN', 'worker'],
    ]);
    const intruder = authority.issue([['CN', 'worker']]);
    const codeOf = async (issued: { cert: string; key: string }): Promise<number> => {
      const client = await tlsClient(broker.port, issued);
      const rule = { resourceType: 2, resourceName: 't', resourcePatternType: 3, operation: 2, permissionType: 3 };
      const { results } = await client.call(CreateAclsApi, 3, {
        creations: [{ ...rule, principal: 'User:x', host: '*' }],
      });
      return results[0]!.errorCode;
    };
    expect(await codeOf(worker)).toBe(0);
    expect(await codeOf(intruder)).toBe(ERROR_CODES.CLUSTER_AUTHORIZATION_FAILED);
    const stranger = certificateAuthority('Another authority').issue([
      ['O', 'Example'],
      ['OU', 'data'],
      ['CN', 'worker'],
    ]);
    for (const issued of [{}, stranger]) {
      // In TLS 1.3 the client learns of it with the first bytes that it reads.
      const refused = RawClient.connectTls(broker.port, { ca: authority.cert, ...issued }).then(
        (client) => client.nextFrame(),
        () => null,
      );
      expect(await refused).toBeNull();
    }
  });

  it('takes a renewed certificate without a restart, and keeps the old one where the new is none', async () => {
    const dir = temporaryFolder();
    const tls = writeCertificate(dir, SERVER);
    const faults: string[] = [];
    let changes = 0;
    const stop = watchTls(tls, {
      lookMs: 10,
      onChange: () => changes++,
      onFault: ({ message }) => faults.push(message),
    });
    onTestFinished(stop);
    await new Promise((wake) => setTimeout(wake, 30));
    writeFileSync(tls.certPath, 'no certificate');
    await expect.poll(() => faults).toEqual([expect.stringContaining(tls.certPath)]);
    writeCertificate(dir, authority.issue([['CN', 'renewed']], ['127.0.0.1']));
    await expect.poll(() => changes).toBeGreaterThan(0);
    await expect(readTls({ ...tls, keyPath: join(dir, 'missing.pem') })).rejects.toMatchObject({
      code: 'WEIR_TLS_FILE',
    });
  });

  it('does not start on files that are none', async () => {
    const tls = { certPath: '/none/cert.pem', keyPath: '/none/key.pem' };
    const listeners = [{ protocol: 'SSL', host: '127.0.0.1', port: 0, tls } as const];
    const start = startBroker({ dataDir: temporaryFolder(), host: '', port: 0, listeners, log: silentLog });
    await expect(start).rejects.toMatchObject({ code: 'WEIR_TLS_FILE' });
  });

  it('hangs up on who does not speak TLS, and goes on', async () => {
    const tls = writeCertificate(temporaryFolder(), SERVER);
    const { broker, lines } = await runningBroker({
      listeners: [{ protocol: 'SSL', host: '127.0.0.1', port: 0, tls }],
    });
    const plain = await RawClient.connect(broker.port);
    plain.send(MetadataApi, 12, allTopics);
    await new Promise((gone) => plain.socket.once('close', gone));
    expect((await (await tlsClient(broker.port)).call(MetadataApi, 12, allTopics)).brokers).toHaveLength(1);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
    const old = connectTls({
      port: broker.port,
      host: '127.0.0.1',
      ca: authority.cert,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    }) as TLSSocket;
    await expect(once(old, 'secureConnect')).rejects.toThrow();
  });
});

describe('a distinguished name', () => {
  it.each([
    ['C=DE\nO=Example\nOU=data\nCN=worker', 'CN=worker,OU=data,O=Example,C=DE'],
    ['O=A\\, Inc.\nCN=a+b', 'CN=a\\+b,O=A\\, Inc.'],
    ['emailAddress=a@b.example\nCN=x', 'CN=x,emailAddress=a@b.example'],
    ['CN= #x ', 'CN=\\ #x\\ '],
  ])('of %j is %s', (subject, name) => {
    expect(distinguishedName(subject)).toBe(name);
  });

  it.each([
    ['a,b', 'CN=a\\,b'],
    ['a\\2Cb', 'CN=a\\\\2Cb'],
    ['Zoë\nO=x', 'CN=Zoë\nO=x'],
    ['x', 'CN=x'],
  ])('of a certificate for %j is %j: no two subjects make one principal', (commonName, name) => {
    const { subject } = new X509Certificate(authority.issue([['CN', commonName]]).cert);
    expect(distinguishedName(subject)).toBe(name);
  });
});
