import { ProtocolError } from './protocol-error.ts';

/** Kafka's all-zero uuid: "no topic id". */
export const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA';

/**
 * Elements of all lists of one message together. A list element can take less on the wire than the object made of it takes in
 * memory: without a bound, a frame of 100 MB of zeros would become gigabytes.
 */
const MAX_ELEMENTS = 250_000;

/**
 * Reads a message in place. Every read is checked against the end of the frame, and a length that the rest of the frame
 * cannot hold is refused before anything is allocated for it. Byte values are slices of the frame, not copies.
 */
export class Reader {
  readonly #buffer: Buffer;
  #position: number;
  #end: number;
  /** List elements announced so far. */
  #elements = 0;

  constructor(buffer: Buffer, start = 0, end = buffer.length) {
    this.#buffer = buffer;
    this.#position = start;
    this.#end = end;
  }

  get remaining(): number {
    return this.#end - this.#position;
  }

  /** Claims `length` bytes and returns where they start. */
  #take(length: number): number {
    const position = this.#position;
    if (length > this.#end - position) {
      throw new ProtocolError(`${length} bytes wanted at ${position}, ${this.#end - position} left`);
    }
    this.#position = position + length;
    return position;
  }

  bool(): boolean {
    return this.#buffer[this.#take(1)] !== 0;
  }

  int8(): number {
    return (this.#buffer[this.#take(1)]! << 24) >> 24;
  }

  int16(): number {
    const at = this.#take(2);
    return (((this.#buffer[at]! << 8) | this.#buffer[at + 1]!) << 16) >> 16;
  }

  uint16(): number {
    const at = this.#take(2);
    return (this.#buffer[at]! << 8) | this.#buffer[at + 1]!;
  }

  int32(): number {
    const at = this.#take(4);
    const buffer = this.#buffer;
    return (buffer[at]! << 24) | (buffer[at + 1]! << 16) | (buffer[at + 2]! << 8) | buffer[at + 3]!;
  }

  /** A number: values beyond 2^53 (Long.MAX as "unset") are clamped to the nearest safe integer. */
  int64(): number {
    const high = this.int32();
    const low = this.int32() >>> 0;
    const value = high * 0x1_0000_0000 + low;
    if (value > Number.MAX_SAFE_INTEGER) return Number.MAX_SAFE_INTEGER;
    return Math.max(value, -Number.MAX_SAFE_INTEGER);
  }

  float64(): number {
    return this.#buffer.readDoubleBE(this.#take(8));
  }

  uuid(): string {
    const at = this.#take(16);
    return this.#buffer.toString('base64url', at, at + 16);
  }

  /** An unsigned LEB128 varint of at most 32 bits. */
  uvarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#buffer[this.#take(1)]!;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value > 0xffff_ffff) break;
        return value;
      }
    }
    throw new ProtocolError('varint longer than 32 bits');
  }

  string(): string {
    return this.#text(required(this.int16()));
  }

  nullableString(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.#text(length);
  }

  compactString(): string {
    return this.#text(required(this.uvarint() - 1));
  }

  compactNullableString(): string | null {
    const length = this.uvarint() - 1;
    return length < 0 ? null : this.#text(length);
  }

  #text(length: number): string {
    const at = this.#take(length);
    return this.#buffer.toString('utf8', at, at + length);
  }

  bytes(): Buffer {
    return this.#slice(required(this.int32()));
  }

  nullableBytes(): Buffer | null {
    const length = this.int32();
    return length < 0 ? null : this.#slice(length);
  }

  compactBytes(): Buffer {
    return this.#slice(required(this.uvarint() - 1));
  }

  compactNullableBytes(): Buffer | null {
    const length = this.uvarint() - 1;
    return length < 0 ? null : this.#slice(length);
  }

  #slice(length: number): Buffer {
    const at = this.#take(length);
    return this.#buffer.subarray(at, at + length);
  }

  listLength(): number {
    return this.#possible(required(this.int32()));
  }

  /** -1 for a null list. */
  nullableListLength(): number {
    const length = this.int32();
    return length < 0 ? -1 : this.#possible(length);
  }

  compactListLength(): number {
    return this.#possible(required(this.uvarint() - 1));
  }

  compactNullableListLength(): number {
    const length = this.uvarint() - 1;
    return length < 0 ? -1 : this.#possible(length);
  }

  /** Every element takes a byte at least, so a longer list than bytes left is a lie. */
  #possible(length: number): number {
    if (length > this.remaining) throw new ProtocolError(`list of ${length} in ${this.remaining} bytes`);
    this.#elements += length;
    if (this.#elements > MAX_ELEMENTS) throw new ProtocolError(`over ${MAX_ELEMENTS} list elements in one message`);
    return length;
  }

  get position(): number {
    return this.#position;
  }

  /** A tagged field must take exactly the size it was announced with. */
  expectPosition(position: number): void {
    if (this.#position !== position) throw new ProtocolError(`tagged field ends at ${this.#position}, not ${position}`);
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** Passes over a tagged section of which no field is known here (KIP-482). */
  skipTaggedFields(): void {
    for (let count = this.uvarint(); count > 0; count--) {
      this.uvarint();
      this.skip(this.uvarint());
    }
  }

  /** Called at the end of a frame: bytes that no field claimed mean that the sender means something else. */
  expectEnd(): void {
    if (this.remaining !== 0) throw new ProtocolError(`${this.remaining} bytes after the end of the message`);
  }
}

function required(length: number): number {
  if (length < 0) throw new ProtocolError('null where a value is required');
  return length;
}
