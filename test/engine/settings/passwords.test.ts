import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokerAccess } from '../../../engine/settings/broker-access.ts';
import { kafkaSecurity } from '../../../engine/settings/kafka-security.ts';
import { ownPassword } from '../../../engine/settings/own-password.ts';
import { readUsersFile } from '../../../engine/settings/users-file.ts';
import { readSettings } from '../../../engine/settings.ts';
import { temporaryFolder } from '../collect/temporary-folder.ts';

function usersFile(text: string): string {
  const path = join(temporaryFolder(), 'users');
  writeFileSync(path, text);
  return path;
}

describe('the own password', () => {
  it("is made once, for its owner's eyes only", () => {
    const dir = join(temporaryFolder(), 'data');
    const password = ownPassword(dir);
    expect(password.length).toBeGreaterThanOrEqual(32);
    expect(ownPassword(dir)).toBe(password);
    expect(statSync(join(dir, 'kafka-password')).mode & 0o077).toBe(0);
    expect(readdirSync(dir)).toEqual(['kafka-password']);
  });

  it('is what the broker takes and the other roles give, where the own listener asks for one', () => {
    const dataDir = temporaryFolder();
    const settings = readSettings({ WEIR_DATA: dataDir, WEIR_KAFKA_LISTENERS: 'SASL_PLAINTEXT://127.0.0.1:9092' });
    const { users, superUsers } = brokerAccess(settings).access;
    expect(users).toEqual([{ name: 'weir', password: ownPassword(dataDir) }]);
    expect(superUsers).toEqual(['User:weir']);
    const sasl = { mechanism: 'SCRAM-SHA-256', username: 'weir', password: ownPassword(dataDir) };
    expect(kafkaSecurity(settings)).toEqual({ sasl });
  });

  it('is not made where nobody asks for it', () => {
    const dataDir = temporaryFolder();
    const settings = readSettings({ WEIR_DATA: dataDir });
    expect(brokerAccess(settings).access).toMatchObject({ users: [], superUsers: [] });
    expect(kafkaSecurity(settings)).toEqual({});
    expect(readdirSync(dataDir)).toEqual([]);
  });
});

describe('the file of users', () => {
  it('holds a user a line; a password may hold colons', () => {
    const path = usersFile('# who\n\nalice:a:b \r\nbob:x\n');
    expect(readUsersFile(path)).toEqual([
      { name: 'alice', password: 'a:b ' },
      { name: 'bob', password: 'x' },
    ]);
  });

  it.each(['alice', ':secret', 'alice:', 'alice:a\nalice:b', 'weir:x'])(
    'is refused without its secrets: %j',
    (text) => {
      const path = usersFile(text);
      expect(() => readUsersFile(path)).toThrowError(expect.objectContaining({ setting: 'WEIR_KAFKA_USERS' }));
      expect(() => readUsersFile(path)).not.toThrowError(/secret/);
    },
  );

  it('that is missing is named', () => {
    const path = join(temporaryFolder(), 'none');
    expect(() => readUsersFile(path)).toThrowError(expect.objectContaining({ setting: 'WEIR_KAFKA_USERS' }));
  });
});

describe('outside brokers', () => {
  it('are spoken to as the settings say, with files read', () => {
    const caPath = usersFile('the authority');
    const outside = {
      KAFKA_BROKERS: 'a:9093',
      KAFKA_USERNAME: 'u',
      KAFKA_PASSWORD: 'p',
      KAFKA_SASL_MECHANISM: 'plain',
    };
    expect(kafkaSecurity(readSettings({ ...outside, KAFKA_TLS_CA: caPath }))).toEqual({
      sasl: { mechanism: 'PLAIN', username: 'u', password: 'p' },
      tls: { ca: 'the authority' },
    });
    expect(kafkaSecurity(readSettings({ KAFKA_BROKERS: 'a:9093', KAFKA_TLS: 'yes' }))).toEqual({ tls: {} });
    const missing = readSettings({ KAFKA_BROKERS: 'a:9093', KAFKA_TLS_CA: '/none/ca.pem' });
    expect(() => kafkaSecurity(missing)).toThrowError(expect.objectContaining({ setting: 'KAFKA_TLS_CA' }));
  });
});
