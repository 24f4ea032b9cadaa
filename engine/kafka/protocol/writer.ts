import type { Bytes } from './byte-source.ts';
import { ProtocolError } from './protocol-error.ts';

/** From this size on, bytes are passed on as they are and not copied into the message. */
const PASS_ON_BYTES = 4 * 1024;
const LENGTH_BYTES = 4;

/**
 * Writes a message into a buffer that grows. Large byte values (record batches of a fetch) are not copied, and may even lie
 * in a file still: the finished message is a list of parts, to be sent in order.
 */
export class Writer {
  #buffer: Buffer;
  #position = 0;
  /** Start of what is not yet in `#parts`. */
  #start = 0;
  readonly #parts: Bytes[] = [];
  #partsBytes = 0;

  constructor(initialBytes = 256) {
    this.#buffer = Buffer.allocUnsafe(initialBytes);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#partsBytes + this.#position - this.#start;
  }

  /** The message, all of it in memory. Nothing may be written afterwards. */
  finish(): Buffer[] {
    this.#seal();
    return this.#parts.map((part) => {
      if (Buffer.isBuffer(part)) return part;
      throw new TypeError('a message that is kept must not carry bytes of a file');
    });
  }

  /** Leaves room for the length that every frame on a Kafka connection begins with; called before anything is written. */
  beginFrame(): void {
    this.int32(0);
  }

  /** The message of a writer that began a frame, its length filled in. */
  finishFrame(): Bytes[] {
    this.#seal();
    // The first part is ours: it begins with the room for the length.
    (this.#parts[0] as Buffer).writeInt32BE(this.#partsBytes - LENGTH_BYTES);
    return this.#parts;
  }

  #seal(): void {
    if (this.#position === this.#start) return;
    this.#parts.push(this.#buffer.subarray(this.#start, this.#position));
    this.#partsBytes += this.#position - this.#start;
    this.#start = this.#position;
  }

  /** Makes room for `length` bytes and returns where they go. */
  #claim(length: number): number {
    const position = this.#position;
    const end = position + length;
    if (end > this.#buffer.length) return this.#grow(length);
    this.#position = end;
    return position;
  }

  #grow(length: number): number {
    const unsealed = this.#position - this.#start;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, unsealed + length));
    this.#buffer.copy(grown, 0, this.#start, this.#position);
    this.#buffer = grown;
    this.#start = 0;
    this.#position = unsealed + length;
    return unsealed;
  }

  bool(value: boolean): void {
    const at = this.#claim(1);
    this.#buffer[at] = value ? 1 : 0;
  }

  int8(value: number): void {
    const at = this.#claim(1);
    this.#buffer[at] = value;
  }

  int16(value: number): void {
    const at = this.#claim(2);
    this.#buffer[at] = value >> 8;
    this.#buffer[at + 1] = value;
  }

  uint16(value: number): void {
    this.int16(value);
  }

  int32(value: number): void {
    const at = this.#claim(4);
    const buffer = this.#buffer;
    buffer[at] = value >> 24;
    buffer[at + 1] = value >> 16;
    buffer[at + 2] = value >> 8;
    buffer[at + 3] = value;
  }

  /** The largest safe integer stands for Long.MAX, as it does when read. */
  int64(value: number): void {
    if (value >= Number.MAX_SAFE_INTEGER) {
      this.int32(0x7fff_ffff);
      this.int32(-1);
      return;
    }
    this.int32(Math.floor(value / 0x1_0000_0000));
    this.int32(value | 0);
  }

  float64(value: number): void {
    const at = this.#claim(8);
    this.#buffer.writeDoubleBE(value, at);
  }

  uuid(value: string): void {
    const at = this.#claim(16);
    if (this.#buffer.write(value, at, 16, 'base64url') !== 16) throw new ProtocolError(`"${value}" is not a uuid`);
  }

  uvarint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.int8((rest & 0x7f) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.int8(rest);
  }

  string(value: string): void {
    const length = Buffer.byteLength(value);
    if (length > 0x7fff) throw new ProtocolError(`string of ${length} bytes, 32767 at most`);
    this.int16(length);
    this.#text(value, length);
  }

  nullableString(value: string | null): void {
    if (value === null) this.int16(-1);
    else this.string(value);
  }

  compactString(value: string): void {
    const length = Buffer.byteLength(value);
    this.uvarint(length + 1);
    this.#text(value, length);
  }

  compactNullableString(value: string | null): void {
    if (value === null) this.int8(0);
    else this.compactString(value);
  }

  #text(value: string, length: number): void {
    const at = this.#claim(length);
    this.#buffer.write(value, at, length, 'utf8');
  }

  bytes(value: Bytes): void {
    this.int32(value.length);
    this.raw(value);
  }

  nullableBytes(value: Bytes | null): void {
    if (value === null) this.int32(-1);
    else this.bytes(value);
  }

  compactBytes(value: Bytes): void {
    this.uvarint(value.length + 1);
    this.raw(value);
  }

  compactNullableBytes(value: Bytes | null): void {
    if (value === null) this.int8(0);
    else this.compactBytes(value);
  }

  listLength(length: number): void {
    this.int32(length);
  }

  compactListLength(length: number): void {
    this.uvarint(length + 1);
  }

  /** Bytes without a length. From `PASS_ON_BYTES` on they become a part of their own and must not change any more. */
  raw(value: Bytes): void {
    if (Buffer.isBuffer(value) && value.length < PASS_ON_BYTES) {
      const at = this.#claim(value.length);
      value.copy(this.#buffer, at);
      return;
    }
    this.#seal();
    this.#parts.push(value);
    this.#partsBytes += value.length;
  }

  /** One tagged field (KIP-482): tag, length, then what another writer wrote. */
  tagged(tag: number, body: Writer): void {
    this.uvarint(tag);
    this.uvarint(body.length);
    for (const part of body.finish()) this.raw(part);
  }
}
