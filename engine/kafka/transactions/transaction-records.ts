import { Reader } from '../protocol/reader.ts';
import { Writer } from '../protocol/writer.ts';
import {
  isPrepared,
  LAST_USED_EPOCH,
  NO_EPOCH,
  NO_PRODUCER_ID,
  type Partitions,
  STATE_NUMBERS,
  type Transaction,
  type TransactionState,
} from './transaction.ts';

/*
 * Records of __transaction_state as Kafka writes them:
 *   TransactionLogKey 0     version int16 | transactionalId string
 *   TransactionLogValue     version int16 | producerId int64 | producerEpoch int16 | timeoutMs int32 | status int8
 *                           | partitions: null in Empty, else topic string, partitions []int32 | lastUpdateMs int64 | startMs int64
 * Value 1, which is written from transaction.version 1 on, has compact strings and lists and these tagged fields (KIP-890):
 *   0 previousProducerId int64 | 1 nextProducerId int64 | 2 clientTransactionVersion int16
 */
const KEY_VERSION = 0;
const FLEXIBLE_VERSION = 1;
const TAGS = { previousProducerId: 0, nextProducerId: 1, clientTransactionVersion: 2 } as const;
/** The transaction version whose clients get a new epoch with each end. */
const BUMPS_FROM_CLIENT_VERSION = 2;

export type ValueVersion = 0 | 1;

const STATES = Object.keys(STATE_NUMBERS) as TransactionState[];

export function encodeTransactionKey(transactionalId: string): Buffer {
  const writer = new Writer(64);
  writer.int16(KEY_VERSION);
  writer.string(transactionalId);
  return Buffer.concat(writer.finish());
}

/** undefined for keys of another version. Throws ProtocolError when damaged. */
export function decodeTransactionKey(key: Buffer): string | undefined {
  const reader = new Reader(key);
  return reader.int16() === KEY_VERSION ? reader.string() : undefined;
}

export function encodeTransaction(transaction: Transaction, version: ValueVersion): Buffer {
  const writer = new Writer(128);
  writer.int16(version);
  writer.int64(transaction.producerId);
  writer.int16(transaction.producerEpoch);
  writer.int32(transaction.timeoutMs);
  writer.int8(STATE_NUMBERS[transaction.state]);
  const partitions = transaction.state === 'Empty' ? null : transaction.partitions;
  if (version >= FLEXIBLE_VERSION) writeCompactPartitions(writer, partitions);
  else writePartitions(writer, partitions);
  writer.int64(transaction.updatedMs);
  writer.int64(transaction.startMs);
  if (version >= FLEXIBLE_VERSION) writeTags(writer, transaction);
  return Buffer.concat(writer.finish());
}

function writePartitions(writer: Writer, partitions: Partitions | null): void {
  writer.int32(partitions === null ? -1 : partitions.size);
  for (const [topic, indexes] of partitions ?? []) {
    writer.string(topic);
    writer.int32(indexes.size);
    for (const index of indexes) writer.int32(index);
  }
}

function writeCompactPartitions(writer: Writer, partitions: Partitions | null): void {
  writer.compactListLength(partitions === null ? -1 : partitions.size);
  for (const [topic, indexes] of partitions ?? []) {
    writer.compactString(topic);
    writer.compactListLength(indexes.size);
    for (const index of indexes) writer.int32(index);
    writer.uvarint(0);
  }
}

function writeTags(writer: Writer, { lastProducerId, nextProducerId, bumpedByEnd }: Transaction): void {
  const tagged: [tag: number, body: Writer][] = [];
  const note = (tag: number, write: (body: Writer) => void): void => {
    const body = new Writer(8);
    write(body);
    tagged.push([tag, body]);
  };
  if (lastProducerId !== NO_PRODUCER_ID) note(TAGS.previousProducerId, (body) => body.int64(lastProducerId));
  if (nextProducerId !== NO_PRODUCER_ID) note(TAGS.nextProducerId, (body) => body.int64(nextProducerId));
  if (bumpedByEnd) note(TAGS.clientTransactionVersion, (body) => body.int16(BUMPS_FROM_CLIENT_VERSION));
  writer.uvarint(tagged.length);
  for (const [tag, body] of tagged) writer.tagged(tag, body);
}

/** undefined for values of another version, or of a state that is never written. Throws ProtocolError when damaged. */
export function decodeTransaction(transactionalId: string, value: Buffer): Transaction | undefined {
  const reader = new Reader(value);
  const version = reader.int16();
  if (version !== 0 && version !== FLEXIBLE_VERSION) return undefined;
  const producerId = reader.int64();
  const producerEpoch = reader.int16();
  const timeoutMs = reader.int32();
  const status = reader.int8();
  const partitions = version === FLEXIBLE_VERSION ? readCompactPartitions(reader) : readPartitions(reader);
  const updatedMs = reader.int64();
  const startMs = reader.int64();
  const tags = version === FLEXIBLE_VERSION ? readTags(reader) : NO_TAGS;
  const state = STATES.find((name) => STATE_NUMBERS[name] === status);
  if (!state) return undefined;
  const { previousProducerId: lastProducerId, nextProducerId, clientTransactionVersion } = tags;
  const isEnded = state === 'CompleteCommit' || state === 'CompleteAbort';
  const bumpedByEnd = clientTransactionVersion >= BUMPS_FROM_CLIENT_VERSION && (isEnded || isPrepared({ state }));
  // The epoch before a bump is not on disk, but there is only one that it can be.
  const lastProducerEpoch = bumpedByEnd ? epochBefore(producerEpoch, lastProducerId) : NO_EPOCH;
  return {
    ...{ transactionalId, producerId, producerEpoch, lastProducerId, lastProducerEpoch, nextProducerId, bumpedByEnd },
    ...{ timeoutMs, state, partitions, startMs, updatedMs },
  };
}

function epochBefore(epoch: number, lastProducerId: number): number {
  const isRotated = epoch === 0 && lastProducerId !== NO_PRODUCER_ID;
  return isRotated ? LAST_USED_EPOCH : epoch - 1;
}

function readPartitions(reader: Reader): Partitions {
  const partitions = new Map<string, ReadonlySet<number>>();
  for (let left = reader.nullableListLength(); left > 0; left--) {
    const topic = reader.string();
    partitions.set(topic, new Set(Array.from({ length: reader.listLength() }, () => reader.int32())));
  }
  return partitions;
}

function readCompactPartitions(reader: Reader): Partitions {
  const partitions = new Map<string, ReadonlySet<number>>();
  for (let left = reader.compactNullableListLength(); left > 0; left--) {
    const topic = reader.compactString();
    partitions.set(topic, new Set(Array.from({ length: reader.compactListLength() }, () => reader.int32())));
    reader.skipTaggedFields();
  }
  return partitions;
}

const NO_TAGS = { previousProducerId: NO_PRODUCER_ID, nextProducerId: NO_PRODUCER_ID, clientTransactionVersion: 0 };

function readTags(reader: Reader): typeof NO_TAGS {
  const tags = { ...NO_TAGS };
  for (let left = reader.uvarint(); left > 0; left--) {
    const tag = reader.uvarint();
    const length = reader.uvarint();
    if (tag === TAGS.previousProducerId) tags.previousProducerId = reader.int64();
    else if (tag === TAGS.nextProducerId) tags.nextProducerId = reader.int64();
    else if (tag === TAGS.clientTransactionVersion) tags.clientTransactionVersion = reader.int16();
    else reader.skip(length);
  }
  return tags;
}
