import type { ClientQuotas, QuotaLimit, QuotaName } from '../../cluster/client-quotas.ts';
import type { Principal } from '../../security/principal.ts';
import { BURST_MS, LeakyBucket } from './leaky-bucket.ts';

/** Buckets kept at once; past it those are dropped that are empty, or else the oldest one. */
const MAX_BUCKETS = 10_000;
/** Longest wait for one request: it stays well below the time after which an idle connection is closed. */
const MAX_WAIT_MS = 300_000;
/** The time of the thread is shared by all, so waits for it are short, as Kafka's. */
const MAX_REQUEST_TIME_WAIT_MS = 1_000;

export interface ClientThrottleOptions {
  readonly quotas: () => ClientQuotas;
  readonly now: () => number;
}

/** Who is throttled. */
export interface QuotaClient {
  readonly principal: Principal;
  readonly clientId: string;
}

/** Measures what clients with quotas use, and says how long each has to wait (KIP-13, KIP-55, KIP-124). Others are not measured. */
export class ClientThrottle {
  readonly #options: ClientThrottleOptions;
  readonly #buckets = new Map<string, LeakyBucket>();

  constructor(options: ClientThrottleOptions) {
    this.#options = options;
  }

  /** Whether anybody has a quota at all. */
  get isOn(): boolean {
    return this.#options.quotas().size > 0;
  }

  /** Counts what a client used (bytes, or ms of the thread) and returns how long it has to wait, in ms. */
  record(name: QuotaName, client: QuotaClient, amount: number): number {
    const found = this.#limitFor(name, client);
    if (found === null) return 0;
    const nowMs = this.#options.now();
    const bucket = this.#bucket(`${name} ${found.sharedBy}`, nowMs);
    if (name !== 'request_percentage') return Math.min(bucket.add(amount, found.limit, nowMs), MAX_WAIT_MS);
    // A hundred per cent are a thousand ms a second.
    return Math.min(bucket.add(amount / 10, found.limit, nowMs), MAX_REQUEST_TIME_WAIT_MS);
  }

  /** Most that a client may use in one go, so that a burst is not passed by much: infinite without a quota. */
  mostAtOnce(name: QuotaName, client: QuotaClient): number {
    const found = this.isOn ? this.#limitFor(name, client) : null;
    return found === null ? Number.POSITIVE_INFINITY : (found.limit * BURST_MS) / 1000;
  }

  #limitFor(name: QuotaName, { principal, clientId }: QuotaClient): QuotaLimit | null {
    return this.#options.quotas().limitFor(name, principal.slice(principal.indexOf(':') + 1), clientId);
  }

  #bucket(key: string, nowMs: number): LeakyBucket {
    const existing = this.#buckets.get(key);
    if (existing !== undefined) return existing;
    if (this.#buckets.size >= MAX_BUCKETS) this.#makeRoom(nowMs);
    const bucket = new LeakyBucket(nowMs);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #makeRoom(nowMs: number): void {
    for (const [key, bucket] of this.#buckets) if (bucket.isEmpty(nowMs)) this.#buckets.delete(key);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size >= MAX_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest);
  }
}
