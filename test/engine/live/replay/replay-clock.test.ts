import { expect, test } from 'vitest';
import { ReplayClock } from '../../../../engine/live/replay/replay-clock.ts';

test('runs as many times faster as it is told', () => {
  const clock = new ReplayClock(1_000, 10, 0);
  expect(clock.now(100)).toBe(2_000);
  clock.setSpeed(1, 100);
  expect(clock.now(300)).toBe(2_200);
  clock.setSpeed(0, 300);
  expect(clock.now(10_000)).toBe(2_200);
});

test('stands still while it is held, and goes on from there with the speed it has then', () => {
  const clock = new ReplayClock(1_000, 2, 0);
  clock.hold(1_150, 100);
  expect(clock.isHeld).toBe(true);
  expect(clock.now(5_000)).toBe(1_150);
  clock.setSpeed(4, 5_000);
  expect(clock.now(6_000)).toBe(1_150);
  clock.release(6_000);
  expect(clock.now(6_010)).toBe(1_190);
});
