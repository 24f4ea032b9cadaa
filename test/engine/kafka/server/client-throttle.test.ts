import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClientQuotas } from '../../../../engine/kafka/cluster/client-quotas.ts';
import { ClientThrottle } from '../../../../engine/kafka/server/quotas/client-throttle.ts';
import { LeakyBucket } from '../../../../engine/kafka/server/quotas/leaky-bucket.ts';

describe('a leaky bucket', () => {
  it('lets a burst pass that ten seconds at the rate would allow, and makes a greater one wait for the rest', () => {
    const bucket = new LeakyBucket(0);
    expect(bucket.add(10_000, 1_000, 0)).toBe(0);
    expect(bucket.add(500, 1_000, 0)).toBe(500);
    expect(bucket.add(500, 1_000, 1_000)).toBe(0);
  });

  it('is empty once the rate has made up for what was used', () => {
    const bucket = new LeakyBucket(0);
    bucket.add(2_000, 1_000, 0);
    expect([bucket.isEmpty(1_999), bucket.isEmpty(2_000)]).toEqual([false, true]);
  });

  it('holds whoever waits as long as it says to the rate', () => {
    const requests = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 30_000 }), idleMs: fc.nat(3_000) }), {
      maxLength: 400,
    });
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 5_000 }), (made, limit) => {
        const bucket = new LeakyBucket(0);
        let [nowMs, total] = [0, 0];
        for (const { bytes, idleMs } of made) {
          nowMs += idleMs;
          total += bytes;
          nowMs += bucket.add(bytes, limit, nowMs);
        }
        expect(total).toBeLessThanOrEqual((limit * nowMs) / 1000 + 10 * limit + 1);
      }),
    );
  });
});

describe('whose quota holds', () => {
  const quotas = new ClientQuotas();
  const set = (entity: Parameters<ClientQuotas['of']>[0], producer_byte_rate: number) =>
    quotas.set({ entity, values: { producer_byte_rate } });
  const limitOf = (user: string, clientId: string) => quotas.limitFor('producer_byte_rate', user, clientId)?.limit;

  it('is decided from the most specific entity to the least, users before client ids', () => {
    const entities = [
      { 'client-id': null },
      { 'client-id': 'app' },
      { user: null },
      { user: null, 'client-id': null },
      { user: null, 'client-id': 'app' },
      { user: 'ann' },
      { user: 'ann', 'client-id': null },
      { user: 'ann', 'client-id': 'app' },
    ];
    expect(limitOf('ann', 'app')).toBeUndefined();
    for (const [index, entity] of entities.entries()) {
      set(entity, index + 1);
      expect(limitOf('ann', 'app')).toBe(index + 1);
    }
    expect([limitOf('ann', 'x'), limitOf('bob', 'app'), limitOf('bob', 'x')]).toEqual([7, 5, 4]);
  });

  it('is shared by all that fall under it together, and by nobody else', () => {
    let nowMs = 0;
    const shared = new ClientQuotas();
    shared.set({ entity: { user: 'ann' }, values: { producer_byte_rate: 1_000 } });
    const throttle = new ClientThrottle({ quotas: () => shared, now: () => nowMs });
    const use = (user: string, clientId: string, bytes: number) =>
      throttle.record('producer_byte_rate', { principal: `User:${user}`, clientId }, bytes);
    expect(use('ann', 'a', 6_000)).toBe(0);
    expect(use('ann', 'b', 6_000)).toBe(2_000);
    expect(use('bob', 'a', 1_000_000)).toBe(0);
    nowMs = 60_000;
    expect(use('ann', 'a', 1)).toBe(0);
  });

  it('bounds what is used in one go, where there is one', () => {
    const some = new ClientQuotas();
    const throttle = new ClientThrottle({ quotas: () => some, now: () => 0 });
    const client = { principal: 'User:ann', clientId: 'a' };
    expect(throttle.isOn).toBe(false);
    expect(throttle.mostAtOnce('consumer_byte_rate', client)).toBe(Number.POSITIVE_INFINITY);
    some.set({ entity: { 'client-id': 'a' }, values: { consumer_byte_rate: 1_000 } });
    expect(throttle.isOn).toBe(true);
    expect(throttle.mostAtOnce('consumer_byte_rate', client)).toBe(10_000);
  });
});
