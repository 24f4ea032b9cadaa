import { ProtocolError } from '../../protocol/protocol-error.ts';
import { Reader } from '../../protocol/reader.ts';
import { Writer } from '../../protocol/writer.ts';

/** The protocol type of Kafka's own consumers, whose metadata and assignments the coordinator can read. */
export const CONSUMER_PROTOCOL_TYPE = 'consumer';

/** Partitions by topic name. */
export type NamedPartitions = ReadonlyMap<string, readonly number[]>;

/** What a consumer says in its metadata: Kafka's ConsumerProtocolSubscription, versions 0 to 3. */
export interface Subscription {
  readonly version: number;
  readonly topics: readonly string[];
  readonly ownedPartitions: NamedPartitions;
  readonly rackId: string | null;
}

/** undefined where it does not parse. */
export function decodeSubscription(metadata: Buffer): Subscription | undefined {
  return attempt(() => {
    const reader = new Reader(metadata);
    const version = reader.int16();
    const topics = Array.from({ length: reader.listLength() }, () => reader.string());
    reader.nullableBytes();
    const ownedPartitions = version >= 1 ? readPartitions(reader) : new Map();
    if (version >= 2) reader.int32();
    const rackId = version >= 3 ? reader.nullableString() : null;
    return { version, topics, ownedPartitions, rackId };
  });
}

/** Kafka's ConsumerProtocolAssignment, which is the same in versions 0 to 3. */
export interface ConsumerAssignment {
  readonly partitions: NamedPartitions;
  /** What an assignor of the client's own adds; empty for Kafka's. */
  readonly userData: Buffer;
}

/** undefined where it does not parse; empty bytes are an assignment of nothing. */
export function decodeAssignment(bytes: Buffer): ConsumerAssignment | undefined {
  if (bytes.length === 0) return { partitions: new Map(), userData: bytes };
  return attempt(() => {
    const reader = new Reader(bytes);
    reader.int16();
    const partitions = readPartitions(reader);
    return { partitions, userData: reader.nullableBytes() ?? Buffer.alloc(0) };
  });
}

export function encodeAssignment(version: number, partitions: NamedPartitions): Buffer {
  const writer = new Writer(64);
  writer.int16(version);
  writer.listLength(partitions.size);
  for (const [topic, indexes] of partitions) {
    writer.string(topic);
    writer.listLength(indexes.length);
    for (const index of indexes) writer.int32(index);
  }
  writer.nullableBytes(null);
  return Buffer.concat(writer.finish());
}

function readPartitions(reader: Reader): NamedPartitions {
  const partitions = new Map<string, number[]>();
  for (let left = reader.listLength(); left > 0; left--) {
    const topic = reader.string();
    partitions.set(
      topic,
      Array.from({ length: reader.listLength() }, () => reader.int32()),
    );
  }
  return partitions;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
