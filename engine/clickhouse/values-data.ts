const SEMICOLON = 0x3b;
const BACKSLASH = 0x5c;
const QUOTES = new Set([0x22, 0x27, 0x60]);
const SPACES = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20]);

/**
 * Whether anything follows a semicolon that ends the data of `INSERT ... VALUES`. The engine would run it as a statement
 * of its own; a ClickHouse server refuses it. One pass over the bytes, none where there is no semicolon.
 */
export function goesOnAfterValues(data: Uint8Array): boolean {
  let at = data.indexOf(SEMICOLON);
  if (at < 0) return false;
  let quote = 0;
  for (at = 0; at < data.length; at++) {
    const byte = data[at]!;
    if (quote !== 0) {
      if (byte === BACKSLASH) at++;
      else if (byte === quote) quote = 0;
    } else if (QUOTES.has(byte)) quote = byte;
    else if (byte === SEMICOLON) return data.subarray(at).some((rest) => rest !== SEMICOLON && !SPACES.has(rest));
  }
  return false;
}
