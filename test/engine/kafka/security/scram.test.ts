import { describe, expect, it } from 'vitest';
import { Credentials } from '../../../../engine/kafka/security/credentials.ts';
import { SaslFailure } from '../../../../engine/kafka/security/sasl/failure.ts';
import { PasswordChecks } from '../../../../engine/kafka/security/sasl/password-checks.ts';
import { PlainExchange } from '../../../../engine/kafka/security/sasl/plain.ts';
import { ScramExchange } from '../../../../engine/kafka/security/sasl/scram.ts';
import { parseClientFinal, parseClientFirst } from '../../../../engine/kafka/security/sasl/scram-messages.ts';
import {
  credentialOf,
  isPasswordOf,
  isProofOf,
  serverSignature,
} from '../../../../engine/kafka/security/scram-credential.ts';
import { ScramUsers } from '../../../../engine/kafka/security/scram-users.ts';
import { scramAnswer, tokensOf } from '../sasl-client.ts';

describe('a SCRAM credential', () => {
  it('is the one of the example in RFC 7677, section 3', async () => {
    const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
    const credential = await credentialOf('SCRAM-SHA-256', 'pencil', { salt, iterations: 4096 });
    const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
    const message = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=${nonce}`;
    const proof = Buffer.from('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=', 'base64');
    expect(isProofOf(credential, message, proof)).toBe(true);
    expect(serverSignature(credential, message).toString('base64')).toBe(
      '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    );
    expect(isProofOf(credential, `${message}x`, proof)).toBe(false);
    expect(isProofOf(credential, message, proof.subarray(1))).toBe(false);
  });

  it('knows its password, and keeps nothing of it', async () => {
    const credential = await credentialOf('SCRAM-SHA-512', 'pencil');
    expect(await isPasswordOf(credential, 'pencil')).toBe(true);
    expect(await isPasswordOf(credential, 'Pencil')).toBe(false);
    expect(JSON.stringify(credential)).not.toContain('pencil');
    expect((await credentialOf('SCRAM-SHA-512', 'pencil')).storedKey).not.toBe(credential.storedKey);
  });
});

describe('SCRAM messages', () => {
  it('are read with their names decoded', () => {
    expect(parseClientFirst(Buffer.from('y,a=a=3Db,n=x=2Cy,r=abc,ext=1'))).toEqual({
      gs2Header: 'y,a=a=3Db,',
      authzid: 'a=b',
      user: 'x,y',
      nonce: 'abc',
      bare: 'n=x=2Cy,r=abc,ext=1',
    });
    expect(parseClientFinal(Buffer.from('c=biws,r=abc,x=1,p=AAAA')).withoutProof).toBe('c=biws,r=abc,x=1');
  });

  it.each([
    '',
    'n=user,r=abc',
    'p=tls-unique,,n=user,r=abc',
    'n,,m=x,n=user,r=abc',
    'n,,n=us=er,r=abc',
    'n,,n=,r=abc',
    'n,,n=user,r=',
    'n,,n=user,r=a b',
    'x,,n=user,r=abc',
  ])('that are none are refused: %s', (text) => {
    expect(() => parseClientFirst(Buffer.from(text))).toThrow(SaslFailure);
  });
});

describe('an exchange', () => {
  const credentials = new Credentials([{ name: 'alice', password: 'a' }], new ScramUsers());

  it('is refused where the final message answers another challenge', async () => {
    const login = { mechanism: 'SCRAM-SHA-256', user: 'alice', password: 'a' } as const;
    const [one, other] = [tokensOf(login), tokensOf(login)];
    const exchange = new ScramExchange('SCRAM-SHA-256', credentials);
    const elsewhere = new ScramExchange('SCRAM-SHA-256', credentials);
    await exchange.step(one(null)!);
    const { token } = await elsewhere.step(other(null)!);
    await expect(exchange.step(other(token)!)).rejects.toThrow(SaslFailure);
  });

  it('is taken from librdkafka before 2.6.1, which puts its own nonce twice', async () => {
    const exchange = new ScramExchange('SCRAM-SHA-256', credentials);
    const { token } = await exchange.step(Buffer.from('n,,n=alice,r=mine'));
    const login = { mechanism: 'SCRAM-SHA-256', user: 'alice', password: 'a' } as const;
    const serverFirst = token.toString();
    const finalNonce = `mine${/^r=([^,]+)/.exec(serverFirst)![1]}`;
    const answer = scramAnswer(login, { bare: 'n=alice,r=mine', serverFirst, finalNonce });
    expect((await exchange.step(answer.token)).user).toBe('alice');
  });

  it('is refused with any other nonce, though it ends like the right one and is signed (CVE-2024-56128)', async () => {
    const exchange = new ScramExchange('SCRAM-SHA-256', credentials);
    const { token } = await exchange.step(Buffer.from('n,,n=alice,r=mine'));
    const login = { mechanism: 'SCRAM-SHA-256', user: 'alice', password: 'a' } as const;
    const serverFirst = token.toString();
    const finalNonce = `other${/^r=([^,]+)/.exec(serverFirst)![1]}`;
    const answer = scramAnswer(login, { bare: 'n=alice,r=mine', serverFirst, finalNonce });
    await expect(exchange.step(answer.token)).rejects.toThrow(SaslFailure);
  });

  it('is for the user itself: nobody acts for another', async () => {
    const plain = (token: string) => new PlainExchange(credentials, new PasswordChecks()).step(Buffer.from(token));
    expect((await plain('alice\0alice\0a')).user).toBe('alice');
    await expect(plain('bob\0alice\0a')).rejects.toMatchObject({ user: 'alice' });
    await expect(plain('\0alice\0a\0')).rejects.toThrow(SaslFailure);
    await expect(plain('\0alice\0')).rejects.toThrow(SaslFailure);
    await expect(plain('alice')).rejects.toThrow(SaslFailure);
  });

  it('checks few passwords at a time, and each of them', async () => {
    const checks = new PasswordChecks();
    const logins = Array.from({ length: 20 }, (_, index) =>
      new PlainExchange(credentials, checks).step(Buffer.from(`\0alice\0${index % 2 === 0 ? 'a' : 'b'}`)).then(
        ({ user }) => user,
        () => null,
      ),
    );
    expect(await Promise.all(logins)).toEqual(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 'alice' : null)));
  });
});
