import { cellToLatLng, gridDisk, gridDistance, latLngToCell } from 'h3-js';

/** A zone of the city: one H3 cell of resolution 8, about 0.7 square kilometres. */
export interface Zone {
  /** H3 index, the `zone` of every event. */
  cell: string;
  /** How many riders set out from here compared with other zones, at an ordinary time. */
  weight: number;
  /** Neighbours that are on land, as indexes into the list of zones. */
  neighbours: readonly number[];
}

/** A place that draws people, and now and then lets all of them go at once. */
export interface Hotspot {
  name: string;
  /** Index into the list of zones. */
  zone: number;
}

export interface City {
  zones: readonly Zone[];
  hotspots: readonly Hotspot[];
  /** Cells between two zones. */
  distance(from: number, to: number): number;
}

const RESOLUTION = 8;
/** Lisbon, for its river and hills; the city itself is made up. */
const CENTRE = [38.735, -9.15] as const;
const RADIUS = 8;
/** South of it is the river. */
const SHORE_LATITUDE = 38.705;

const PLACES: ReadonlyArray<
  readonly [name: string, latitude: number, longitude: number, pull: number, spread: number]
> = [
  ['Old town', 38.714, -9.138, 6, 1.6],
  ['Central station', 38.728, -9.149, 5, 1.2],
  ['Airport', 38.774, -9.128, 5, 0.8],
  ['Stadium', 38.757, -9.186, 2, 0.8],
  ['University', 38.752, -9.158, 3, 1.2],
  ['Concert hall', 38.768, -9.096, 2, 0.8],
  ['Docks', 38.707, -9.176, 3, 1.2],
];

/** The city's zones and the places in them; the same every time. */
export function buildCity(): City {
  const cells = gridDisk(latLngToCell(CENTRE[0], CENTRE[1], RESOLUTION), RADIUS)
    .filter((cell) => cellToLatLng(cell)[0] > SHORE_LATITUDE)
    .sort();
  const indexes = new Map(cells.map((cell, index) => [cell, index]));
  const placed = PLACES.map(([name, latitude, longitude, pull, spread]) => {
    return { name, cell: latLngToCell(latitude, longitude, RESOLUTION), pull, spread };
  });
  const zones = cells.map((cell): Zone => {
    const weight = placed.reduce((sum, place) => {
      return sum + place.pull * Math.exp(-((gridDistance(cell, place.cell) / (2 * place.spread)) ** 2));
    }, 0.25);
    const neighbours = gridDisk(cell, 1).flatMap((near) => {
      const index = indexes.get(near);
      return near !== cell && index !== undefined ? [index] : [];
    });
    return { cell, weight, neighbours };
  });
  const hotspots = placed.flatMap(({ name, cell }) => {
    const zone = indexes.get(cell);
    return zone === undefined ? [] : [{ name, zone }];
  });
  return { zones, hotspots, distance: (from, to) => gridDistance(cells[from]!, cells[to]!) };
}
