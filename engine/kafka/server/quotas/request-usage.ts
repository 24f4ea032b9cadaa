import type { AnyHandler, RequestContext } from '../handler.ts';

/**
 * What one request of a client used of its quotas. A client over one of them is answered at once, told for how long it is throttled, and not listened
 * to meanwhile (KIP-219). A fetch is answered with what was read, which the next one waits for, where Kafka answers without records.
 */
export class RequestUsage {
  readonly #handler: AnyHandler;
  readonly #context: RequestContext;
  readonly #requestBytes: number;
  readonly #startedMs = performance.now();
  #threadMs = 0;

  constructor(handler: AnyHandler, context: RequestContext, requestBytes: number) {
    this.#handler = handler;
    this.#context = context;
    this.#requestBytes = requestBytes;
  }

  /** The handler has returned: from here on the request waits, or is done. */
  handled(): void {
    this.#threadMs = performance.now() - this.#startedMs;
  }

  /** Counts the request, mutes its connection if it has to wait, and tells so in the response. */
  throttled(response: unknown): unknown {
    const client = this.#context;
    const { throttle } = client.broker;
    const { metered } = this.#handler;
    const byBytes = metered ? throttle.record(metered.quota, client, metered.bytes(this.#requestBytes, response)) : 0;
    const byTime = throttle.record('request_percentage', client, this.#threadMs);
    const throttleTimeMs = Math.max(byBytes, byTime);
    if (throttleTimeMs === 0) return response;
    client.mute(throttleTimeMs);
    return isTold(response) ? { ...response, throttleTimeMs } : response;
  }
}

/** Most responses tell it; null is no response at all. */
const isTold = (response: unknown): response is { throttleTimeMs: number } =>
  typeof response === 'object' && response !== null && 'throttleTimeMs' in response;
