import { randomInt } from 'node:crypto';
import { RequestError } from '../protocol/errors.ts';
import type { FetchRequest, FetchRequestPartition } from '../protocol/generated/fetch.ts';

/** A session unused for so long may give way to a new one. */
const EVICT_AFTER_MS = 120_000;
const FINAL_EPOCH = -1;
const INITIAL_EPOCH = 0;
const MAX_EPOCH = 0x7fff_ffff;

/** One partition to be fetched. Its topic goes by id from version 13 of Fetch, by name before. */
export interface FetchTarget extends FetchRequestPartition {
  readonly topic: string;
  readonly topicId: string;
}

/** What the client was last told of a partition; an incremental answer leaves out what has not changed (KIP-227). */
export interface Told {
  highWatermark: number;
  logStartOffset: number;
}

export interface FetchSession {
  readonly id: number;
  /** Epoch that the next request must name. */
  epoch: number;
  readonly usesTopicIds: boolean;
  /** By topic and partition, in the order in which they are served. */
  readonly partitions: Map<string, { target: FetchTarget; told: Told | null }>;
  lastUsedMs: number;
}

/** What a request asks for, with its session; null for a fetch that stands alone. */
export interface FetchPlan {
  readonly targets: readonly FetchTarget[];
  readonly session: FetchSession | null;
  /** Whether only what changed is answered. */
  readonly isIncremental: boolean;
}

export const targetKey = ({ topic, topicId, partition }: FetchTarget): string => `${topicId}/${topic}/${partition}`;

/**
 * Remembers which partitions a client fetches, so that it need not list them each time (KIP-227). At most
 * `max` sessions are kept; who finds no room fetches without one.
 *
 *     session id 0, epoch -1: no session        session id 0 or any, epoch 0: a new session
 *     session id > 0, epoch > 0: incremental    session id > 0, epoch -1: close it, answer in full
 */
export class FetchSessions {
  readonly #max: number;
  readonly #now: () => number;
  /** By id, least recently used first. */
  readonly #sessions = new Map<number, FetchSession>();

  constructor(max: number, now: () => number = Date.now) {
    this.#max = max;
    this.#now = now;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Throws RequestError for a session that is not known or an epoch that is not next. */
  plan(request: FetchRequest, usesTopicIds: boolean): FetchPlan {
    const { sessionId, sessionEpoch } = request;
    if (sessionEpoch !== INITIAL_EPOCH && sessionEpoch !== FINAL_EPOCH) return this.#continue(request, usesTopicIds);
    this.#sessions.delete(sessionId);
    const targets = targetsOf(request);
    const session = sessionEpoch === INITIAL_EPOCH ? this.#begin(targets, usesTopicIds) : null;
    return { targets, session, isIncremental: false };
  }

  #begin(targets: readonly FetchTarget[], usesTopicIds: boolean): FetchSession | null {
    if (targets.length === 0 || !this.#makeRoom()) return null;
    const session: FetchSession = {
      id: this.#freshId(),
      epoch: 1,
      usesTopicIds,
      partitions: new Map(targets.map((target) => [targetKey(target), { target, told: null }])),
      lastUsedMs: this.#now(),
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  #continue(request: FetchRequest, usesTopicIds: boolean): FetchPlan {
    const session = this.#sessions.get(request.sessionId);
    if (session === undefined) {
      throw new RequestError('FETCH_SESSION_ID_NOT_FOUND', `no fetch session ${request.sessionId}`);
    }
    if (session.epoch !== request.sessionEpoch) {
      throw new RequestError('INVALID_FETCH_SESSION_EPOCH', `fetch session is at epoch ${session.epoch}`);
    }
    if (session.usesTopicIds !== usesTopicIds) {
      throw new RequestError('FETCH_SESSION_TOPIC_ID_ERROR', 'a fetch session names topics in one way');
    }
    update(session, request);
    session.epoch = session.epoch === MAX_EPOCH ? 1 : session.epoch + 1;
    session.lastUsedMs = this.#now();
    this.#sessions.delete(session.id);
    if (session.partitions.size === 0) return { targets: [], session: null, isIncremental: false };
    this.#sessions.set(session.id, session);
    return { targets: Array.from(session.partitions.values(), ({ target }) => target), session, isIncremental: true };
  }

  #makeRoom(): boolean {
    if (this.#sessions.size < this.#max) return true;
    const [oldest] = this.#sessions.values();
    if (oldest === undefined || this.#now() - oldest.lastUsedMs < EVICT_AFTER_MS) return false;
    return this.#sessions.delete(oldest.id);
  }

  #freshId(): number {
    for (;;) {
      const id = randomInt(1, MAX_EPOCH);
      if (!this.#sessions.has(id)) return id;
    }
  }
}

function targetsOf(request: FetchRequest): FetchTarget[] {
  return request.topics.flatMap(({ topic, topicId, partitions }) =>
    partitions.map((partition) => ({ ...partition, topic, topicId })),
  );
}

function update(session: FetchSession, request: FetchRequest): void {
  for (const target of targetsOf(request)) {
    const key = targetKey(target);
    const existing = session.partitions.get(key);
    if (existing) existing.target = target;
    else session.partitions.set(key, { target, told: null });
  }
  for (const { topic, topicId, partitions } of request.forgottenTopics) {
    for (const partition of partitions) session.partitions.delete(`${topicId}/${topic}/${partition}`);
  }
}
