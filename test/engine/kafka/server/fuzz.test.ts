import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Api } from '../../../../engine/kafka/protocol/api.ts';
import type { Declaration } from '../../../../engine/kafka/protocol/declaration.ts';
import { MetadataApi } from '../../../../engine/kafka/protocol/generated/metadata.ts';
import { decodeResponseHeader } from '../../../../engine/kafka/protocol/header.ts';
import { Reader } from '../../../../engine/kafka/protocol/reader.ts';
import { arbitraryMessage, versionsOf } from '../protocol/arbitrary-message.ts';
import { frameOf } from '../raw-client.ts';
import { type RunningBroker, runningBroker } from '../running-broker.ts';

const protocolDir = join(import.meta.dirname, '../../../../engine/kafka/protocol');
type Message = Record<string, unknown>;

interface Subject {
  readonly declaration: Declaration;
  readonly api: Api<Message, Message>;
}

const subjects: Subject[] = await Promise.all(
  readdirSync(join(protocolDir, 'declarations')).map(async (file) => {
    const declared: Record<string, Declaration> = await import(join(protocolDir, 'declarations', file));
    const generated: Record<string, Api<Message, Message>> = await import(join(protocolDir, 'generated', file));
    const declaration = Object.values(declared).find((value) => typeof value === 'object')!;
    return { declaration, api: generated[`${declaration.name}Api`]! };
  }),
);

/** Each API in each version, with a few requests that are well-formed and mean nothing. */
function requests(seed: number): { api: Api<Message, Message>; version: number; frame: Buffer }[] {
  return subjects.flatMap(({ declaration, api }) =>
    versionsOf(declaration).flatMap((version) =>
      fc
        .sample(arbitraryMessage(declaration.request, version), { numRuns: 2, seed })
        .map((message) => ({ api, version, frame: frameOf(api, version, 7, message) })),
    ),
  );
}

/** The answer to a frame on a connection of its own; null where the broker hung up, undefined where it waits or has nothing to say. */
async function answerTo(running: RunningBroker, frame: Buffer): Promise<Buffer | null | undefined> {
  const connection = await running.client();
  connection.socket.write(frame);
  const answer = await Promise.race([connection.nextFrame(), sleep(250, undefined)]);
  connection.close();
  return answer;
}

async function expectAlive(running: RunningBroker): Promise<void> {
  const request = {
    topics: [],
    allowAutoTopicCreation: false,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: false,
  };
  const connection = await running.client();
  expect((await connection.call(MetadataApi, 12, request)).brokers).toHaveLength(1);
  // A fault of ours would have been logged as an error.
  expect(running.lines.filter(({ level }) => level === 'error')).toEqual([]);
}

describe('under well-formed nonsense', () => {
  it('every API in every version answers with a message that can be read, or waits', async () => {
    const running = await runningBroker();
    const outcomes = requests(11).map(async ({ api, version, frame }) => {
      const answer = await answerTo(running, frame);
      if (answer === undefined) return;
      // Only Produce with acks=0 has no other way to refuse.
      if (answer === null) return expect(api.name).toBe('Produce');
      const reader = new Reader(answer);
      expect(decodeResponseHeader(reader, api.key, version >= api.flexibleFrom)).toBe(7);
      api.decodeResponse(reader, version);
      reader.expectEnd();
    });
    await Promise.all(outcomes);
    await expectAlive(running);
  }, 60_000);
});

describe('under damaged requests', () => {
  it('the broker hangs up on some, answers others, and fails on none', async () => {
    const running = await runningBroker();
    const damaged = requests(12).map(({ frame }, index) => {
      const copy = Buffer.from(frame);
      // The length stays right, so that the damage reaches the codecs.
      const at = 4 + ((index * 7919) % (copy.length - 4));
      copy[at] = copy[at]! ^ (1 << (index % 8));
      return copy;
    });
    await Promise.all(damaged.map((frame) => answerTo(running, frame)));
    await expectAlive(running);
  }, 60_000);
});
