import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Api } from '../../engine/kafka/protocol/api.ts';
import type { Declaration, Fields } from '../../engine/kafka/protocol/declaration.ts';
import { encodeRequestHeader } from '../../engine/kafka/protocol/header.ts';
import { HANDLERS } from '../../engine/kafka/server/apis.ts';
import { arbitraryMessage } from '../engine/kafka/protocol/arbitrary-message.ts';
import { NotingWriter, type Place } from './noting-writer.ts';
import { sensibleRequests } from './sensible-requests.ts';
import type { World } from './world.ts';

/** A valid request as it goes over the wire, and what stands where in it. */
export interface BaseFrame {
  readonly api: string;
  readonly version: number;
  readonly bytes: Buffer;
  readonly places: readonly Place[];
}

export interface Corpus {
  /** What clients send, and well-formed nonsense: every API that is served, in every version. */
  readonly frames: readonly BaseFrame[];
  /** Requests whose lists hold thousands of elements, made when they are wanted. */
  readonly swollen: readonly (() => BaseFrame)[];
}

type Message = Readonly<Record<string, unknown>>;

const PROTOCOL_DIR = join(import.meta.dirname, '../../engine/kafka/protocol');
/** Requests of nonsense for each version of each API. */
const NONSENSE = 4;
/** How often the elements of each list of a swollen request are repeated; lists within lists share it. */
const SWELL_TO = 4_000;

const declarations: readonly Declaration[] = await Promise.all(
  readdirSync(join(PROTOCOL_DIR, 'declarations')).map(async (file) => {
    const declared: Record<string, Declaration> = await import(join(PROTOCOL_DIR, 'declarations', file));
    return Object.values(declared).find((value) => typeof value === 'object' && 'request' in value)!;
  }),
);

/** The same for the same seed and world. */
export function buildCorpus(seed: number, world: World): Corpus {
  const sensible = sensibleRequests(world);
  const frames: BaseFrame[] = [];
  const swollen: (() => BaseFrame)[] = [];
  for (const { api, versions } of HANDLERS.values()) {
    const declaration = declarations.find(({ key }) => key === api.key);
    if (declaration === undefined) throw new Error(`no declaration of API ${api.key}`);
    for (let version = Math.max(versions[0], api.versions[0]); version <= versions[1]; version++) {
      const messages = sensible.filter(({ apiKey }) => apiKey === api.key).map(({ message }) => message);
      messages.push(...fc.sample(arbitraryMessage(declaration.request, version), { numRuns: NONSENSE, seed }));
      for (const message of messages) {
        frames.push(frameOf(api, version, message));
        if (hasList(message)) {
          swollen.push(() => frameOf(api, version, swell(message, declaration.request, SWELL_TO)));
        }
      }
    }
  }
  return { frames, swollen };
}

function frameOf(api: Api<unknown, unknown>, version: number, message: Message): BaseFrame {
  const writer = new NotingWriter();
  writer.beginFrame();
  const header = { apiKey: api.key, apiVersion: version, correlationId: 0 };
  encodeRequestHeader(writer, header, 'fuzz', version >= api.flexibleFrom);
  api.encodeRequest(writer, message, version);
  return {
    api: api.name,
    version,
    places: writer.places,
    bytes: Buffer.concat(writer.finishFrame().filter(Buffer.isBuffer)),
  };
}

const hasList = (message: Message): boolean =>
  Object.values(message).some((value) => Array.isArray(value) && value.length > 0);

/** The message with the elements of its lists repeated. */
function swell(message: Message, fields: Fields, times: number): Message {
  let swollen = message;
  for (const [name, { type, isList }] of Object.entries(fields)) {
    const value = message[name];
    if (!isList || !Array.isArray(value) || value.length === 0) continue;
    const outer = Math.ceil(Math.sqrt(times));
    const elements = typeof type === 'string' ? value : value.map((each: Message) => swell(each, type.fields, outer));
    const hasLists = typeof type !== 'string' && Object.values(type.fields).some((field) => field.isList);
    const count = hasLists ? outer : times;
    swollen = { ...swollen, [name]: Array.from({ length: count }, (_, index) => elements[index % elements.length]) };
  }
  return swollen;
}
