import { describe, expect, it } from 'vitest';
import { createReadiness } from '../../../engine/web/readiness.ts';

describe('readiness', () => {
  it('is there once every probe finds nothing missing', async () => {
    const ready = createReadiness([{ name: 'store', check: async () => null }]);
    expect(await ready()).toEqual({ ready: true, checks: { store: { ok: true } } });
  });

  it('says which probe failed, rejected or did not answer in time, and waits for none for long', async () => {
    const ready = createReadiness([
      { name: 'fine', check: async () => null },
      { name: 'missing', check: async () => 'no schema' },
      { name: 'broken', check: () => Promise.reject(new Error('refused')) },
      { name: 'stuck', check: () => new Promise(() => {}) },
    ]);
    const { ready: all, checks } = await ready();
    expect(all).toBe(false);
    expect(checks.fine).toEqual({ ok: true });
    expect(checks.missing).toEqual({ ok: false, reason: 'no schema' });
    expect(checks.broken).toEqual({ ok: false, reason: 'refused' });
    expect(checks.stuck).toMatchObject({ ok: false });
  });

  it('asks once for callers at one time', async () => {
    let asked = 0;
    const ready = createReadiness([{ name: 'store', check: async () => String(++asked) }]);
    await Promise.all([ready(), ready(), ready()]);
    expect(asked).toBe(1);
  });
});
