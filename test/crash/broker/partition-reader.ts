import { FetchApi, type FetchResponsePartition } from '../../../engine/kafka/protocol/generated/fetch.ts';
import {
  batchLastOffset,
  batchProducerId,
  batchSizeBytes,
  isControl,
  isTransactional,
} from '../../../engine/kafka/records/batch.ts';
import { readEndMarker } from '../../../engine/kafka/records/end-marker.ts';
import { decodeRecords } from '../../../engine/kafka/records/record.ts';
import type { RawClient } from '../../engine/kafka/raw-client.ts';
import { fetchOf, partitionsOf, recordsIn } from '../../engine/kafka/requests.ts';
import type { ReadRecord } from './history.ts';

const FETCH_VERSION = 12;
/** How far back of what was read before is read once more: a record must not change nor vanish. */
const LOOK_BACK_RECORDS = 500;

export type Isolation = 'read_uncommitted' | 'read_committed';

/** Reads one partition on and on, at one isolation level, as a consumer does, and keeps what it found. */
export class PartitionReader {
  readonly topic: string;
  readonly index: number;
  readonly #isolation: Isolation;
  readonly #compacted: boolean;
  readonly records: ReadRecord[] = [];
  /** What it noticed itself, one line each. */
  readonly faults: string[] = [];
  #position = 0;

  /** `compacted` says that records may vanish which a later one stands for. */
  constructor(topic: string, index: number, isolation: Isolation, { compacted }: { readonly compacted: boolean }) {
    this.#compacted = compacted;
    this.topic = topic;
    this.index = index;
    this.#isolation = isolation;
  }

  get name(): string {
    return `${this.topic}-${this.index}`;
  }

  /** Reads to where the end was when it began, and what came before once more. */
  async catchUp(client: RawClient): Promise<void> {
    if (!this.#compacted) await this.#compareEarlier(client);
    const { records, end, logStart } = await this.#read(client, this.#position);
    if (logStart > this.#position)
      this.faults.push(`${this.name}: retention went past the reader at ${this.#position}`);
    this.records.push(...records);
    this.#position = end;
  }

  /** All that the partition holds now, from its log start offset on. */
  async readAgain(client: RawClient): Promise<ReadRecord[]> {
    const { records } = await this.#read(client, 0);
    return records;
  }

  async #compareEarlier(client: RawClient): Promise<void> {
    const earlier = this.records.slice(-LOOK_BACK_RECORDS);
    const first = earlier[0];
    if (!first) return;
    const { records, logStart } = await this.#read(client, first.offset, this.#position);
    const now = new Map(records.map((record) => [record.offset, record.text]));
    for (const { offset, text } of earlier) {
      if (offset >= logStart && now.get(offset) !== text) {
        this.faults.push(`${this.name}: ${this.#isolation} read ${text.slice(0, 40)} at ${offset}, which is gone now`);
        return;
      }
    }
  }

  async #read(
    client: RawClient,
    from: number,
    to = Number.POSITIVE_INFINITY,
  ): Promise<{ records: ReadRecord[]; end: number; logStart: number }> {
    const records: ReadRecord[] = [];
    let offset = from;
    // The end as it is at first: writers go on, and a reader on a busy machine would never come to theirs.
    let last = to;
    for (;;) {
      const answer = await this.#fetch(client, offset);
      const logStart = answer.logStartOffset;
      if (answer.errorCode !== 0 && offset < logStart) {
        offset = logStart;
        continue;
      }
      if (answer.errorCode !== 0) throw new Error(`${this.name}: fetch at ${offset} answers ${answer.errorCode}`);
      last = Math.min(last, answer.highWatermark);
      const bytes = recordsIn(answer);
      if (bytes.length === 0 || offset >= last) return { records, end: offset, logStart };
      records.push(...readable(bytes, offset, answer));
      for (let at = 0; at < bytes.length; at += batchSizeBytes(bytes, at)) offset = batchLastOffset(bytes, at) + 1;
    }
  }

  async #fetch(client: RawClient, offset: number): Promise<FetchResponsePartition> {
    const request = fetchOf({ topic: this.topic, partitions: [this.index], offset });
    const isolationLevel = this.#isolation === 'read_committed' ? 1 : 0;
    const answer = await client.call(FetchApi, FETCH_VERSION, { ...request, isolationLevel });
    const partition = partitionsOf(answer)[0];
    if (!partition) throw new Error(`${this.name}: fetch answers ${answer.errorCode}`);
    return partition;
  }
}

/** The records that a consumer hands on: none of what the answer says is aborted, where it says so, and no markers. */
function readable(bytes: Buffer, from: number, { abortedTransactions }: FetchResponsePartition): ReadRecord[] {
  const coming = [...(abortedTransactions ?? [])].sort((a, b) => a.firstOffset - b.firstOffset);
  const aborting = new Set<number>();
  const records: ReadRecord[] = [];
  for (let at = 0; at < bytes.length; at += batchSizeBytes(bytes, at)) {
    while (coming[0] && coming[0].firstOffset <= batchLastOffset(bytes, at)) aborting.add(coming.shift()!.producerId);
    const producerId = batchProducerId(bytes, at);
    if (readEndMarker(bytes, at)?.committed === false) aborting.delete(producerId);
    if (isControl(bytes, at) || (isTransactional(bytes, at) && aborting.has(producerId))) continue;
    for (const { offset, key, value } of decodeRecords(bytes, at)) {
      if (offset >= from) records.push({ offset, key: key?.toString() ?? '', text: value?.toString() ?? '' });
    }
  }
  return records;
}
