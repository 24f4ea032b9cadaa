import { createHmac } from 'node:crypto';

/** 96 bits: among ten thousand million visitors a collision is less likely than one in a thousand million. */
const ID_HEX_DIGITS = 24;

/**
 * A visitor without a cookie: who comes from one address with one browser on one day. The salt is that of the event's UTC day, so the id
 * cannot be followed into the next one, nor turned back into an address once the salt is deleted.
 */
export function cookielessVisitor(salt: Buffer, site: string, ip: string, userAgent: string): string {
  return keyed(salt, ['cookieless', site, ip, userAgent]);
}

/** An id that the site chose itself: lasting, but stored as a hash, so that an address or a name in it is not. */
export function chosenVisitor(lastingSalt: Buffer, site: string, visitor: string): string {
  return keyed(lastingSalt, ['chosen', site, visitor]);
}

/** A visitor of an imported log: as cookieless, under the lasting salt and the day, so that a second import gives equal ids. */
export function importedVisitor(lastingSalt: Buffer, site: string, day: string, ip: string, userAgent: string): string {
  return keyed(lastingSalt, ['imported', site, day, ip, userAgent]);
}

/** JSON keeps the parts apart: no choice of values can make two different lists hash alike. */
function keyed(salt: Buffer, parts: readonly string[]): string {
  return createHmac('sha256', salt).update(JSON.stringify(parts)).digest('hex').slice(0, ID_HEX_DIGITS);
}
