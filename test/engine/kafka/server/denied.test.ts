import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Api } from '../../../../engine/kafka/protocol/api.ts';
import type { Declaration } from '../../../../engine/kafka/protocol/declaration.ts';
import { decodeResponseHeader } from '../../../../engine/kafka/protocol/header.ts';
import { Reader } from '../../../../engine/kafka/protocol/reader.ts';
import { arbitraryMessage } from '../protocol/arbitrary-message.ts';
import { frameOf, RawClient } from '../raw-client.ts';
import { createTopic } from '../requests.ts';
import { runningBroker } from '../running-broker.ts';
import { logIn } from '../sasl-client.ts';

const protocolDir = join(import.meta.dirname, '../../../../engine/kafka/protocol');
type Message = Record<string, unknown>;

/** What a client may ask without being allowed anything: what there is, and how to log in. */
const OPEN_TO_ALL = ['ApiVersions', 'SaslHandshake', 'SaslAuthenticate'];

const subjects = await Promise.all(
  readdirSync(join(protocolDir, 'declarations')).map(async (file) => {
    const declared: Record<string, Declaration> = await import(join(protocolDir, 'declarations', file));
    const generated: Record<string, Api<Message, Message>> = await import(join(protocolDir, 'generated', file));
    const declaration = Object.values(declared).find((value) => typeof value === 'object' && 'request' in value)!;
    return { declaration, api: generated[`${declaration.name}Api`]! };
  }),
);

/** Error codes of the items of an answer, however deep. */
function itemCodes(value: unknown, depth = 0): number[] {
  if (Array.isArray(value)) return value.flatMap((item) => itemCodes(item, depth + 1));
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return [];
  return Object.entries(value).flatMap(([name, field]) =>
    name === 'errorCode' && depth > 0 ? [field as number] : itemCodes(field, depth),
  );
}

/** The message about what is there: a topic, group, user and transactional id of one name, and its first partition. */
function aboutWhatIsThere(value: unknown, topicId: string, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => aboutWhatIsThere(item, topicId, key));
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [name, aboutWhatIsThere(field, topicId, name)]),
    );
  }
  if (key === 'topicId') return topicId;
  if (/DirectoryId$/.test(key)) return value;
  if (typeof value === 'string') return NAME;
  if (typeof value === 'boolean') return false;
  return SMALL[key] ?? value;
}

const NAME = 'x';
/** Numbers that would be refused before anybody asks who the client is. */
const SMALL: Readonly<Record<string, number>> = {
  ...{ partition: 0, partitionIndex: 0, partitionIndexes: 0, partitions: 0, index: 0, keyType: 0, endpointType: 1 },
  ...{ resourceType: 2, acks: 1, timestamp: -1, currentLeaderEpoch: -1, numPartitions: 1, replicationFactor: 1 },
  ...{
    sessionId: 0,
    sessionEpoch: -1,
    replicaId: -1,
    maxWaitMs: 0,
    transactionTimeoutMs: 1000,
    fetchOffset: 0,
    offset: -1,
  },
};

describe('where nobody is allowed anything', () => {
  const asked = subjects.filter(({ declaration }) => !OPEN_TO_ALL.includes(declaration.name));

  it.each(asked.map((subject) => [subject.declaration.name, subject] as const))(
    '%s does nothing for a client',
    async (_name, { declaration, api }) => {
      const running = await runningBroker({
        listeners: (['PLAINTEXT', 'SASL_PLAINTEXT'] as const).map((protocol) => ({
          protocol,
          host: '127.0.0.1',
          port: 0,
        })),
        access: {
          users: [{ name: 'admin', password: 'a' }],
          superUsers: ['User:admin'],
          allowEveryoneIfNoAclFound: false,
        },
      });
      const admin = await RawClient.connect(running.broker.ports[1]!);
      await logIn(admin, { mechanism: 'PLAIN', user: 'admin', password: 'a' });
      const topicId = await createTopic(admin, NAME);
      admin.close();
      const version = declaration.versions[1];
      const samples = fc.sample(arbitraryMessage(declaration.request, version), { numRuns: 20, seed: 3 });
      const known = samples.map((message) => aboutWhatIsThere(message, topicId) as Message);
      for (const message of [...samples, ...known]) {
        const client = await running.client();
        client.socket.write(frameOf(api, version, 7, message));
        const frame = await Promise.race([client.nextFrame(), sleep(100, null)]);
        client.close();
        if (frame === null) continue;
        const reader = new Reader(frame);
        decodeResponseHeader(reader, api.key, version >= api.flexibleFrom);
        expect(itemCodes(api.decodeResponse(reader, version))).not.toContain(0);
      }
      expect(running.lines.filter(({ level }) => level === 'error')).toEqual([]);
    },
  );
});
