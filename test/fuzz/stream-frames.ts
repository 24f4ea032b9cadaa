import { decodeResponseHeader } from '../../engine/kafka/protocol/header.ts';
import { Reader } from '../../engine/kafka/protocol/reader.ts';
import { HANDLERS } from '../../engine/kafka/server/apis.ts';
import { BROKER_DEFAULTS } from '../../engine/kafka/server/broker-config.ts';

/** What a broker makes of bytes that were sent: whole frames, and how they end. */
export interface SentFrames {
  readonly frames: readonly Buffer[];
  /** Impossible: a length that no frame may have, at which the broker must hang up. */
  readonly end: 'whole' | 'incomplete' | 'impossible';
}

const LENGTH_BYTES = 4;
const HEADER_BYTES = 8;
const API_VERSIONS = 18;
/** Fetch, JoinGroup and SyncGroup wait for others; Produce with acks=0 is not answered; ConsumerGroupHeartbeat may wait for a write. */
const MAY_BE_SILENT = new Set([0, 1, 11, 14]);

export function sentFrames(bytes: Buffer): SentFrames {
  const frames: Buffer[] = [];
  let at = 0;
  while (at + LENGTH_BYTES <= bytes.length) {
    const length = bytes.readInt32BE(at);
    if (length < 0 || length > BROKER_DEFAULTS.maxRequestBytes) return { frames, end: 'impossible' };
    if (at + LENGTH_BYTES + length > bytes.length) return { frames, end: 'incomplete' };
    frames.push(bytes.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + length));
    at += LENGTH_BYTES + length;
  }
  return { frames, end: at === bytes.length ? 'whole' : 'incomplete' };
}

/** Whether a broker in order may leave the frame without an answer for longer than a moment. */
export const mayBeSilent = (frame: Buffer): boolean => frame.length < 2 || MAY_BE_SILENT.has(frame.readInt16BE(0));

/** What is wrong with answers to frames, each answered in its turn or not at all; null where nothing is. */
export function wrongAnswers(sent: readonly Buffer[], answers: readonly Buffer[]): string | null {
  let next = 0;
  for (const answer of answers) {
    if (answer.length < 4) return `an answer of ${answer.length} bytes`;
    const id = answer.readInt32BE(0);
    while (next < sent.length && correlationIdOf(sent[next]!) !== id) next++;
    const request = sent[next++];
    if (request === undefined) return `an answer to ${id}, which was not asked or is out of turn`;
    const fault = unreadable(request, answer);
    if (fault !== null) return fault;
  }
  return null;
}

const correlationIdOf = (frame: Buffer): number | null => (frame.length >= HEADER_BYTES ? frame.readInt32BE(4) : null);

/** Every answer is a message of the version that was asked for. */
function unreadable(request: Buffer, answer: Buffer): string | null {
  const [key, version] = [request.readInt16BE(0), request.readInt16BE(2)];
  const served = HANDLERS.get(key);
  if (served === undefined) return `an answer of API ${key}, which is not served`;
  const { api, versions } = served;
  const isServed = version >= api.versions[0] && version <= versions[1];
  if (!isServed && key !== API_VERSIONS) return `an answer of ${api.name} v${version}, which is not served`;
  try {
    const reader = new Reader(answer);
    const answeredVersion = isServed ? version : 0;
    decodeResponseHeader(reader, key, answeredVersion >= api.flexibleFrom);
    api.decodeResponse(reader, answeredVersion);
    reader.expectEnd();
    return null;
  } catch (error) {
    return `an unreadable answer of ${api.name} v${version}: ${(error as Error).message}`;
  }
}
