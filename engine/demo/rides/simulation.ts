import type { Random } from '../random.ts';
import type { Happening, Simulation } from '../simulation.ts';
import type { City } from './city.ts';
import { Fleet } from './fleet.ts';

export interface RidesOptions {
  city: City;
  random: Random;
  /** Events a second, all together and on the average. */
  rate: number;
  startMs: number;
}

/** Of each thirteen events a second one is a request, five follow from it, and the fleet's positions are the rest. */
const REQUESTS_PER_EVENT = 1 / 13;
/** A minute of this city passes in about four seconds: a trip of twelve minutes takes three quarters of a minute. */
const CITY_SECONDS_PER_SECOND = 16;
const SECONDS_PER_CELL = 100;
/** Vehicles for each request a second: enough on an ordinary evening, too few where a concert ends. */
const VEHICLES_PER_REQUEST = 52;
const PATIENCE_MS = { least: 4_000, most: 14_000 };
/** People who look at the app and let it be, for each who requests. */
const LOOKERS = 0.6;
/** How far a vehicle is called from, in cells. */
const REACH = 5;
const CROWD_EVERY_MS = 150_000;
const CROWD_LASTS_MS = 50_000;
/** Of all requests, as long as a crowd lasts. */
const CROWD_SHARE = 0.35;
const TIERS = [
  ['Go', 7],
  ['Comfort', 2],
  ['XL', 1],
] as const;

interface Waiting {
  rider: string;
  zone: number;
  tier: string;
  requestedMs: number;
  givesUpMs: number;
}

/**
 * Riders, vehicles and who gets whom, in a city that is about a quarter of an hour ahead in each minute. A pure function
 * of the seed and the times it is asked for: equal for equal ones.
 */
export class RidesSimulation implements Simulation {
  readonly #city: City;
  readonly #random: Random;
  readonly #requestsPerMs: number;
  readonly #fleet: Fleet;
  readonly #waiting: Waiting[] = [];
  readonly #trips: Trip[] = [];
  readonly #happenings: Happening[] = [];
  #nowMs: number;
  #riders = 0;
  #crowd = { zone: -1, untilMs: 0 };
  #nextCrowdMs: number;

  constructor({ city, random, rate, startMs }: RidesOptions) {
    this.#city = city;
    this.#random = random;
    this.#requestsPerMs = (rate * REQUESTS_PER_EVENT) / 1_000;
    this.#nowMs = startMs;
    this.#nextCrowdMs = startMs + CROWD_EVERY_MS / 3;
    const vehicles = Math.max(12, Math.round(rate * REQUESTS_PER_EVENT * VEHICLES_PER_REQUEST));
    this.#fleet = new Fleet({ city, random, vehicles, startMs });
  }

  /** Where a crowd sets out now, or null. */
  get crowd(): string | null {
    const { zone, untilMs } = this.#crowd;
    if (this.#nowMs > untilMs) return null;
    return this.#city.hotspots.find((place) => place.zone === zone)?.name ?? null;
  }

  /** Lets a crowd set out at one of the city's places. */
  gather(name: string): void {
    const place = this.#city.hotspots.find((hotspot) => hotspot.name === name);
    if (!place) throw new RangeError(`there is no place "${name}"; there are ${this.places().join(', ')}`);
    this.#crowd = { zone: place.zone, untilMs: this.#nowMs + CROWD_LASTS_MS };
    this.#nextCrowdMs = this.#nowMs + CROWD_EVERY_MS;
  }

  places(): string[] {
    return this.#city.hotspots.map((place) => place.name);
  }

  /** Everything that happens until then, in the order of its times. */
  advance(untilMs: number): Happening[] {
    const stepMs = untilMs - this.#nowMs;
    if (stepMs <= 0) return [];
    this.#nowMs = untilMs;
    if (untilMs >= this.#nextCrowdMs) this.gather(this.#random.pick(this.places()));
    this.#openApps(stepMs);
    this.#finishLegs();
    this.#dispatch();
    for (const { vehicle, zone, state } of this.#fleet.advance(untilMs, this.#demand())) {
      this.#tell('vehicle_position', vehicle, zone, { state });
    }
    return this.#happenings.splice(0);
  }

  #tell(name: string, visitor: string, zone: number, props: Happening['props'] = {}): void {
    const { cell } = this.#city.zones[zone]!;
    this.#happenings.push({ name, visitor, ts: this.#nowMs, props: { zone: cell, ...props } });
  }

  #openApps(stepMs: number): void {
    const arrivals = this.#random.poisson(this.#requestsPerMs * stepMs * (1 + LOOKERS));
    for (let n = 0; n < arrivals; n++) {
      const rider = `rider-${(this.#riders++).toString(36)}`;
      const zone = this.#origin();
      this.#tell('app_opened', rider, zone);
      if (this.#random.chance(LOOKERS / (1 + LOOKERS))) continue;
      const tier = this.#random.weighted(TIERS);
      const patienceMs = this.#random.between(PATIENCE_MS.least, PATIENCE_MS.most);
      this.#tell('ride_requested', rider, zone, { tier });
      this.#waiting.push({ rider, zone, tier, requestedMs: this.#nowMs, givesUpMs: this.#nowMs + patienceMs });
    }
  }

  /** Where the next rider stands. */
  #origin(): number {
    const { zone, untilMs } = this.#crowd;
    const { zones } = this.#city;
    if (this.#nowMs <= untilMs && this.#random.chance(CROWD_SHARE)) {
      return this.#random.chance(0.5) ? zone : this.#random.pick(zones[zone]!.neighbours);
    }
    return this.#random.weighted(zones.map((one, index) => [index, one.weight] as const));
  }

