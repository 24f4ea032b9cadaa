import { Reader } from '../protocol/reader.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_EPOCH, NO_PRODUCER_ID, STATE_NUMBERS, type Transaction, type TransactionState } from './transaction.ts';

/*
 * Records of __transaction_state as Kafka writes them:
 *   TransactionLogKey 0     version int16 | transactionalId string
 *   TransactionLogValue 0   version int16 | producerId int64 | producerEpoch int16 | timeoutMs int32 | status int8
 *                           | partitions: null in Empty, else topic string, partitions []int32 | lastUpdateMs int64 | startMs int64
 */
const KEY_VERSION = 0;
const VALUE_VERSION = 0;

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

export function encodeTransaction(transaction: Transaction): Buffer {
  const writer = new Writer(128);
  writer.int16(VALUE_VERSION);
  writer.int64(transaction.producerId);
  writer.int16(transaction.producerEpoch);
  writer.int32(transaction.timeoutMs);
  writer.int8(STATE_NUMBERS[transaction.state]);
  if (transaction.state === 'Empty') writer.int32(-1);
  else {
    writer.int32(transaction.partitions.size);
    for (const [topic, partitions] of transaction.partitions) {
      writer.string(topic);
      writer.int32(partitions.size);
      for (const partition of partitions) writer.int32(partition);
    }
  }
  writer.int64(transaction.updatedMs);
  writer.int64(transaction.startMs);
  return Buffer.concat(writer.finish());
}

/** undefined for values of another version, or of a state that is never written. */
export function decodeTransaction(transactionalId: string, value: Buffer): Transaction | undefined {
  const reader = new Reader(value);
  if (reader.int16() !== VALUE_VERSION) return undefined;
  const producerId = reader.int64();
  const producerEpoch = reader.int16();
  const timeoutMs = reader.int32();
  const status = reader.int8();
  const partitions = new Map<string, ReadonlySet<number>>();
  for (let left = reader.nullableListLength(); left > 0; left--) {
    const topic = reader.string();
    partitions.set(topic, new Set(Array.from({ length: reader.listLength() }, () => reader.int32())));
  }
  const updatedMs = reader.int64();
  const startMs = reader.int64();
  const state = STATES.find((name) => STATE_NUMBERS[name] === status);
  if (!state) return undefined;
  return {
    transactionalId,
    producerId,
    producerEpoch,
    lastProducerId: NO_PRODUCER_ID,
    lastProducerEpoch: NO_EPOCH,
    timeoutMs,
    state,
    partitions,
    startMs,
    updatedMs,
  };
}
