import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../../../engine/kafka/protocol/protocol-error.ts';
import { type Frame, FrameReader } from '../../../../engine/kafka/server/frame-reader.ts';
import { RequestMemory } from '../../../../engine/kafka/server/request-memory.ts';

const framed = (body: Uint8Array): Buffer => {
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
};

const bytesOf = (frames: readonly Frame[]): Buffer[] => frames.map(({ bytes }) => bytes);

/** A frame of an API key and some pattern. */
function bodyOf(apiKey: number, length: number, seed: number): Buffer {
  const body = Buffer.alloc(Math.max(length, 2), seed);
  body.writeInt16BE(apiKey, 0);
  return body;
}

/** Plays a socket: copies the stream to wherever the reader wants it next, in pieces of the given sizes. Null means that it waits for memory. */
function* readDirectly(reader: FrameReader, stream: Buffer, cuts: readonly number[]): Generator<Frame | null> {
  let at = 0;
  for (let turn = 0; at < stream.length; turn++) {
    const space = reader.space();
    const copied = stream.copy(space, 0, at, Math.min(stream.length, at + cuts[turn % cuts.length]!));
    at += copied;
    yield* reader.filled(copied);
    while (reader.isBlocked) {
      yield null;
      yield* reader.retry();
    }
  }
}

describe('frame reader', () => {
  it('finds the same frames however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 })),
        fc.array(fc.integer({ min: 1, max: 30 })),
        (bodies, cuts) => {
          const stream = Buffer.concat(bodies.map(framed));
          const reader = new FrameReader({ maxFrameBytes: 100 });
          const frames: Buffer[] = [];
          let at = 0;
          for (let turn = 0; at < stream.length; turn++) {
            const end = at + (cuts[turn % Math.max(cuts.length, 1)] ?? 7);
            frames.push(...bytesOf(reader.push(stream.subarray(at, end))));
            at = end;
          }
          expect(frames).toEqual(bodies.map((body) => Buffer.from(body)));
        },
      ),
    );
  });

  it('finds them also where it says itself where bytes are read to, lends buffers to some, and waits where none are left', () => {
    const body = fc.record({
      apiKey: fc.integer({ min: 0, max: 1 }),
      length: fc.oneof(fc.nat(40), fc.nat(300_000), fc.integer({ min: 1_000_000, max: 1_300_000 })),
    });
    let waits = 0;
    fc.assert(
      fc.property(
        fc.array(body, { maxLength: 12 }),
        fc.array(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1000, max: 2_000_000 })), {
          minLength: 1,
        }),
        (wishes, cuts) => {
          const bodies = wishes.map(({ apiKey, length }, index) => bodyOf(apiKey, length, index));
          const memory = new RequestMemory({ maxBytes: 2 * 1024 * 1024 });
          const isLendable = (apiKey: number): boolean => apiKey === 0;
          const reader = new FrameReader({ maxFrameBytes: 2_000_000, memory, isLendable });
          const kept: Frame[] = [];
          let seen = 0;
          const check = (): void => {
            // What is kept must stay what it was, whatever was read since.
            for (const [index, { bytes }] of kept.entries()) {
              expect(bytes.equals(bodies[seen - kept.length + index]!)).toBe(true);
            }
          };
          const reading = readDirectly(reader, Buffer.concat(bodies.map(framed)), cuts);
          for (;;) {
            const { value, done } = reading.next();
            if (done) break;
            if (value === null) waits++;
            else {
              kept.push(value);
              seen++;
              check();
            }
            // It waits until the oldest frame is answered.
            if (value === null || kept.length > 3) letGo(kept.shift()!, memory);
          }
          expect(seen).toBe(bodies.length);
          for (const frame of kept) letGo(frame, memory);
          expect(memory.lentBytes).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
    expect(waits).toBeGreaterThan(0);
  });

  it('does not copy a frame that came whole', () => {
    const stream = framed(Buffer.from('abc'));
    const [frame] = new FrameReader({ maxFrameBytes: 100 }).push(stream);
    expect(frame!.bytes.buffer).toBe(stream.buffer);
  });

  it('refuses a length below zero or past the bound before the bytes come', () => {
    const reader = (): FrameReader => new FrameReader({ maxFrameBytes: 100 });
    expect(() => reader().push(Buffer.from('00000065', 'hex'))).toThrow(ProtocolError);
    expect(() => reader().push(Buffer.from('ffffffff', 'hex'))).toThrow(ProtocolError);
    expect(reader().push(Buffer.from('00000064', 'hex'))).toEqual([]);
  });
});

/** Spoils what is given back: who still refers to it sees it. */
function letGo({ bytes, lent }: Frame, memory: RequestMemory): void {
  if (!lent) return;
  bytes.fill(0xdd);
  memory.giveBack(lent);
}
