import type { ByteReader } from '../aggregates/byte-reader.ts';
import type { ByteWriter } from '../aggregates/byte-writer.ts';
import { Moments } from '../aggregates/moments.ts';

/** What a metric knows of a visit. Times are ms. */
export interface OpenVisit {
  /** Its earliest event that counts, in event time. */
  start: number;
  /** The dimensions' values of that event. */
  dims: string[];
  /** The partition's clock at the first and at the last event. */
  firstHeardAt: number;
  heardAt: number;
  /** The values of its events. */
  moments: Moments;
}

/** Visits that may still get events, by session id. */
export class OpenVisits {
  readonly #visits = new Map<string, OpenVisit>();

  get size(): number {
    return this.#visits.size;
  }

  get(sessionId: string): OpenVisit | undefined {
    return this.#visits.get(sessionId);
  }

  begin(sessionId: string, start: number, dims: string[], clock: number): OpenVisit {
    const visit = { start, dims, firstHeardAt: clock, heardAt: clock, moments: new Moments() };
    this.#visits.set(sessionId, visit);
    return visit;
  }

  /** Takes out those that `ended`; answers the earliest start of all, infinity where there are none. */
  takeEnded(ended: (visit: OpenVisit) => boolean, publish: (visit: OpenVisit) => void): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const [sessionId, visit] of this.#visits) {
      if (visit.start < earliest) earliest = visit.start;
      if (!ended(visit)) continue;
      this.#visits.delete(sessionId);
      publish(visit);
    }
    return earliest;
  }

  /** The `count` visits that were heard from longest ago, taken out. */
  takeSilent(count: number): OpenVisit[] {
    const sorted = [...this.#visits].sort(([, a], [, b]) => a.heardAt - b.heardAt).slice(0, count);
    for (const [sessionId] of sorted) this.#visits.delete(sessionId);
    return sorted.map(([, visit]) => visit);
  }

  /** Adds what was known of visits before. */
  merge(earlier: OpenVisits): void {
    for (const [sessionId, before] of earlier.#visits) {
      const visit = this.#visits.get(sessionId);
      if (!visit) {
        this.#visits.set(sessionId, before);
        continue;
      }
      visit.moments.merge(before.moments);
      visit.firstHeardAt = Math.min(visit.firstHeardAt, before.firstHeardAt);
      visit.heardAt = Math.max(visit.heardAt, before.heardAt);
      if (before.start > visit.start) continue;
      visit.start = before.start;
      visit.dims = before.dims;
    }
  }

  encode(writer: ByteWriter): void {
    writer.count(this.#visits.size);
    for (const [sessionId, { start, dims, firstHeardAt, heardAt, moments }] of this.#visits) {
      writer.text(sessionId);
      writer.count(start);
      for (const value of dims) writer.text(value);
      writer.count(firstHeardAt);
      writer.count(heardAt - firstHeardAt);
      moments.encode(writer);
    }
  }

  static decode(reader: ByteReader, dimensions: number): OpenVisits {
    const visits = new OpenVisits();
    for (let left = reader.count(); left > 0; left--) {
      const sessionId = reader.text();
      const start = reader.count();
      const dims = Array.from({ length: dimensions }, () => reader.text());
      const firstHeardAt = reader.count();
      const heardAt = firstHeardAt + reader.count();
      visits.#visits.set(sessionId, { start, dims, firstHeardAt, heardAt, moments: Moments.decode(reader) });
    }
    return visits;
  }

  get bytes(): number {
    return this.#visits.size * 300;
  }
}
