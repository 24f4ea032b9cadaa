import type { Random } from '../../engine/demo/random.ts';
import { BATCH_HEADER_BYTES, batchSizeBytes, computeBatchCrc } from '../../engine/kafka/records/batch.ts';
import type { BaseFrame } from './corpus.ts';
import type { Place } from './noting-writer.ts';

/** Bytes of a frame before its body: the length. */
const LENGTH_BYTES = 4;
const KEY_AT = 4;
const VERSION_AT = 6;
const CORRELATION_AT = 8;
const HEADER_BYTES = 12;

export type Mutation = keyof typeof MUTATIONS;

const LIES = [
  -1, -2, 0, 1, 2, 127, 128, 255, 256, 32_767, 65_535, 65_536, 1_000_000, 0x7fff_fffe, 0x7fff_ffff, -0x8000_0000,
];
const FRAME_LENGTHS = [-1, -0x8000_0000, 0, 1, 3, 9, 65_536, 104_857_600, 104_857_601, 0x7fff_ffff];

/** Each takes a copy of a frame and damages it. The length in front is put right afterwards, but for `frameLength`. */
const MUTATIONS = {
  none: (bytes: Buffer) => bytes,
  bits(bytes: Buffer, random: Random) {
    for (let flips = random.between(1, 8); flips > 0; flips--) {
      const at = random.between(LENGTH_BYTES, bytes.length - 1);
      bytes[at] = bytes[at]! ^ (1 << random.between(0, 7));
    }
    return bytes;
  },
  noise(bytes: Buffer, random: Random) {
    const start = random.between(HEADER_BYTES, bytes.length - 1);
    const end = Math.min(bytes.length, start + random.between(1, 32));
    for (let at = start; at < end; at++) bytes[at] = random.between(0, 255);
    return bytes;
  },
  lengthLie: (bytes: Buffer, random: Random, places: readonly Place[]) =>
    lie(bytes, random, random.pick(among(places, ['length16', 'length32', 'uvarint']))),
  number: (bytes: Buffer, random: Random, places: readonly Place[]) =>
    lie(bytes, random, random.pick(among(places, ['int8', 'int16', 'int32', 'int64']))),
  api(bytes: Buffer, random: Random) {
    if (random.chance(0.5)) bytes.writeInt16BE(random.between(-2, 120), KEY_AT);
    if (random.chance(0.7)) bytes.writeInt16BE(random.between(-2, 25), VERSION_AT);
    return bytes;
  },
  truncated: (bytes: Buffer, random: Random) => bytes.subarray(0, random.between(LENGTH_BYTES, bytes.length - 1)),
  extended: (bytes: Buffer, random: Random) =>
    Buffer.concat([bytes, Buffer.alloc(random.between(1, 64), random.between(0, 255))]),
  batch: (bytes: Buffer, random: Random, places: readonly Place[]) =>
    damageBatch(bytes, random, random.pick(places.filter(isBatch))),
  frameLength: (bytes: Buffer) => bytes,
} as const;

const WEIGHTS: readonly (readonly [Mutation, number])[] = [
  ['none', 10],
  ['bits', 20],
  ['noise', 8],
  ['lengthLie', 22],
  ['number', 12],
  ['api', 4],
  ['truncated', 8],
  ['extended', 4],
  ['batch', 8],
  ['frameLength', 4],
];

export interface Mutated {
  readonly mutation: Mutation;
  readonly bytes: Buffer;
}

/** A damaged copy of a frame, carrying the given correlation id unless the damage hits that. */
export function mutate(base: BaseFrame, correlationId: number, random: Random): Mutated {
  const copy = Buffer.from(base.bytes);
  copy.writeInt32BE(correlationId, CORRELATION_AT);
  const mutation = mutationFor(base, random);
  const bytes = MUTATIONS[mutation](copy, random, base.places);
  const length =
    mutation === 'frameLength'
      ? random.pick([...FRAME_LENGTHS, bytes.length - LENGTH_BYTES - 1, bytes.length - LENGTH_BYTES + 1])
      : bytes.length - LENGTH_BYTES;
  bytes.writeInt32BE(length, 0);
  return { mutation, bytes };
}

