import type { LogRecord } from '../stream/kafka-wire.ts';
import type { Style } from './output.ts';

/** A record, and where it lies. */
export interface PlacedRecord extends LogRecord {
  readonly topic: string;
  readonly partition: number;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text that bytes are, or null where they are none. */
export function textOf(bytes: Buffer): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/** One line for a terminal: what would move the cursor, or end the line, is spelt out; bytes that are no text are hex. */
export function printable(bytes: Buffer | null): string {
  if (bytes === null) return 'null';
  const text = textOf(bytes);
  if (text === null) return `0x${bytes.toString('hex')}`;
  return text.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about.
    /[\u0000-\u001f\u007f-\u009f\\]/g,
    (character) => NAMED[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** `time partition:offset key value name=value ...`; a record without a key shows a dash. */
export function recordLine(
  { timestamp, partition, offset, key, value, headers = [] }: PlacedRecord,
  style: Style,
): string {
  const time = timestamp >= 0 ? new Date(timestamp).toISOString() : 'no time';
  const named = headers.map(([name, content]) => `${printable(name)}=${printable(content)}`);
  const parts = [
    style.dim(time),
    style.dim(`${partition}:${offset}`),
    style.key(key === null ? '-' : printable(key)),
    value === null ? style.bad('null') : printable(value),
  ];
  if (named.length > 0) parts.push(style.dim(named.join(' ')));
  return parts.join(' ');
}

/** A record as a line of JSON. Text is text; other bytes are base64 under the same name with `Base64` behind it. */
export function recordJson({ topic, partition, offset, timestamp, key, value, headers = [] }: PlacedRecord): string {
  return JSON.stringify({
    topic,
    partition,
    offset,
    timestamp,
    ...field('key', key),
    ...field('value', value),
    headers: headers.map(([name, content]) => ({ ...field('name', name), ...field('value', content) })),
  });
}

function field(name: string, bytes: Buffer | null): Record<string, string | null> {
  const text = bytes === null ? null : textOf(bytes);
  if (bytes === null || text !== null) return { [name]: text };
  return { [`${name}Base64`]: bytes.toString('base64') };
}

/** Whether a key, value or header holds the text. */
export function holds({ key, value, headers = [] }: LogRecord, wanted: Buffer): boolean {
  return [key, value, ...headers.flat()].some((bytes) => bytes?.includes(wanted));
}
