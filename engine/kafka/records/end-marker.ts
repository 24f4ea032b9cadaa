import { isControl } from './batch.ts';
import { buildBatch } from './build-batch.ts';
import { decodeRecords } from './record.ts';

/*
 * The control record that ends a transaction in a partition (KIP-98):
 *   key    version int16 = 0 | type int16: 0 abort, 1 commit
 *   value  version int16 = 0 | coordinatorEpoch int32
 */
const ABORT = 0;
const COMMIT = 1;
const KEY_BYTES = 4;
const VALUE_BYTES = 6;

/** What a marker says: how the transaction ended, and under which epoch of its coordinator. */
export interface EndMarker {
  readonly committed: boolean;
  readonly coordinatorEpoch: number;
}

/** A control batch that ends the producer's transaction; the log gives it its offset. */
export function buildEndMarker(
  producerId: number,
  producerEpoch: number,
  { committed, coordinatorEpoch }: EndMarker,
  timestampMs: number,
): Buffer {
  const key = Buffer.alloc(KEY_BYTES);
  key.writeInt16BE(committed ? COMMIT : ABORT, 2);
  const value = Buffer.alloc(VALUE_BYTES);
  value.writeInt32BE(coordinatorEpoch, 2);
  return buildBatch(
    {
      baseOffset: 0,
      leaderEpoch: -1,
      attributes: { transactional: true, control: true },
      lastOffsetDelta: 0,
      baseTimestamp: timestampMs,
      maxTimestamp: timestampMs,
      producerId,
      producerEpoch,
      baseSequence: -1,
    },
    [{ offsetDelta: 0, timestampDelta: 0, key, value, headers: [] }],
  );
}

/** undefined for batches that are no such marker: data, or control records of another kind. */
export function readEndMarker(batch: Buffer, at = 0): EndMarker | undefined {
  if (!isControl(batch, at)) return undefined;
  for (const { key, value } of decodeRecords(batch, at)) {
    const type = key && key.length >= KEY_BYTES ? key.readInt16BE(2) : -1;
    if ((type !== ABORT && type !== COMMIT) || !value || value.length < VALUE_BYTES) return undefined;
    return { committed: type === COMMIT, coordinatorEpoch: value.readInt32BE(2) };
  }
  return undefined;
}
