import { expect, test } from 'vitest';
import { Random } from '../../../engine/demo/random.ts';
import type { Happening } from '../../../engine/demo/simulation.ts';
import { VIDEO_SHOWCASE } from '../../../engine/demo/video/definitions.ts';
import { VideoSimulation } from '../../../engine/demo/video/simulation.ts';
import { parseMetric } from '../../../engine/rollups/definitions/parse.ts';

const START_MS = 1_700_000_000_000;
const simulate = (seed = 1, rate = 200) => new VideoSimulation({ random: new Random(seed), rate, startMs: START_MS });

function seconds(simulation: VideoSimulation, from: number, to: number): Happening[] {
  const steps = Array.from({ length: (to - from) * 10 }, (_, step) => START_MS + from * 1_000 + (step + 1) * 100);
  return steps.flatMap((at) => simulation.advance(at));
}

test('is the same for the same seed and another one for another', () => {
  expect(seconds(simulate(7), 0, 60)).toEqual(seconds(simulate(7), 0, 60));
  expect(seconds(simulate(7), 0, 60)).not.toEqual(seconds(simulate(8), 0, 60));
});

test('keeps about to the rate that is asked for', () => {
  for (const rate of [20, 200, 1_000]) {
    // A whole tide, so that its ups and downs are even.
    const perSecond = seconds(simulate(1, rate), 0, 600).length / 600;
    expect(perSecond).toBeGreaterThan(rate * 0.8);
    expect(perSecond).toBeLessThan(rate * 1.2);
  }
});

test('a playback is requested, then starts or fails, goes on, and ends once', () => {
  const happenings = seconds(simulate(), 0, 300);
  const byPlayback = Map.groupBy(happenings, ({ props }) => props.playback);
  for (const [first, ...rest] of byPlayback.values()) {
    // Some were watching before the demo began.
    if (first!.name !== 'play_requested') continue;
    const names = rest.map(({ name }) => name);
    if (names.length > 0) expect(['play_started', 'play_failed']).toContain(names[0]);
    if (names[0] === 'play_failed') expect(names).toHaveLength(1);
    expect(names.slice(1, -1).every((name) => name === 'heartbeat')).toBe(true);
  }
});

test('an outage makes plays of that network fail, of that one alone, until it is over', () => {
  const simulation = simulate();
  const failing = (happenings: Happening[], cdn: string): number => {
    const of = happenings.filter(({ props }) => props.cdn === cdn);
    const count = (name: string) => of.filter((happening) => happening.name === name).length;
    return count('play_failed') / Math.max(1, count('play_failed') + count('play_started'));
  };
  expect(failing(seconds(simulation, 0, 60), 'tidal')).toBeLessThan(0.1);
  simulation.breakNetwork('tidal', 60_000);
  const during = seconds(simulation, 60, 120);
  expect(simulation.down).toEqual([]);
  expect(failing(during, 'tidal')).toBeGreaterThan(0.4);
  expect(failing(during, 'northlight')).toBeLessThan(0.1);
  expect(failing(seconds(simulation, 120, 180), 'tidal')).toBeLessThan(0.1);
  expect(() => simulation.breakNetwork('nowhere', 1)).toThrow('nowhere');
});

test('its metrics are ones that an analyst could write, and its board names no others', () => {
  for (const metric of VIDEO_SHOWCASE.metrics)
    expect(parseMetric({ ...metric, site: 'video' }).problems).toBeUndefined();
  const ids = VIDEO_SHOWCASE.metrics.map(({ id }) => id);
  for (const { tiles = [] } of VIDEO_SHOWCASE.boards) {
    for (const tile of tiles)
      for (const id of 'metrics' in tile ? tile.metrics : [tile.metric]) expect(ids).toContain(id);
  }
});
