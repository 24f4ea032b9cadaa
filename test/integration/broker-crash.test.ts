import { describe, expect, it } from 'vitest';
import { type BrokerRun, brokerRun } from '../crash/broker/broker-run.ts';
import { violations } from '../crash/broker/checker.ts';
import { PLANTS, type Plant } from '../crash/broker/plant.ts';

/** One run for all that is asked of it. */
const running: Promise<BrokerRun> = brokerRun({ rounds: 4, seed: 1, librdkafka: true, report: () => undefined });
running.catch(() => undefined);

describe('the broker killed with kill -9 under plain, idempotent and transactional load', () => {
  it('keeps what it acknowledged, once and in order, and transactions whole', async () => {
    const { counts, faults } = await running;
    expect(faults).toEqual([]);
    expect(counts.kills).toBe(5);
    for (const [name, count] of Object.entries(counts)) {
      // What a kill has to hit for these to happen it may have missed.
      if (/Unknown|Resumed|WhileStarting|SentAgain|violations|Aborts/.test(name)) continue;
      expect({ name, count }).toMatchObject({ count: expect.any(Number) });
      expect(count).toBeGreaterThan(0);
    }
  }, 180_000);

  it.each(Object.keys(PLANTS) as Plant[])(
    'would not pass with a planted fault: %s',
    async (plant) => {
      const { history, contents } = await running;
      expect(violations(...PLANTS[plant](history, contents))).not.toEqual([]);
    },
    180_000,
  );
});
