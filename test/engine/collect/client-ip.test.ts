import { describe, expect, it } from 'vitest';
import { clientIp, isPrivateAddress } from '../../../engine/collect/client-ip.ts';

describe('clientIp', () => {
  it.each([
    ['the socket where nobody forwards', '203.0.113.9', undefined, '203.0.113.9'],
    ['the socket where a public peer claims another', '203.0.113.9', '8.8.8.8', '203.0.113.9'],
    ['what a loopback proxy forwards', '127.0.0.1', '8.8.8.8', '8.8.8.8'],
    ['what a private proxy forwards', '10.0.0.2', '8.8.8.8', '8.8.8.8'],
    [
      'the right-most public hop, as the left ones may be made up',
      '127.0.0.1',
      '1.1.1.1, 8.8.8.8, 10.1.2.3',
      '8.8.8.8',
    ],
    ['the first hop where all are private', '127.0.0.1', '192.168.1.7, 10.1.2.3', '192.168.1.7'],
    ['the socket where the header is no address', '127.0.0.1', 'unknown', '127.0.0.1'],
    ['an IPv4-mapped socket as IPv4', '::ffff:203.0.113.9', undefined, '203.0.113.9'],
    ['a hop without its port', '::1', '8.8.8.8:4711', '8.8.8.8'],
    ['an IPv6 hop without its brackets', '::1', '[2a00:1450:4001::1]:443', '2a00:1450:4001::1'],
    ['nothing of a socket that is gone', undefined, undefined, ''],
  ])('takes %s', (_, socket, forwarded, expected) => {
    expect(clientIp(socket, forwarded)).toBe(expected);
  });
});

describe('isPrivateAddress', () => {
  it.each([
    '127.0.0.1',
    '10.9.8.7',
    '172.31.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '169.254.1.1',
    '::1',
    'fd00::1',
    'fe80::1',
    'no-address',
    '',
  ])('is true for %s', (ip) => expect(isPrivateAddress(ip)).toBe(true));
  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2a00:1450:4001::1'])('is false for %s', (ip) =>
    expect(isPrivateAddress(ip)).toBe(false),
  );
});
