/** Zigzag varints of Kafka's records (protobuf's sint32 and sint64). A cursor keeps decoding free of allocation. */
export interface Cursor {
  at: number;
}

/** Reads a zigzag varint of up to 10 bytes as a number; exact below 2^52, which no offset or time span passes. Throws RangeError past the end or when it does not end. */
export function readVarlong(bytes: Uint8Array, cursor: Cursor): number {
  let value = 0;
  let scale = 1;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[cursor.at];
    if (byte === undefined) throw new RangeError('a varint runs past the end');
    cursor.at++;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    scale *= 128;
  }
  throw new RangeError('a varint of more than 10 bytes');
}

export function varlongBytes(value: number): number {
  let zigzag = value >= 0 ? value * 2 : -value * 2 - 1;
  let bytes = 1;
  while (zigzag >= 128) {
    zigzag = Math.floor(zigzag / 128);
    bytes++;
  }
  return bytes;
}

/** Writes at `at` and returns where it ended. */
export function writeVarlong(bytes: Uint8Array, value: number, at: number): number {
  let zigzag = value >= 0 ? value * 2 : -value * 2 - 1;
  let position = at;
  while (zigzag >= 128) {
    bytes[position++] = (zigzag % 128) | 0x80;
    zigzag = Math.floor(zigzag / 128);
  }
  bytes[position++] = zigzag;
  return position;
}
