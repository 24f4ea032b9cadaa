import { describe, expect, it } from 'vitest';
import { shopPage } from '../../../../engine/demo/shop/pages.ts';
import { daySchedule, liveSchedule, type TimedStep } from '../../../../engine/demo/shop/schedule.ts';

const ORIGIN = 'https://shop.example';
const DAY = Date.UTC(2026, 4, 13);

function live(seed: number, rate: number, steps: number): TimedStep[] {
  return [...liveSchedule({ seed, rate, origin: ORIGIN }).take(steps)];
}

describe('live traffic', () => {
  it('is the same for the same seed and another for another', () => {
    expect(live(7, 50, 500)).toEqual(live(7, 50, 500));
    expect(live(8, 50, 500)).not.toEqual(live(7, 50, 500));
  });

  it.each([5, 50, 2_000])('keeps its rate of %i events a second from the first second on', (rate) => {
    const steps = live(1, rate, rate * 6);
    for (const second of [0, 1, 3]) {
      const within = steps.filter(({ atMs }) => atMs >= second * 1_000 && atMs < (second + 1) * 1_000);
      const events = within.reduce((sum, step) => sum + step.events.length, 0);
      expect(Math.abs(events - rate)).toBeLessThanOrEqual(2);
    }
  });

  it('sends the steps of a visit in order, begun by a page view', () => {
    const steps = live(3, 100, 5_000);
    const seen = new Set<number>();
    for (const { visit, events } of steps) {
      if (!seen.has(visit)) expect(events.map(({ name }) => name)).toEqual(['pageview']);
      seen.add(visit);
    }
    expect(seen.size).toBeGreaterThan(300);
    expect(steps.every(({ atMs }, at) => at === 0 || atMs >= steps[at - 1]!.atMs)).toBe(true);
  });

  it('goes through the whole funnel, fewer at each step', () => {
    const names = live(1, 100, 20_000).flatMap(({ events }) => events.map(({ name }) => name));
    const count = (name: string): number => names.filter((other) => other === name).length;
    const funnel = ['pageview', 'add_to_cart', 'begin_checkout', 'purchase'].map(count);
    expect(funnel).toEqual([...funnel].sort((a, b) => b - a));
    expect(funnel.at(-1)).toBeGreaterThan(20);
  });

  it('visits pages that the shop has, and gives each event an id of its own', () => {
    const events = live(1, 100, 5_000).flatMap((step) => step.events);
    const paths = new Set(events.map(({ url }) => new URL(url).pathname));
    expect([...paths].filter((path) => shopPage(path, { webUrl: '', site: 'x' }) === null)).toEqual([]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });
});

describe('a past day', () => {
  const day = (seed: number): TimedStep[][] => [...daySchedule({ seed, origin: ORIGIN, dayStartMs: DAY, visits: 300 })];

  it('is the same for the same seed', () => {
    expect(day(1)).toEqual(day(1));
  });
  it('starts its visits within the day, in order', () => {
    const starts = day(1).map(([first]) => first!.atMs);
    expect(starts.length).toBeGreaterThan(200);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(starts[0]).toBeGreaterThanOrEqual(DAY);
    expect(starts.at(-1)).toBeLessThan(DAY + 86_400_000);
  });
  it('sees some people twice', () => {
    const people = day(1).map(([first]) => first!.person.id);
    expect(new Set(people).size).toBeLessThan(people.length);
  });
});
