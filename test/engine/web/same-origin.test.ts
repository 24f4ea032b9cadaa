import { describe, expect, it } from 'vitest';
import { isLoopback, refusal } from '../../../engine/web/same-origin.ts';

const HERE = { host: '127.0.0.1:3000' };

describe('a server on loopback', () => {
  it('is called by a loopback name only, so that a rebound name reads nothing', () => {
    for (const host of [
      'localhost',
      'localhost:3000',
      '127.0.0.1:3000',
      '[::1]:3000',
      'weir.localhost:3000',
      'LOCALHOST',
    ]) {
      expect(refusal('127.0.0.1', 'GET', { host }, false), host).toBeNull();
    }
    for (const host of [
      'evil.example:3000',
      '192.168.0.9:3000',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '',
    ]) {
      expect(refusal('127.0.0.1', 'GET', { host }, false), host).toBe('foreign-host');
      expect(refusal('127.0.0.1', 'GET', { host }, true), host).toBe('foreign-host');
    }
  });

  it('is changed by its own pages and by programs, not by pages of others', () => {
    const post = (headers: object) => refusal('127.0.0.1', 'POST', { ...HERE, ...headers }, false);
    expect(post({})).toBeNull();
    expect(post({ origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' })).toBeNull();
    expect(post({ origin: 'http://127.0.0.1:4000' })).toBe('foreign-origin');
    expect(post({ origin: 'https://evil.example' })).toBe('foreign-origin');
    expect(post({ origin: 'null' })).toBe('foreign-origin');
    expect(post({ 'sec-fetch-site': 'cross-site' })).toBe('foreign-origin');
    expect(post({ 'sec-fetch-site': 'same-site' })).toBe('foreign-origin');
  });

  it('opens a WebSocket for its own pages and for programs only', () => {
    const open = (headers: object) => refusal('127.0.0.1', 'GET', { ...HERE, ...headers }, true);
    expect(open({})).toBeNull();
    expect(open({ origin: 'http://127.0.0.1:3000' })).toBeNull();
    expect(open({ origin: 'http://evil.example' })).toBe('foreign-origin');
  });

  it('may be read across origins by a link, which shows nothing to the page it came from', () => {
    expect(refusal('127.0.0.1', 'GET', { ...HERE, origin: 'http://evil.example' }, false)).toBeNull();
  });
});

describe('a server on another address', () => {
  it('is called by any name, and holds to the origin rule', () => {
    expect(refusal('0.0.0.0', 'GET', { host: 'stats.example' }, false)).toBeNull();
    expect(refusal('0.0.0.0', 'POST', { host: 'stats.example', origin: 'https://stats.example' }, false)).toBeNull();
    expect(refusal('0.0.0.0', 'POST', { host: 'stats.example', origin: 'https://evil.example' }, false)).toBe(
      'foreign-origin',
    );
  });
});

it('knows loopback addresses', () => {
  for (const host of ['127.0.0.1', '127.8.9.1', '::1', 'localhost', 'a.localhost'])
    expect(isLoopback(host), host).toBe(true);
  for (const host of ['0.0.0.0', '10.0.0.1', '127.0.0.1.nip.io', 'localhost.com', ''])
    expect(isLoopback(host), host).toBe(false);
});
