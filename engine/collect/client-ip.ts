import { BlockList, isIP } from 'node:net';

const PRIVATE = new BlockList();
PRIVATE.addSubnet('0.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('100.64.0.0', 10, 'ipv4'); // shared address space, RFC 6598
PRIVATE.addSubnet('127.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('169.254.0.0', 16, 'ipv4');
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4');
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4');
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** Proxies in front of one another that are looked through; a longer header is not believed past this. */
const MAX_HOPS = 10;

/** True for loopback, link-local and private addresses, and for what is no address at all. */
export function isPrivateAddress(ip: string): boolean {
  const family = isIP(ip);
  return family === 0 || PRIVATE.check(ip, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * The address that an event counts for: the socket's own, unless that is loopback or private. Then a proxy stands there,
 * and the right-most public address of its X-Forwarded-For is taken: what is further left came from outside and may be made up.
 */
export function clientIp(socketAddress: string | undefined, forwardedFor: string | undefined): string {
  const peer = plainAddress(socketAddress ?? '');
  if (forwardedFor === undefined || !isPrivateAddress(peer)) return peer;
  const hops = forwardedFor.slice(-1024).split(',').slice(-MAX_HOPS).map(plainAddress);
  return hops.findLast((hop) => !isPrivateAddress(hop)) ?? hops.find((hop) => isIP(hop) !== 0) ?? peer;
}

/** Strips a port, brackets, a zone and the IPv4-mapped prefix: one visitor, one spelling. */
function plainAddress(text: string): string {
  let address = text.trim();
  if (address.startsWith('[')) address = address.slice(1, address.indexOf(']'));
  else if (/^[\d.]+:\d+$/.test(address)) address = address.slice(0, address.indexOf(':'));
  const zone = address.indexOf('%');
  if (zone >= 0) address = address.slice(0, zone);
  return /^::ffff:[\d.]+$/i.test(address) ? address.slice(7) : address;
}
