import type { Accumulator } from '../aggregates/accumulator.ts';
import type { ByteReader } from '../aggregates/byte-reader.ts';
import type { ByteWriter } from '../aggregates/byte-writer.ts';

/**
 * The last `sizeS` seconds, an accumulator each, as one value that is cheap to ask for every second: seconds are merged
 * in blocks of about the square root of their number, and a block is merged again only after a late event in it.
 */
export class SecondCells<A extends Accumulator<A>> {
  readonly #create: () => A;
  readonly #blockS: number;
  readonly #cells = new Map<number, A>();
  /** By block (second / blockS), of blocks before the newest that lie in the window as a whole. */
  readonly #blocks = new Map<number, A>();
  /** First second of the window; there is nothing before it. */
  #from = 0;
  #newest = 0;
  #lastSecond = Number.NaN;
  #lastCell: A | null = null;
  /** The value is another than when it was taken last. */
  #changed = false;

  constructor(sizeS: number, create: () => A) {
    this.#create = create;
    this.#blockS = Math.ceil(Math.sqrt(sizeS));
  }

  get cells(): Iterable<[number, A]> {
    return this.#cells;
  }

  /** Where a second is counted; null where the window has passed it. */
  cell(second: number): A | null {
    if (second < this.#from) return null;
    this.#changed = true;
    if (second === this.#lastSecond) return this.#lastCell;
    let cell = this.#cells.get(second);
    if (!cell) {
      cell = this.#create();
      this.#cells.set(second, cell);
    }
    if (second > this.#newest) this.#newest = second;
    this.#blocks.delete(Math.floor(second / this.#blockS));
    this.#lastSecond = second;
    this.#lastCell = cell;
    return cell;
  }

  dropBefore(from: number): void {
    if (from <= this.#from) return;
    // Few steps where time goes on by seconds, one pass over what is there where it leaps.
    if (from - this.#from < this.#cells.size) for (let second = this.#from; second < from; second++) this.#drop(second);
    else for (const second of this.#cells.keys()) if (second < from) this.#drop(second);
    this.#from = from;
    for (const block of this.#blocks.keys()) if (block * this.#blockS < from) this.#blocks.delete(block);
    if (this.#lastSecond < from) this.#lastSecond = Number.NaN;
  }

  #drop(second: number): void {
    if (this.#cells.delete(second)) this.#changed = true;
  }

  /** The value of the window; null where it is as it was when taken last. */
  take(): A | null {
    if (!this.#changed) return null;
    this.#changed = false;
    const value = this.#create();
    const newestBlock = Math.floor(this.#newest / this.#blockS);
    for (let block = Math.floor(this.#from / this.#blockS); block <= newestBlock; block++) {
      if (block * this.#blockS < this.#from || block === newestBlock) this.#mergeSeconds(block, value);
      else value.merge(this.#block(block));
    }
    // The newest second goes on being counted in, so its block is to be looked at anew.
    this.#lastSecond = Number.NaN;
    return value;
  }

  #block(block: number): A {
    let merged = this.#blocks.get(block);
    if (!merged) {
      merged = this.#create();
      this.#mergeSeconds(block, merged);
      this.#blocks.set(block, merged);
    }
    return merged;
  }

  #mergeSeconds(block: number, into: A): void {
    const start = block * this.#blockS;
    for (let second = start; second < start + this.#blockS; second++) {
      const cell = this.#cells.get(second);
      if (cell) into.merge(cell);
    }
  }

  mark(): void {
    this.#changed = true;
  }

  encode(writer: ByteWriter): void {
    writer.count(this.#from);
    writer.count(this.#cells.size);
    for (const [second, cell] of this.#cells) {
      writer.count(second);
      cell.encode(writer);
    }
  }

  decode(reader: ByteReader, decodeCell: (reader: ByteReader) => A): void {
    this.#from = reader.count();
    for (let left = reader.count(); left > 0; left--) {
      const second = reader.count();
      this.#cells.set(second, decodeCell(reader));
      this.#newest = Math.max(this.#newest, second);
    }
    this.#changed = true;
  }

  get bytes(): number {
    let bytes = 300;
    for (const cell of this.#cells.values()) bytes += 40 + cell.bytes;
    for (const block of this.#blocks.values()) bytes += 40 + block.bytes;
    return bytes;
  }
}
