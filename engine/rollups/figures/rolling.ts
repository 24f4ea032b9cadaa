/** What a rolling window counts. */
export interface RollingCounts {
  events: number;
  pageviews: number;
  visitors: number;
}

/** One second's worth. `visitors` are those last seen in it. */
type Bucket = RollingCounts;

const LAST5_S = 5 * 60;
const LAST30_S = 30 * 60;

/**
 * Events, page views and exact visitors of the last 5 and the last 30 minutes of one site, to the second. A visitor
 * counts in the second last seen in, so a window's visitors are the sum over its seconds; both sums move with each event
 * and each second, and nothing is ever counted through. Bounds: 1,800 seconds, `maxVisitors`.
 */
export class Rolling {
  readonly #maxVisitors: number;
  readonly #buckets = new Map<number, Bucket>();
  /** Visitor -> second last seen in; roughly oldest first. */
  readonly #visitors = new Map<string, number>();
  readonly #last5 = none();
  readonly #last30 = none();
  /** First second that still counts in each window. */
  #from5 = 0;
  #from30 = 0;

  constructor(maxVisitors: number) {
    this.#maxVisitors = maxVisitors;
  }

  get last5(): Readonly<RollingCounts> {
    return this.#last5;
  }

  get last30(): Readonly<RollingCounts> {
    return this.#last30;
  }

  get isEmpty(): boolean {
    return this.#last30.events === 0 && this.#last30.visitors === 0;
  }

  /** Lets the windows end with the second `nowS`. */
  advance(nowS: number): void {
    const from5 = nowS - LAST5_S + 1;
    const from30 = nowS - LAST30_S + 1;
    if (from30 <= this.#from30) return;
    for (const [second, bucket] of this.#buckets) {
      if (second < from5 && second >= this.#from5) move(this.#last5, bucket, -1);
      if (second >= from30) continue;
      move(this.#last30, bucket, -1);
      this.#buckets.delete(second);
    }
    this.#from5 = from5;
    this.#from30 = from30;
    for (const [visitor, second] of this.#visitors) {
      if (second >= from30) break;
      this.#visitors.delete(visitor);
    }
  }

  add(second: number, visitor: string, isPageview: boolean): void {
    if (second < this.#from30) return;
    const pageviews = isPageview ? 1 : 0;
    this.#count(second, { events: 1, pageviews, visitors: 0 });
    this.#see(visitor, second);
  }

  #see(visitor: string, second: number): void {
    const seen = this.#visitors.get(visitor);
    if (seen !== undefined && seen >= second) return;
    if (seen !== undefined && seen >= this.#from30) this.#count(seen, { events: 0, pageviews: 0, visitors: -1 });
    // To the end: the map stays in the order of last sight.
    this.#visitors.delete(visitor);
    this.#visitors.set(visitor, second);
    this.#count(second, { events: 0, pageviews: 0, visitors: 1 });
    if (this.#visitors.size > this.#maxVisitors) this.#forgetOne();
  }

  #forgetOne(): void {
    const oldest = this.#visitors.entries().next();
    if (oldest.done) return;
    const [visitor, second] = oldest.value;
    this.#visitors.delete(visitor);
    if (second >= this.#from30) this.#count(second, { events: 0, pageviews: 0, visitors: -1 });
  }

  #count(second: number, change: RollingCounts): void {
    const bucket = this.#buckets.get(second);
    if (bucket) move(bucket, change, 1);
    else this.#buckets.set(second, { ...change });
    move(this.#last30, change, 1);
    if (second >= this.#from5) move(this.#last5, change, 1);
  }

  encode(): EncodedRolling {
    const buckets = [...this.#buckets].map(([second, { events, pageviews }]) => [second, events, pageviews] as const);
    return { from: this.#from30, buckets, visitors: [...this.#visitors] };
  }

  static decode(maxVisitors: number, encoded: EncodedRolling): Rolling {
    const rolling = new Rolling(maxVisitors);
    rolling.advance(encoded.from + LAST30_S - 1);
    for (const [second, events, pageviews] of encoded.buckets)
      rolling.#count(second, { events, pageviews, visitors: 0 });
    for (const [visitor, second] of encoded.visitors) if (second >= encoded.from) rolling.#see(visitor, second);
    return rolling;
  }
}

export interface EncodedRolling {
  from: number;
  buckets: ReadonlyArray<readonly [number, number, number]>;
  visitors: ReadonlyArray<readonly [string, number]>;
}

function none(): RollingCounts {
  return { events: 0, pageviews: 0, visitors: 0 };
}

function move(counts: RollingCounts, by: RollingCounts, sign: 1 | -1): void {
  counts.events += sign * by.events;
  counts.pageviews += sign * by.pageviews;
  counts.visitors += sign * by.visitors;
}
