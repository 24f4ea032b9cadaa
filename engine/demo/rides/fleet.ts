import type { Random } from '../random.ts';
import type { City } from './city.ts';

interface Vehicle {
  zone: number;
  state: 'free' | 'busy';
  /** When it moves on, while it is free. */
  movesMs: number;
  /** When it next says where it is. */
  reportsMs: number;
}

export interface Position {
  vehicle: string;
  zone: number;
  state: Vehicle['state'];
}

interface FleetOptions {
  city: City;
  random: Random;
  vehicles: number;
  startMs: number;
}

export const REPORT_EVERY_MS = 8_000;
const MOVE_EVERY_MS = { least: 4_000, most: 12_000 };
/** How much more a driver likes the zone next door for each rider who waits there. */
const PULL = 6;

/** The vehicles: where they are, who is free, and how the free ones drift to where riders wait. */
export class Fleet {
  readonly #city: City;
  readonly #random: Random;
  readonly #vehicles: Vehicle[];
  /** Zone -> free vehicles there. */
  readonly #free: Set<number>[];

  constructor({ city, random, vehicles, startMs }: FleetOptions) {
    this.#city = city;
    this.#random = random;
    this.#free = city.zones.map(() => new Set());
    const weights = city.zones.map((zone, index) => [index, zone.weight] as const);
    this.#vehicles = Array.from({ length: vehicles }, (_, index): Vehicle => {
      const zone = random.weighted(weights);
      this.#free[zone]!.add(index);
      const movesMs = startMs + random.between(0, MOVE_EVERY_MS.most);
      return { zone, state: 'free', movesMs, reportsMs: startMs + random.between(0, REPORT_EVERY_MS) };
    });
  }

  zoneOf(vehicle: number): number {
    return this.#vehicles[vehicle]!.zone;
  }

  /** The free vehicle fewest cells away, up to `reach`; null where there is none. */
  nearestFree(zone: number, reach: number): number | null {
    const seen = new Set([zone]);
    let ring = [zone];
    for (let cells = 0; cells <= reach && ring.length > 0; cells++) {
      for (const one of ring) for (const vehicle of this.#free[one]!) return vehicle;
      ring = ring.flatMap((one) =>
        this.#city.zones[one]!.neighbours.filter((near) => !seen.has(near) && seen.add(near)),
      );
    }
    return null;
  }

  /** It drives to a rider. */
  call(vehicle: number): void {
    const one = this.#vehicles[vehicle]!;
    this.#free[one.zone]!.delete(vehicle);
    one.state = 'busy';
  }

  /** It stands free in a zone. */
  release(vehicle: number, zone: number): void {
    const one = this.#vehicles[vehicle]!;
    Object.assign(one, { zone, state: 'free' });
    this.#free[zone]!.add(vehicle);
  }

  /** Moves the free ones and answers what each vehicle reports until then. */
  advance(nowMs: number, demand: ReadonlyMap<number, number>): Position[] {
    const positions: Position[] = [];
    for (const [index, vehicle] of this.#vehicles.entries()) {
      if (vehicle.state === 'free' && vehicle.movesMs <= nowMs) this.#move(index, vehicle, nowMs, demand);
      if (vehicle.reportsMs > nowMs) continue;
      vehicle.reportsMs = nowMs + REPORT_EVERY_MS;
      positions.push({ vehicle: `vehicle-${index}`, zone: vehicle.zone, state: vehicle.state });
    }
    return positions;
  }

  #move(index: number, vehicle: Vehicle, nowMs: number, demand: ReadonlyMap<number, number>): void {
    const { zones } = this.#city;
    vehicle.movesMs = nowMs + this.#random.between(MOVE_EVERY_MS.least, MOVE_EVERY_MS.most);
    const choices = [vehicle.zone, ...zones[vehicle.zone]!.neighbours].map((zone) => {
      const rivals = this.#free[zone]!.size;
      return [zone, (zones[zone]!.weight + PULL * (demand.get(zone) ?? 0)) / (1 + rivals)] as const;
    });
    this.#free[vehicle.zone]!.delete(index);
    vehicle.zone = this.#random.weighted(choices);
    this.#free[vehicle.zone]!.add(index);
  }
}
