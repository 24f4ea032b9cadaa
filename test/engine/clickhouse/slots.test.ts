import { expect, test } from 'vitest';
import { createSlots, SlotsFullError } from '../../../engine/clickhouse/slots.ts';

test('runs at most its size at once, the rest in the order they came', async () => {
  const slots = createSlots(2, 10);
  const started: number[] = [];
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const works = gates.map((gate, i) =>
    slots.run(async () => {
      started.push(i);
      await gate.promise;
    }),
  );
  await Promise.resolve();
  expect(started).toEqual([0, 1]);
  expect(slots.waiting).toBe(3);
  gates[1]!.resolve();
  await works[1];
  expect(started).toEqual([0, 1, 2]);
  for (const gate of gates) gate.resolve();
  await Promise.all(works);
  expect(started).toEqual([0, 1, 2, 3, 4]);
  expect([slots.running, slots.waiting]).toEqual([0, 0]);
});

test('refuses what is over its line at once, and goes on after a failure', async () => {
  const slots = createSlots(1, 1);
  const gate = Promise.withResolvers<void>();
  const first = slots.run(() => gate.promise);
  const second = slots.run(async () => 'second');
  await expect(slots.run(async () => 'third')).rejects.toBeInstanceOf(SlotsFullError);
  gate.reject(new Error('failed'));
  await expect(first).rejects.toThrow('failed');
  expect(await second).toBe('second');
  expect(slots.running).toBe(0);
});
