import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../engine/log.ts';
import { type KafkaSecurity, kafkaSecurity } from '../../engine/settings/kafka-security.ts';
import { readSettings } from '../../engine/settings.ts';
import { createAdmin, createProducer } from '../../engine/stream/kafka-client.ts';
import { listUsers } from '../../engine/stream/kafka-users.ts';
import { certificateAuthority, writeCertificate } from '../engine/kafka/certificates.ts';
import { freePorts } from '../free-ports.ts';
import type { Environment } from '../product.ts';
import { until } from '../until.ts';
import { type RoleProcess, startRole } from './role-process.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'engine', 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'weir-secured-'));
const authority = certificateAuthority();
let environment: Environment;
let tlsPort: number;
const running: RoleProcess[] = [];

/** `weir ARGS`, with something piped in. */
async function weir(
  args: string[],
  input = '',
  more: Environment = {},
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...environment, ...more } as NodeJS.ProcessEnv,
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

const start = async (role: 'broker' | 'store' | 'pipeline' | 'web'): Promise<void> => {
  running.push(await startRole(role, environment));
};

/** A client from another machine, so to say. */
const outside = (
  password: string,
  username = 'alice',
): { brokers: string[]; security: KafkaSecurity; clientId: string; log: typeof silentLog } => ({
  brokers: [`localhost:${tlsPort}`],
  security: { sasl: { mechanism: 'SCRAM-SHA-512', username, password }, tls: { ca: authority.cert } },
  clientId: 'test',
  log: silentLog,
});

/** Whether everything works but the dashboard, which may not be built here. */
async function works(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`).catch(() => null);
  const { checks } = ((await answer?.json()) ?? { checks: {} }) as { checks: Record<string, { ok: boolean }> };
  return ['broker', 'store', 'archive', 'rollups'].every((name) => checks[name]?.ok === true);
}

beforeAll(async () => {
  const [kafkaPort, tls, clickhousePort, port] = await freePorts(4);
  tlsPort = tls!;
  mkdirSync(join(folder, 'certificates'));
  const { certPath, keyPath } = writeCertificate(
    join(folder, 'certificates'),
    authority.issue([['CN', 'broker']], ['localhost', '127.0.0.1']),
  );
  const usersPath = join(folder, 'users');
  writeFileSync(usersPath, 'from-file:its password\n', { mode: 0o600 });
  environment = {
    WEIR_DATA: join(folder, 'data'),
    WEIR_PORT: String(port),
    WEIR_KAFKA_PORT: String(kafkaPort),
    WEIR_CLICKHOUSE_PORT: String(clickhousePort),
    WEIR_KAFKA_LISTENERS: `SASL_SSL://0.0.0.0:${tlsPort}`,
    WEIR_KAFKA_ADVERTISED: `SASL_SSL://localhost:${tlsPort}`,
    WEIR_KAFKA_TLS_CERT: certPath,
    WEIR_KAFKA_TLS_KEY: keyPath,
    WEIR_KAFKA_USERS: usersPath,
    WEIR_KAFKA_ALLOW_EVERYONE: 'no',
    WEIR_KAFKA_SUPER_USERS: 'User:alice',
    WEIR_KAFKA_SESSION_MS: '3000',
  };
  await start('broker');
}, 30_000);

afterAll(async () => {
  for (const role of running.toReversed()) await role.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

describe('a broker that asks who is there', () => {
  it('has users made by the command, whose password comes by standard input', async () => {
    expect(await weir(['users', 'add', 'alice'], 'correct horse\n')).toMatchObject({ code: 0 });
    expect((await weir(['users'])).output).toContain('alice  SCRAM-SHA-256, SCRAM-SHA-512');
    expect((await listUsers(outside('correct horse'))).map(({ name }) => name)).toEqual(['alice']);
    expect(await weir(['users', 'add', 'alice'], '')).toMatchObject({ code: 1 });
    expect(await weir(['users', 'add', 'weir'], 'x\n')).toMatchObject({ code: 1 });
    expect(await weir(['users', 'remove', 'nobody'])).toMatchObject({ code: 1 });
  }, 120_000);

  it('refuses a wrong password, and no password, by name', async () => {
    const refused = expect.objectContaining({ code: 'SASL_AUTHENTICATION_FAILED' });
    await expect(listUsers(outside('wrong'))).rejects.toEqual(refused);
    const anonymous = { ...outside(''), brokers: [`127.0.0.1:${environment.WEIR_KAFKA_PORT}`], security: {} };
    await expect(listUsers(anonymous)).rejects.toThrow();
  }, 30_000);

  it('lets users of the file in, and no further than ACLs do', async () => {
    const admin = createAdmin(outside('its password', 'from-file'));
    const plan = { name: 'not-mine', partitions: 1, configs: {} };
    await expect(admin.ensureTopics([plan])).rejects.toMatchObject({ code: 'TOPIC_AUTHORIZATION_FAILED' });
    await admin.close();
  }, 30_000);

  it("is reached by Weir's own processes: an event goes all the way, through sessions that end", async () => {
    await start('store');
    await start('pipeline');
    await start('web');
    const url = `http://127.0.0.1:${environment.WEIR_PORT}`;
    await until('the pipeline to work', () => works(url), 40_000);
    const collect = async (name: string): Promise<number> => {
      const body = JSON.stringify({ site: 'test', events: [{ name }] });
      return (
        await fetch(`${url}/api/collect`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      ).status;
    };
    const archived = async (): Promise<number> => {
      const sql = "SELECT count() FROM weir.events WHERE site = 'test'";
      return Number(
        await (
          await fetch(`http://127.0.0.1:${environment.WEIR_CLICKHOUSE_PORT}`, { method: 'POST', body: sql })
        ).text(),
      );
    };
    expect(await collect('first')).toBeLessThan(300);
    await until('the event in the store', async () => (await archived()) === 1, 30_000);
    // By now every connection has had to authenticate anew.
    await new Promise((wake) => setTimeout(wake, 4_000));
    expect(await collect('second')).toBeLessThan(300);
    await until('both events in the store', async () => (await archived()) === 2, 30_000);
  }, 120_000);

  it('serves producers of other machines, over TLS', async () => {
    const admin = createAdmin(outside('correct horse'));
    await admin.ensureTopics([{ name: 'mine', partitions: 1, configs: {} }]);
    await admin.close();
    const producer = createProducer(outside('correct horse'));
    await producer.send('mine', [{ key: 'k', value: 'v' }]);
    await producer.close();
    const own = createAdmin({
      brokers: [`127.0.0.1:${environment.WEIR_KAFKA_PORT}`],
      security: kafkaSecurity(readSettings(environment)),
      clientId: 'test',
      log: silentLog,
    });
    expect(await own.listOffsets('mine', 'latest')).toEqual([1]);
    await own.close();
  }, 30_000);
});

describe('a broker that would let anybody in', () => {
  it('does not start, and names the setting', async () => {
    const open = { WEIR_KAFKA_LISTENERS: 'PLAINTEXT://0.0.0.0:19093', WEIR_KAFKA_ADVERTISED: '' };
    const { code, output } = await weir(['broker'], '', open);
    expect(code).toBe(1);
    expect(output).toMatch(/^weir: WEIR_KAFKA_LISTENERS: .*WEIR_INSECURE=1/);
  }, 30_000);
});
