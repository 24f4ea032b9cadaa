import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import type { ByteSource, Bytes } from '../../../../engine/kafka/protocol/byte-source.ts';
import { crc32c } from '../../../../engine/kafka/records/crc.ts';
import { ChunkPool } from '../../../../engine/kafka/server/chunk-pool.ts';
import { Outbox } from '../../../../engine/kafka/server/outbox.ts';
import { until } from '../../../until.ts';

/** Overwrites what comes back at once: whoever gave it back before the socket had taken it sends rubbish, and the test sees it. */
class SpoilingPool extends ChunkPool {
  override give(chunk: Buffer): void {
    chunk.fill(0xdd);
    super.give(chunk);
  }
}

/** A file that is not there: known bytes, read in pieces of a random size after a random while. */
class Source implements ByteSource {
  readonly bytes: Buffer;
  held = 0;
  isBroken = false;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get length(): number {
    return this.bytes.length;
  }

  hold(): void {
    this.held++;
  }

  release(): void {
    this.held--;
  }

  async read(into: Buffer, from: number): Promise<number> {
    expect(this.held).toBe(1);
    await (Math.random() < 0.2 ? sleep(1) : null);
    if (this.isBroken) throw new Error('cannot be read');
    const length = Math.min(into.length, this.length - from, 1 + Math.floor(Math.random() * 300_000));
    this.bytes.copy(into, 0, from, from + length);
    return length;
  }
}

interface Pair {
  readonly ours: Socket;
  readonly theirs: Socket;
}

async function socketPair(): Promise<Pair> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const theirs = connect((server.address() as { port: number }).port, '127.0.0.1');
  const [ours] = (await once(server, 'connection')) as [Socket];
  server.close();
  for (const socket of [ours, theirs]) {
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
  }
  return { ours, theirs };
}

const closed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));

function outboxOn(socket: Socket, chunks: ChunkPool, onFault: (error: unknown) => void = () => undefined): Outbox {
  return new Outbox({ socket, chunks, onProgress: () => undefined, onFault });
}

function randomParts(seed: number, sizes: readonly number[]): Bytes[] {
  return sizes.map((size, index) => {
    const bytes = Buffer.alloc(size);
    for (let at = 0; at < size; at++) bytes[at] = (seed + index * 31 + at * 7 + (at >> 8)) & 0xff;
    return index % 3 === 0 ? bytes : new Source(bytes);
  });
}

const contentOf = (parts: readonly Bytes[]): Buffer =>
  Buffer.concat(parts.map((part) => (part instanceof Source ? part.bytes : (part as Buffer))));

const heldOf = (parts: readonly Bytes[]): number =>
  parts.reduce((sum, part) => sum + (part instanceof Source ? part.held : 0), 0);

const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 900_000 })), {
  minLength: 1,
  maxLength: 12,
});

it('sends every part in order and unspoiled, however slowly it is read, and gives everything back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(255),
      fc.array(sizes, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (seed, answers, slow) => {
        const { ours, theirs } = await socketPair();
        const chunks = new SpoilingPool({ maxLentBytes: 1024 * 1024 });
        const outbox = outboxOn(ours, chunks);
        const received: Buffer[] = [];
        theirs.on('data', (chunk) => {
          received.push(chunk);
          if (!slow) return;
          theirs.pause();
          setTimeout(() => theirs.resume(), 1);
        });
        const sent = answers.map((each, index) => randomParts(seed + index, each));
        for (const parts of sent) outbox.send(parts);
        outbox.end();
        await once(theirs, 'end');
        const [got, expected] = [Buffer.concat(received), Buffer.concat(sent.map(contentOf))];
        expect([got.length, crc32c(got)]).toEqual([expected.length, crc32c(expected)]);
        expect([outbox.unsentBytes, heldOf(sent.flat())]).toEqual([0, 0]);
        await until('every chunk to be given back', () => chunks.lentBytes === 0);
      },
    ),
    { numRuns: 25 },
  );
});

it('lets go of everything when the client hangs up in the middle', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(255), sizes, fc.nat(400_000), async (seed, each, hangUpAfter) => {
      const { ours, theirs } = await socketPair();
      const chunks = new SpoilingPool({ maxLentBytes: 1024 * 1024 });
      const parts = randomParts(seed, [...each, 3_000_000, 10, 500_000]);
      outboxOn(ours, chunks).send(parts);
      let received = 0;
      theirs.on('data', (chunk) => {
        received += chunk.length;
        if (received > hangUpAfter) theirs.resetAndDestroy();
      });
      await closed(ours);
      await until('everything to be let go', () => chunks.lentBytes === 0 && heldOf(parts) === 0);
    }),
    { numRuns: 25 },
  );
});

it('holds two chunks for a client that takes nothing, and small ones where many such clients are', async () => {
  const chunks = new ChunkPool({ maxLentBytes: 2 * 1024 * 1024 });
  const pairs = await Promise.all(Array.from({ length: 20 }, socketPair));
  for (const [index, { ours, theirs }] of pairs.entries()) {
    theirs.pause();
    // More than the sockets of both sides take in.
    outboxOn(ours, chunks).send(randomParts(index, [1, 16_000_000]));
  }
  await until('all to be stuck', () => pairs.every(({ ours }) => ours.writableLength > 0));
  await sleep(50);
  expect(chunks.lentBytes).toBeLessThanOrEqual(2 * 1024 * 1024 + pairs.length * 2 * 16 * 1024);
  // Who reads is served all the same.
  const { ours, theirs } = await socketPair();
  const parts = randomParts(9, [1, 5_000_000]);
  outboxOn(ours, chunks).send(parts);
  const received: Buffer[] = [];
  theirs.on('data', (chunk) => received.push(chunk));
  await until('the reader to have all', () => received.reduce((sum, { length }) => sum + length, 0) === 5_000_001);
  expect(crc32c(Buffer.concat(received))).toBe(crc32c(contentOf(parts)));
});

it('tells of bytes that cannot be read, and holds nothing of an answer that it cannot begin', async () => {
  const { ours } = await socketPair();
  const chunks = new SpoilingPool({ maxLentBytes: 1024 * 1024 });
  const faults: unknown[] = [];
  const outbox = outboxOn(ours, chunks, (error) => {
    faults.push(error);
    ours.destroy();
  });
  const [broken, gone, fine] = [
    new Source(Buffer.alloc(10)),
    new Source(Buffer.alloc(10)),
    new Source(Buffer.alloc(10)),
  ];
  gone.hold = () => {
    throw new Error('deleted');
  };
  expect(() => outbox.send([fine, gone])).toThrow('deleted');
  expect(fine.held).toBe(0);
  broken.isBroken = true;
  outbox.send([broken, fine]);
  await closed(ours);
  expect(faults).toHaveLength(1);
  await until('everything to be let go', () => broken.held === 0 && fine.held === 0 && chunks.lentBytes === 0);
});
