/** Upper 32 bits of the hash that `hash64` made last. */
export let hashHigh = 0;
/** Lower 32 bits. */
export let hashLow = 0;

/**
 * A 64-bit hash of a text: two 32-bit lanes mixed as in cyrb53 (bryc, public domain). Leaves its result in `hashHigh`
 * and `hashLow`, so that a hash allocates nothing. Among n texts two have the same hash with a chance of n^2 / 2^65:
 * for a million, 1 in 37 million. Kept state depends on it: it must not change.
 */
export function hash64(text: string, seed = 0): void {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  hashHigh = b >>> 0;
  hashLow = a >>> 0;
}

/** 24 hexadecimal digits (96 bits) that depend on the text alone. */
export function digest(text: string): string {
  hash64(text, 1);
  const first = hex(hashHigh) + hex(hashLow);
  hash64(text, 2);
  return first + hex(hashHigh);
}

const hex = (word: number): string => word.toString(16).padStart(8, '0');
