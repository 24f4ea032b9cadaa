import { Random } from '../../engine/demo/random.ts';
import { ProduceApi } from '../../engine/kafka/protocol/generated/produce.ts';
import { frameOf } from '../engine/kafka/raw-client.ts';
import { produceOf } from '../engine/kafka/requests.ts';
import { type BaseFrame, buildCorpus, type Corpus } from './corpus.ts';
import { mutate, uvarint } from './mutate.ts';
import { bombs } from './record-batches.ts';
import { COMPACTED, PLAIN, type World } from './world.ts';

/** How the bytes of a frame reach the broker. */
export type Delivery =
  /** In one write, on a connection that goes on being used. */
  | 'plain'
  /** Between two requests that must be answered, all three in one write. */
  | 'pipelined'
  /** In pieces, each a packet of its own. */
  | 'split'
  /** The sending side is closed behind it. */
  | 'half-close'
  /** The connection is reset behind it. */
  | 'reset'
  /** The connection ends in the middle of it. */
  | 'cut'
  /** On many connections at once, all gone a moment later. */
  | 'storm';

/** One step of the fuzzer. */
export interface FuzzFrame {
  readonly number: number;
  /** API, version and kind of damage, for people. */
  readonly title: string;
  readonly bytes: Buffer;
  readonly delivery: Delivery;
  /** Where it is split or cut, ascending. */
  readonly cuts: readonly number[];
}

const DELIVERIES: readonly (readonly [Delivery, number])[] = [
  ['plain', 640],
  ['pipelined', 120],
  ['split', 110],
  ['half-close', 50],
  ['reset', 40],
  ['cut', 39],
  ['storm', 1],
];
/** Of a million frames so many are bombs, requests with thousands of elements, or megabytes of zeros. */
const RARE = { bomb: 200, swollen: 2_000, zeros: 50 } as const;
const MILLION = 1_000_000;
const ZEROS_BYTES = 4 * 1024 * 1024;

/** Every frame of a run, by number. The same seed gives the same frames, but for ids that the broker gives out. */
export class FrameSource {
  readonly #seed: number;
  readonly #corpus: Corpus;
  readonly #bombs: readonly BaseFrame[];

  constructor(seed: number, world: World) {
    this.#seed = seed;
    this.#corpus = buildCorpus(seed, world);
    this.#bombs = bombs().flatMap((batch) => [PLAIN, COMPACTED].map((topic) => bombFrame(topic, batch)));
  }

  at(number: number): FuzzFrame {
    const random = new Random(Math.imul(this.#seed, 0x9e37_79b1) ^ Math.imul(number, 0x85eb_ca6b));
    // The first numbers of neighbouring seeds are alike.
    for (let skipped = 0; skipped < 3; skipped++) random.next();
    const { title, bytes } = this.#message(number, random);
    const delivery = random.weighted(DELIVERIES);
    const cuts = Array.from({ length: delivery === 'cut' ? 1 : random.between(1, 5) }, () =>
      random.between(1, Math.max(1, bytes.length - 1)),
    );
    return { number, title, bytes, delivery, cuts: cuts.sort((a, b) => a - b) };
  }

  #message(number: number, random: Random): { title: string; bytes: Buffer } {
    const rare = random.between(0, MILLION - 1);
    if (rare < RARE.zeros) return zeros(random.pick(this.#corpus.frames), number, random);
    if (rare < RARE.zeros + RARE.bomb) return intact(random.pick(this.#bombs), number, 'bomb');
    if (rare < RARE.zeros + RARE.bomb + RARE.swollen)
      return intact(random.pick(this.#corpus.swollen)(), number, 'swollen');
    const base = random.pick(this.#corpus.frames);
    const { mutation, bytes } = mutate(base, number, random);
    return { title: `${base.api} v${base.version}, ${mutation}`, bytes };
  }
}

const CORRELATION_AT = 8;

function intact(base: BaseFrame, number: number, what: string): { title: string; bytes: Buffer } {
  const bytes = Buffer.from(base.bytes);
  bytes.writeInt32BE(number, CORRELATION_AT);
  return { title: `${base.api} v${base.version}, ${what}`, bytes };
}

/** A request up to one of its lengths, which is made as large as the frame allows, then zeros: as many empty elements as there can be. */
function zeros(
  { api, version, bytes: whole, places }: BaseFrame,
  number: number,
  random: Random,
): { title: string; bytes: Buffer } {
  const {
    kind,
    at,
    bytes: size,
  } = random.pick(places.filter(({ kind }) => kind === 'length32' || kind === 'uvarint' || kind === 'length16'));
  const length = Buffer.alloc(size);
  if (kind === 'length32') length.writeInt32BE(ZEROS_BYTES);
  const bytes = Buffer.concat([
    whole.subarray(0, at),
    kind === 'uvarint' ? uvarint(ZEROS_BYTES, random) : length,
    Buffer.alloc(ZEROS_BYTES),
  ]);
  bytes.writeInt32BE(bytes.length - 4, 0);
  bytes.writeInt32BE(number, CORRELATION_AT);
  return { title: `${api} v${version}, zeros`, bytes };
}

const BOMB_VERSION = 9;
const bombFrame = (topic: string, batch: Buffer): BaseFrame => ({
  api: 'Produce',
  version: BOMB_VERSION,
  bytes: frameOf(ProduceApi, BOMB_VERSION, 0, produceOf(topic, batch)),
  places: [],
});