/** A kind of damage that this frame has a place for. */
function mutationFor({ places }: BaseFrame, random: Random): Mutation {
  const mutation = random.weighted(WEIGHTS);
  return mutation === 'batch' && !places.some(isBatch) ? 'lengthLie' : mutation;
}

/** Text passes through the same door as batches, but only these are as long as a batch header. */
const isBatch = ({ kind, bytes }: Place): boolean => kind === 'batch' && bytes >= BATCH_HEADER_BYTES;

/** The places of some kinds behind the frame's own length, which every frame has: the header alone holds numbers and a text. */
const among = (places: readonly Place[], kinds: readonly Place['kind'][]): Place[] =>
  places.filter(({ kind, at }) => at >= LENGTH_BYTES && kinds.includes(kind));

function lie(bytes: Buffer, random: Random, { kind, at, bytes: size }: Place): Buffer {
  const value = random.pick([...LIES, bytes.length - at - size, bytes.length - at - size + 1]);
  switch (kind) {
    case 'int8':
      bytes[at] = value;
      return bytes;
    case 'int16':
    case 'length16':
      bytes.writeInt16BE((value << 16) >> 16, at);
      return bytes;
    case 'int64':
      bytes.writeInt32BE(random.pick([0, -1, 0x7fff_ffff, -0x8000_0000]), at);
      bytes.writeInt32BE(value, at + 4);
      return bytes;
    case 'uvarint':
      return Buffer.concat([bytes.subarray(0, at), uvarint(value >>> 0, random), bytes.subarray(at + size)]);
    default:
      bytes.writeInt32BE(value, at);
      return bytes;
  }
}

/** An unsigned varint; sometimes longer than it needs to be, or than it may be. */
export function uvarint(value: number, random: Random): Buffer {
  if (random.chance(0.1)) return Buffer.alloc(random.between(5, 11), 0xff);
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest & 0x7f) | 0x80);
  if (random.chance(0.1)) bytes.push(rest | 0x80, 0x80, 0);
  else bytes.push(rest);
  return Buffer.from(bytes);
}

/** Damage to a record batch; the checksum is put right in half of all cases, so that it reaches what lies behind the check. */
function damageBatch(bytes: Buffer, random: Random, { at, bytes: size }: Place): Buffer {
  const batch = bytes.subarray(at, at + size);
  const field = random.pick(['length', 'attributes', 'lastOffsetDelta', 'producer', 'count', 'body', 'timestamps']);
  const value = random.pick(LIES);
  switch (field) {
    case 'length':
      batch.writeInt32BE(random.chance(0.5) ? value : size - 12 + random.between(-2, 2), 8);
      break;
    case 'attributes':
      batch.writeInt16BE(random.between(-1, 0x1ff), 21);
      break;
    case 'lastOffsetDelta':
      batch.writeInt32BE(value, 23);
      break;
    case 'timestamps':
      batch.writeInt32BE(value, random.chance(0.5) ? 27 : 35);
      break;
    case 'producer':
      batch.writeInt32BE(value, random.pick([43, 47, 51, 53]));
      break;
    case 'count':
      // Only together do they pass, and the records behind them are then fewer than promised.
      batch.writeInt32BE(value, 57);
      batch.writeInt32BE((value - 1) | 0, 23);
      break;
    default:
      for (let hits = random.between(1, 4); hits > 0; hits--) {
        batch[random.between(BATCH_HEADER_BYTES - 1, size - 1)] = random.pick([0, 1, 0x7f, 0x80, 0xff]);
      }
  }
  const ends = batchSizeBytes(batch);
  if (random.chance(0.5) && ends >= BATCH_HEADER_BYTES && ends <= size) {
    batch.writeUInt32BE(computeBatchCrc(batch), 17);
  }
  return bytes;
}