  /** The one who waits longest first; who waited too long has gone. */
  #dispatch(): void {
    const still: Waiting[] = [];
    for (const request of this.#waiting) {
      const vehicle = this.#fleet.nearestFree(request.zone, REACH);
      if (vehicle) this.#accept(request, vehicle);
      else if (this.#nowMs < request.givesUpMs) still.push(request);
      else this.#tell('ride_cancelled', request.rider, request.zone, { tier: request.tier, reason: 'no vehicle' });
    }
    this.#waiting.splice(0, this.#waiting.length, ...still);
  }

  #accept({ rider, zone, tier, requestedMs }: Waiting, vehicle: number): void {
    const cells = this.#city.distance(this.#fleet.zoneOf(vehicle), zone);
    const etaS = Math.round((cells + 0.4 + this.#random.next() * 0.8) * SECONDS_PER_CELL);
    const waitedS = ((this.#nowMs - requestedMs) / 1_000) * CITY_SECONDS_PER_SECOND;
    this.#tell('ride_accepted', rider, zone, { tier, eta_s: etaS, waited_s: Math.round(waitedS) });
    this.#fleet.call(vehicle);
    const arrivesMs = this.#nowMs + (etaS * 1_000) / CITY_SECONDS_PER_SECOND;
    // The longer it takes, the likelier the rider has gone before.
    const patient = !this.#random.chance(Math.min(0.5, (etaS / 600) ** 2 * 0.45));
    this.#trips.push({ rider, tier, vehicle, zone, untilMs: arrivesMs, leg: patient ? 'pickup' : 'abandoned' });
  }

  #finishLegs(): void {
    for (let at = this.#trips.length - 1; at >= 0; at--) {
      const trip = this.#trips[at]!;
      if (trip.untilMs > this.#nowMs) continue;
      if (trip.leg === 'pickup') {
        this.#pickUp(trip);
        continue;
      }
      this.#trips.splice(at, 1);
      if (trip.leg === 'abandoned') {
        this.#tell('ride_cancelled', trip.rider, trip.zone, { tier: trip.tier, reason: 'took too long' });
        this.#fleet.release(trip.vehicle, trip.zone);
      } else this.#complete(trip);
    }
  }

  #pickUp(trip: Trip): void {
    const to = this.#random.weighted(this.#city.zones.map((one, index) => [index, Math.sqrt(one.weight)] as const));
    const cells = Math.max(1, this.#city.distance(trip.zone, to));
    const seconds = cells * SECONDS_PER_CELL * (0.8 + this.#random.next() * 0.5);
    this.#tell('ride_started', trip.rider, trip.zone, { tier: trip.tier });
    Object.assign(trip, { leg: 'ride', to, seconds, km: cells * 0.95 });
    trip.untilMs = this.#nowMs + (seconds * 1_000) / CITY_SECONDS_PER_SECOND;
  }

  #complete({ rider, tier, vehicle, zone, to = zone, km = 1, seconds = 60 }: Trip): void {
    const factor = tier === 'XL' ? 1.7 : tier === 'Comfort' ? 1.3 : 1;
    const fare = Math.round((2.2 + km * 0.85 + (seconds / 60) * 0.22) * factor * 100) / 100;
    this.#tell('ride_completed', rider, zone, {
      tier,
      fare,
      km: Math.round(km * 10) / 10,
      minutes: Math.round(seconds / 60),
    });
    this.#fleet.release(vehicle, to);
  }

  /** Riders waiting by zone, which vehicles without one are drawn to. */
  #demand(): Map<number, number> {
    const demand = new Map<number, number>();
    for (const { zone } of this.#waiting) demand.set(zone, (demand.get(zone) ?? 0) + 1);
    const { zone, untilMs } = this.#crowd;
    if (this.#nowMs <= untilMs) demand.set(zone, (demand.get(zone) ?? 0) + 4);
    return demand;
  }
}

interface Trip {
  rider: string;
  tier: string;
  vehicle: number;
  zone: number;
  /** End of this leg. */
  untilMs: number;
  /** `abandoned`: the vehicle comes, the rider has gone. */
  leg: 'pickup' | 'abandoned' | 'ride';
  to?: number;
  seconds?: number;
  km?: number;
}
