import { Writer } from '../../engine/kafka/protocol/writer.ts';

/** What stands at a place of an encoded message: a length that a mutation may lie about, a number, or bytes. */
export interface Place {
  readonly kind: 'length16' | 'length32' | 'uvarint' | 'int8' | 'int16' | 'int32' | 'int64' | 'batch';
  readonly at: number;
  readonly bytes: number;
}

/** Encodes as the product's own writer does, and notes what it wrote where. Tagged fields are written by another writer and not noted. */
export class NotingWriter extends Writer {
  readonly places: Place[] = [];
  #isNested = false;

  override int8(value: number): void {
    this.#note('int8', 1, () => super.int8(value));
  }

  override int16(value: number): void {
    this.#note('int16', 2, () => super.int16(value));
  }

  override int32(value: number): void {
    this.#note('int32', 4, () => super.int32(value));
  }

  override int64(value: number): void {
    this.#note('int64', 8, () => super.int64(value));
  }

  override uvarint(value: number): void {
    const bytes = value < 0x80 ? 1 : Math.ceil(Math.log2(value + 1) / 7);
    this.#note('uvarint', bytes, () => super.uvarint(value));
  }

  override string(value: string): void {
    this.#note('length16', 2, () => super.string(value));
  }

  override nullableString(value: string | null): void {
    this.#note('length16', 2, () => super.nullableString(value));
  }

  override listLength(length: number): void {
    this.#note('length32', 4, () => super.listLength(length));
  }

  override bytes(value: Buffer): void {
    this.#note('length32', 4, () => super.bytes(value));
  }

  override nullableBytes(value: Buffer | null): void {
    this.#note('length32', 4, () => super.nullableBytes(value));
  }

  override raw(value: Buffer): void {
    if (value.length > 0) this.places.push({ kind: 'batch', at: this.length, bytes: value.length });
    super.raw(value);
  }

  /** Notes the outermost call only: a length is written through the numbers below it. */
  #note(kind: Place['kind'], bytes: number, write: () => void): void {
    if (this.#isNested) {
      write();
      return;
    }
    this.places.push({ kind, at: this.length, bytes });
    this.#isNested = true;
    write();
    this.#isNested = false;
  }
}
