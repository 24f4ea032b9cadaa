import { expect, test } from 'vitest';
import { Random } from '../../../engine/demo/random.ts';
import { buildCity } from '../../../engine/demo/rides/city.ts';
import { RIDES_SHOWCASE } from '../../../engine/demo/rides/definitions.ts';
import { RidesSimulation } from '../../../engine/demo/rides/simulation.ts';
import type { Happening } from '../../../engine/demo/simulation.ts';
import { parseMetric } from '../../../engine/rollups/definitions/parse.ts';

const city = buildCity();
const START_MS = 1_700_000_000_000;

function minutes(count: number, seed = 1, rate = 100): Happening[] {
  const simulation = new RidesSimulation({ city, random: new Random(seed), rate, startMs: START_MS });
  return Array.from({ length: count * 600 }, (_, step) => simulation.advance(START_MS + (step + 1) * 100)).flat();
}

test('is the same for the same seed and another one for another', () => {
  expect(minutes(1, 7)).toEqual(minutes(1, 7));
  expect(minutes(1, 7)).not.toEqual(minutes(1, 8));
});

test('keeps about to the rate that is asked for', () => {
  for (const rate of [20, 200, 1_000]) {
    const perSecond = minutes(3, 1, rate).length / 180;
    expect(perSecond).toBeGreaterThan(rate * 0.75);
    expect(perSecond).toBeLessThan(rate * 1.25);
  }
});

test('takes each rider through the steps in their order, to one end', () => {
  const steps = ['app_opened', 'ride_requested', 'ride_accepted', 'ride_started', 'ride_completed'];
  const byRider = Map.groupBy(
    minutes(8).filter(({ name }) => name !== 'vehicle_position'),
    ({ visitor }) => visitor,
  );
  for (const happenings of byRider.values()) {
    const names = happenings.map(({ name }) => name);
    const cancelled = names.at(-1) === 'ride_cancelled';
    const way = cancelled ? names.slice(0, -1) : names;
    expect(way).toEqual(steps.slice(0, way.length));
    if (cancelled) expect(['ride_requested', 'ride_accepted']).toContain(way.at(-1));
  }
  const ends = [...byRider.values()].map((happenings) => happenings.at(-1)!.name);
  expect(ends).toContain('ride_completed');
  expect(ends).toContain('ride_cancelled');
});

test('a crowd makes riders outnumber vehicles where it sets out', () => {
  const simulation = new RidesSimulation({ city, random: new Random(3), rate: 300, startMs: START_MS });
  const requestsAt = (from: number, to: number, zone: string): number => {
    let count = 0;
    for (let at = from; at < to; at += 100) {
      const asked = simulation.advance(START_MS + at + 100).filter(({ name }) => name === 'ride_requested');
      count += asked.filter(({ props }) => props.zone === zone).length;
    }
    return count;
  };
  const stadium = city.zones[city.hotspots.find(({ name }) => name === 'Stadium')!.zone]!.cell;
  const before = requestsAt(0, 40_000, stadium);
  simulation.gather('Stadium');
  expect(simulation.crowd).toBe('Stadium');
  expect(requestsAt(40_000, 80_000, stadium)).toBeGreaterThan(5 * before + 20);
  expect(() => simulation.gather('Nowhere')).toThrow('Nowhere');
});

test('its metrics are ones that an analyst could write, and its board names no others', () => {
  for (const metric of RIDES_SHOWCASE.metrics)
    expect(parseMetric({ ...metric, site: 'rides' }).problems).toBeUndefined();
  const ids = RIDES_SHOWCASE.metrics.map(({ id }) => id);
  for (const { tiles = [] } of RIDES_SHOWCASE.boards) {
    for (const tile of tiles)
      for (const id of 'metrics' in tile ? tile.metrics : [tile.metric]) expect(ids).toContain(id);
  }
});
