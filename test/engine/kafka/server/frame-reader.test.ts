import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../../../engine/kafka/protocol/protocol-error.ts';
import { FrameReader } from '../../../../engine/kafka/server/frame-reader.ts';

const framed = (body: Uint8Array): Buffer => {
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
};

describe('frame reader', () => {
  it('finds the same frames however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 })),
        fc.array(fc.integer({ min: 1, max: 30 })),
        (bodies, cuts) => {
          const stream = Buffer.concat(bodies.map(framed));
          const reader = new FrameReader(100);
          const frames: Buffer[] = [];
          let at = 0;
          for (let turn = 0; at < stream.length; turn++) {
            const end = at + (cuts[turn % Math.max(cuts.length, 1)] ?? 7);
            frames.push(...reader.push(stream.subarray(at, end)));
            at = end;
          }
          expect(frames).toEqual(bodies.map((body) => Buffer.from(body)));
        },
      ),
    );
  });

  it('does not copy a frame that came whole', () => {
    const stream = framed(Buffer.from('abc'));
    const [frame] = new FrameReader(100).push(stream);
    expect(frame!.buffer).toBe(stream.buffer);
  });

  it('refuses a length below zero or past the bound before the bytes come', () => {
    expect(() => new FrameReader(100).push(Buffer.from('00000065', 'hex'))).toThrow(ProtocolError);
    expect(() => new FrameReader(100).push(Buffer.from('ffffffff', 'hex'))).toThrow(ProtocolError);
    expect(new FrameReader(100).push(Buffer.from('00000064', 'hex'))).toEqual([]);
  });
});
