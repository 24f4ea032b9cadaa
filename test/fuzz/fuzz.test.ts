import { describe, expect, it } from 'vitest';
import { LIMITS } from './findings.ts';
import { FrameSource } from './frames.ts';
import { fuzzRun } from './fuzz-run.ts';
import { NO_WORLD } from './world.ts';

const SHORT_FRAMES = 20_000;

const run = (frames: number, fault?: string) =>
  fuzzRun({
    seed: 20_251_123,
    first: 0,
    frames,
    roundFrames: Math.ceil(frames / 2),
    lanes: 48,
    // Only a broker that is silent has to be waited for: everybody else may be slow on a busy machine.
    patience: {
      silentMs: 50,
      hangMs: fault === 'silence' ? 2_000 : 60_000,
      settleMs: fault === undefined ? 60_000 : 2_000,
    },
    limits: LIMITS,
    fault,
    report: () => undefined,
  });

describe('the broker under damaged requests', () => {
  it('neither crashes nor hangs nor grows, answers rightly, serves others meanwhile, and keeps its log sound', async () => {
    const result = await run(SHORT_FRAMES);
    expect(result.findings).toEqual([]);
    expect(result.frames).toBe(SHORT_FRAMES);
    expect(result.controlRecords).toBeGreaterThan(0);
    expect(result.outcomes).toMatchObject({ answered: expect.any(Number), 'hung-up': expect.any(Number) });
  }, 300_000);
});

/** What a faulty broker does, and how a finding of it begins. */
const FAULTS: readonly (readonly [string, RegExp])[] = [
  ['crash', /^the broker ended: exit code 3/],
  ['rejection', /^the broker ended: exit code 1[\s\S]*nobody looks after me/],
  ['silence', /no answer within|half-closed|did not end/],
  ['otherAnswer', /^an answer to|^the control client: answer to/],
  ['errorLog', /^the broker logged an error: a planted error/],
  ['timers', /^Timeout: /],
  ['memory', /^memory in use, bytes: /],
];

describe('the fuzzer', () => {
  it.each(FAULTS)(
    'notices a broker with the fault "%s"',
    async (fault, finding) => {
      const { findings } = await run(1_000, fault);
      expect(findings.map(({ what }) => what)).toContainEqual(expect.stringMatching(finding));
    },
    120_000,
  );

  it('sends the same frames for the same seed, and others for another', () => {
    const frames = (seed: number) => {
      const source = new FrameSource(seed, NO_WORLD);
      return Array.from({ length: 300 }, (_, number) => source.at(number));
    };
    expect(frames(5)).toEqual(frames(5));
    expect(frames(6)).not.toEqual(frames(5));
  }, 120_000);
});
