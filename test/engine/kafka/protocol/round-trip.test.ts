import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Api } from '../../../../engine/kafka/protocol/api.ts';
import type { Declaration, Fields } from '../../../../engine/kafka/protocol/declaration.ts';
import { ProtocolError } from '../../../../engine/kafka/protocol/protocol-error.ts';
import { Reader } from '../../../../engine/kafka/protocol/reader.ts';
import { Writer } from '../../../../engine/kafka/protocol/writer.ts';
import { arbitraryMessage, versionsOf } from './arbitrary-message.ts';

const protocolDir = join(import.meta.dirname, '../../../../engine/kafka/protocol');

type Message = Record<string, unknown>;
interface Subject {
  declaration: Declaration;
  api: Api<Message, Message>;
}

async function load(file: string): Promise<Subject> {
  const declared: Record<string, Declaration> = await import(join(protocolDir, 'declarations', file));
  const generated: Record<string, Api<Message, Message>> = await import(join(protocolDir, 'generated', file));
  const declaration = Object.values(declared).find((value) => typeof value === 'object')!;
  return { declaration, api: generated[`${declaration.name}Api`]! };
}

const subjects = await Promise.all(readdirSync(join(protocolDir, 'declarations')).map(load));

type Side = {
  fields: Fields;
  encode: Api<Message, Message>['encodeRequest'];
  decode: Api<Message, Message>['decodeRequest'];
};

const sidesOf = ({ declaration, api }: Subject): Side[] => [
  { fields: declaration.request, encode: api.encodeRequest, decode: api.decodeRequest },
  { fields: declaration.response, encode: api.encodeResponse, decode: api.decodeResponse },
];

function encoded(side: Side, message: Message, version: number): Buffer {
  const writer = new Writer(8);
  side.encode(writer, message, version);
  return Buffer.concat(writer.finish());
}

describe.each(subjects)('$api.name', (subject) => {
  it('decodes what it encoded, to the last byte, in every version', () => {
    for (const side of sidesOf(subject)) {
      for (const version of versionsOf(subject.declaration)) {
        fc.assert(
          fc.property(arbitraryMessage(side.fields, version), (message) => {
            const reader = new Reader(encoded(side, message, version));
            expect(side.decode(reader, version)).toEqual(message);
            reader.expectEnd();
          }),
          { numRuns: 20 },
        );
      }
    }
  });

  it('refuses a message that was cut short, whatever the cut', () => {
    for (const side of sidesOf(subject)) {
      for (const version of versionsOf(subject.declaration)) {
        const [message] = fc.sample(arbitraryMessage(side.fields, version), { numRuns: 1, seed: 7 });
        const whole = encoded(side, message!, version);
        for (let length = 0; length < Math.min(whole.length, 200); length++) {
          expect(() => side.decode(new Reader(whole.subarray(0, length)), version)).toThrow(ProtocolError);
        }
      }
    }
  });

  it('never fails on noise with anything but a protocol error', () => {
    const [, last] = subject.declaration.versions;
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: subject.declaration.versions[0], max: last }),
        (noise, version) => {
          for (const side of sidesOf(subject)) {
            try {
              side.decode(new Reader(Buffer.from(noise)), version);
            } catch (error) {
              expect(error).toBeInstanceOf(ProtocolError);
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
