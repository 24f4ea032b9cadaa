import { setTimeout as delay } from 'node:timers/promises';
import { STATUS_TOPIC } from '../events/topics.ts';
import { createAdmin } from './kafka-client.ts';
import type { ClientOptions } from './kafka-wire.ts';
import { createReader, type Reader } from './reader.ts';
import { HEARTBEAT_EXPIRES_MS, type Heartbeat } from './status.ts';

export interface StatusWatch {
  /** The latest heartbeat of each process and group that still beats, by key. Empty until the log was reached. */
  current(): Heartbeat[];
  close(): Promise<void>;
}

/** So many last records surely hold every process's latest heartbeat. */
const TAIL_RECORDS = 500;
const RETRY_MS = 1_000;

/** Follows the heartbeats of every pipeline process: whether archive and rollups work, their lag and last error. */
export function watchStatus(options: ClientOptions): StatusWatch {
  const latest = new Map<string, { heartbeat: Heartbeat; heardAt: number }>();
  const closing = new AbortController();
  const reader = createReader({
    ...options,
    onFetched({ records }) {
      for (const { key, value, timestamp } of records) {
        const heartbeat = value && parse(value);
        if (!key) continue;
        if (!heartbeat) latest.delete(key.toString());
        // By the writer's clock for what was read late, by ours from then on.
        else
          latest.set(key.toString(), { heartbeat, heardAt: performance.now() - Math.max(0, Date.now() - timestamp) });
      }
    },
  });
  const following = follow(options, reader, closing.signal);
  return {
    current() {
      for (const [key, { heardAt }] of latest) {
        if (performance.now() - heardAt > HEARTBEAT_EXPIRES_MS) latest.delete(key);
      }
      return [...latest].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, { heartbeat }]) => heartbeat);
    },
    async close() {
      closing.abort();
      await Promise.all([reader.close(), following]);
    },
  };
}

/** Starts reading near the topic's end, as soon as the log can be reached. */
async function follow(options: ClientOptions, reader: Reader, closing: AbortSignal): Promise<void> {
  while (!closing.aborted) {
    const admin = createAdmin(options);
    try {
      await admin.ensureTopics([STATUS_TOPIC]);
      const [[earliest = 0], [latest = 0]] = await Promise.all([
        admin.listOffsets(STATUS_TOPIC.name, 'earliest'),
        admin.listOffsets(STATUS_TOPIC.name, 'latest'),
      ]);
      if (!closing.aborted) reader.assign(STATUS_TOPIC.name, 0, Math.max(earliest, latest - TAIL_RECORDS));
      return;
    } catch (error) {
      options.log.debug({ error }, 'the heartbeats cannot be read yet');
      await delay(RETRY_MS, undefined, { signal: closing }).catch(() => {});
    } finally {
      await admin.close();
    }
  }
}

function parse(value: Buffer): Heartbeat | null {
  try {
    return JSON.parse(value.toString()) as Heartbeat;
  } catch {
    return null;
  }
}
