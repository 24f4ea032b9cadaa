import { EVENTS_TOPIC } from '../events/topics.ts';
import type { Producer } from '../stream/kafka-client.ts';

/** One record for topic `weir.events`. */
export interface EventRecord {
  key: string;
  value: string;
}

/**
 * Where accepted events go. `send` resolves once the log has acknowledged every record with acks=all and rejects otherwise. It settles in
 * bounded time, bounds what it holds, keeps the order of calls and gathers many calls into few requests: the stream's
 * producer does. A rejection whose `code` is `QUEUE_FULL` says that its bound was reached.
 */
export interface EventSink {
  send(records: EventRecord[]): Promise<void>;
}

/** The sink that writes to topic `weir.events`. Whoever made the producer closes it. */
export function eventsTopicSink(producer: Pick<Producer, 'send'>): EventSink {
  return { send: (records) => producer.send(EVENTS_TOPIC.name, records) };
}

const RETRY_AFTER_SECONDS = { 'log-unavailable': 2, overloaded: 1 } as const;

/** Events were not acknowledged. They may still have arrived: a retry has to carry the same ids. */
export class LogUnavailable extends Error {
  readonly reason: 'log-unavailable' | 'overloaded';
  readonly retryAfterSeconds: number;

  constructor(cause: unknown) {
    const full = cause instanceof Error && 'code' in cause && cause.code === 'QUEUE_FULL';
    super(full ? 'more events wait for the log than memory is set aside for' : 'the log did not acknowledge', {
      cause,
    });
    this.name = 'LogUnavailable';
    this.reason = full ? 'overloaded' : 'log-unavailable';
    this.retryAfterSeconds = RETRY_AFTER_SECONDS[this.reason];
  }
}
