import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { COLLECTED_TOPIC } from '../events/topics.ts';
import { ensureTopics, type Producer } from '../stream/kafka-client.ts';
import type { ClientOptions } from '../stream/kafka-wire.ts';

/**
 * What one collector's process has done for one site since it started: JSON in topic `weir.collected`, key `<process>/<site>`.
 * Written every two seconds as it changes: a process that is killed has told of all but its last two seconds.
 */
export interface CollectedRecord {
  process: string;
  site: string;
  /** When the process started, and when this was written, ms. */
  since: number;
  at: number;
  /** Events that the log acknowledged before the sender was told so. */
  accepted: number;
  /** Events and whole requests that were not taken, by reason. */
  refused: Record<string, number>;
}

export interface CollectBooks {
  accepted(site: string, events: number): void;
  refused(site: string, reason: string): void;
  /** Writes what was not written yet, as far as the producer takes it. */
  close(): void;
}

const WRITE_EVERY_MS = 2_000;
/** Sites told apart; a sender may name any. */
const MAX_SITES = 1_000;
const OTHER_SITES = '(other sites)';
/** A refused request may not have said for which site it was. */
export const NO_SITE = '(no site)';

/** Opens the books of this process. While the log is away they wait: each record says everything since the start. */
export function openBooks(options: ClientOptions, producer: Pick<Producer, 'send'>): CollectBooks {
  const process_ = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const since = Date.now();
  const sites = new Map<string, CollectedRecord>();
  const changed = new Set<string>();
  let topicMade: Promise<void> | null = null;
  const bookOf = (wanted: string): CollectedRecord => {
    const site = sites.has(wanted) || sites.size < MAX_SITES ? wanted : OTHER_SITES;
    const book = sites.get(site) ?? { process: process_, site, since, at: since, accepted: 0, refused: {} };
    sites.set(site, book);
    changed.add(site);
    return book;
  };
  const write = async () => {
    const taken = [...changed];
    changed.clear();
    try {
      topicMade ??= ensureTopics(options, [COLLECTED_TOPIC]);
      await topicMade;
      const records = taken.map((site) => {
        return { key: `${process_}/${site}`, value: JSON.stringify({ ...sites.get(site), at: Date.now() }) };
      });
      await producer.send(COLLECTED_TOPIC.name, records);
    } catch (error) {
      topicMade = null;
      for (const site of taken) changed.add(site);
      options.log.debug({ error }, 'what was collected could not be written down yet');
    }
  };
  const timer = setInterval(() => {
    if (changed.size > 0) void write();
  }, WRITE_EVERY_MS);
  timer.unref();
  return {
    accepted(site, events) {
      bookOf(site).accepted += events;
    },
    refused(site, reason) {
      const { refused } = bookOf(site);
      refused[reason] = (refused[reason] ?? 0) + 1;
    },
    close() {
      clearInterval(timer);
      if (changed.size > 0) void write();
    },
  };
}
