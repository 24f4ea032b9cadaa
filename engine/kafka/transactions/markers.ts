import { LogError } from '../log/log-error.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import type { LogSink } from '../log-sink.ts';
import { buildEndMarker } from '../records/end-marker.ts';

/** What ends a transaction in a partition. */
export interface TransactionEnd {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly committed: boolean;
  readonly coordinatorEpoch: number;
  /** The end gave the producer a new epoch (KIP-890): a marker that comes late, under an epoch that a later transaction has, is refused. */
  readonly bumpsEpoch: boolean;
}

export interface MarkerOptions {
  /** undefined where the partition does not exist (any more). */
  readonly partition: (
    topic: string,
    index: number,
  ) => { readonly log: PartitionLog; readonly leaderEpoch: number } | undefined;
  /** The marker is with the OS. */
  readonly onWritten: (topic: string, index: number, end: TransactionEnd) => void;
  readonly log: LogSink;
  readonly now: () => number;
}

export type MarkerOutcome =
  | 'NONE'
  | 'UNKNOWN_TOPIC_OR_PARTITION'
  | 'INVALID_PRODUCER_EPOCH'
  | 'TRANSACTION_COORDINATOR_FENCED'
  | 'KAFKA_STORAGE_ERROR';

/** Writes the control records that tell readers of a partition how a transaction ended. Writing one twice does no harm. */
export class Markers {
  readonly #options: MarkerOptions;

  constructor(options: MarkerOptions) {
    this.#options = options;
  }

  /** Resolves once the marker is with the OS, or with why it is not. */
  async write(topic: string, index: number, end: TransactionEnd): Promise<MarkerOutcome> {
    const { partition, onWritten, log, now } = this.#options;
    const handle = partition(topic, index);
    if (!handle) return 'UNKNOWN_TOPIC_OR_PARTITION';
    const { producerId, producerEpoch, bumpsEpoch } = end;
    try {
      const marker = buildEndMarker(producerId, producerEpoch, end, now());
      handle.log.append(marker, { leaderEpoch: handle.leaderEpoch, isClient: false, bumpsEpoch });
      await handle.log.written();
    } catch (error) {
      const code = error instanceof LogError ? error.code : 'KAFKA_STORAGE_ERROR';
      // Fenced is what whoever asked got wrong, not a fault here.
      if (code === 'INVALID_PRODUCER_EPOCH' || code === 'TRANSACTION_COORDINATOR_FENCED') return code;
      log.error({ err: error, topic, partition: index, producerId }, 'Could not write the marker of a transaction.');
      return 'KAFKA_STORAGE_ERROR';
    }
    onWritten(topic, index, end);
    return 'NONE';
  }
}
