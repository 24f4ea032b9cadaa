import { EventLens } from '../definitions/event-lens.ts';

/** One lens a site: its metrics read an event's fields once for all. */
export class SiteLenses {
  readonly #lenses = new Map<string, EventLens>();

  of(site: string): EventLens {
    let lens = this.#lenses.get(site);
    if (!lens) {
      lens = new EventLens();
      this.#lenses.set(site, lens);
    }
    return lens;
  }

  /** Lets go of the lenses of other sites. */
  keep(sites: ReadonlySet<string>): void {
    for (const site of this.#lenses.keys()) if (!sites.has(site)) this.#lenses.delete(site);
  }
}
