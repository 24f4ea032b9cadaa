import { describe, expect, it } from 'vitest';
import { EventLens } from '../../../../engine/rollups/definitions/event-lens.ts';
import type { MemberBudget } from '../../../../engine/rollups/windows/member-panes.ts';
import { createMetricWindows } from '../../../../engine/rollups/windows/open-windows.ts';
import { keptPanes, panePlan, slidingStepS } from '../../../../engine/rollups/windows/pane-plan.ts';
import type { PaneState, PaneStateKind } from '../../../../engine/rollups/windows/pane-state.ts';
import { MAX_OPEN_VISITS } from '../../../../engine/rollups/windows/session-windows.ts';
import { cellKind, memberKind, memberSetPlan } from '../../../../engine/rollups/windows/state-kind.ts';
import { placedEvent } from '../../event.ts';
import { draftOf } from './arbitrary.ts';

/** Counts the members 1, 2, 3, ... into a pane; a member comes twice. */
function countMembers<S extends PaneState<S>>(
  makeKind: (read: () => { high: number; low: number }) => PaneStateKind<S>,
) {
  const member = { high: 0, low: 0 };
  const kind = makeKind(() => member);
  const state = kind.create();
  return {
    kind,
    state,
    add(low: number, pane: number) {
      member.low = low;
      state.add(pane, pane * 10);
    },
  };
}

describe('members beyond the bound', () => {
  const hopping = panePlan({ kind: 'hopping', size_s: 30, hop_s: 10 }, 0);

  it('are not counted, and that is counted, where windows overlap', () => {
    const budget: MemberBudget = { left: 3, dropped: 0 };
    const { add, state, kind } = countMembers((read) => memberKind(hopping, read, budget));
    for (const low of [1, 2, 3, 4, 5, 1, 4]) add(low, 100);
    expect(state.window(100)).toEqual({ n: 3 });
    expect(kind.dropped).toBe(3);
  });

  it('find room again once the members before them are gone', () => {
    const budget: MemberBudget = { left: 3, dropped: 0 };
    const { add, state, kind } = countMembers((read) => memberKind(hopping, read, budget));
    for (const low of [1, 2, 3]) add(low, 100);
    state.dropBefore(200, 2_000);
    for (const low of [4, 5]) add(low, 200);
    expect([state.window(200), kind.dropped]).toEqual([{ n: 2 }, 0]);
    state.release();
    expect(budget.left).toBe(3);
  });

  it('are not counted where each window has its set', () => {
    const budget: MemberBudget = { left: 2, dropped: 0 };
    const tumbling = panePlan({ kind: 'tumbling', size_s: 10 }, 0);
    const { add, state, kind } = countMembers((read) => cellKind(tumbling, memberSetPlan(read, budget), budget));
    for (const low of [1, 2, 3, 2]) add(low, 100);
    for (const low of [7, 8]) add(low, 101);
    expect([state.window(100), state.window(101), kind.dropped]).toEqual([{ n: 2 }, { n: 2 }, 1]);
  });
});

it('visits beyond the bound are told as they are, those silent for longest first', () => {
  const windows = createMetricWindows(draftOf({ window: { kind: 'session' } }), new EventLens());
  const ts = 1_700_000_000_000;
  for (let visit = 0; visit <= MAX_OPEN_VISITS; visit++) {
    const at = ts + Math.floor(visit / 1_000);
    windows.add(placedEvent({ session_id: `s${visit}`, ts: at, received_at: at }));
  }
  expect(windows.takeChanged(ts).reduce((sum, { partial }) => sum + partial.n, 0)).toBe(MAX_OPEN_VISITS / 10);
});

describe('a sliding window', () => {
  it('keeps its history in at most thirty steps and some five hundred panes', () => {
    for (let size = 1; size <= 3_600; size += 7) {
      for (const lateness of [0, 300, 3_600]) {
        const step = slidingStepS(size, lateness);
        expect(size % step).toBe(0);
        expect(size / step).toBeLessThanOrEqual(30);
        const plan = panePlan({ kind: 'sliding', size_s: size }, lateness);
        if (step < size) expect(keptPanes(plan)).toBeLessThanOrEqual(520);
      }
    }
  });
});

it('a lens makes its readers anew once it holds ten thousand', () => {
  const lens = new EventLens();
  const first = lens.text('props.k0');
  expect(lens.text('props.k0')).toBe(first);
  for (let key = 1; key <= 10_000; key++) lens.text(`props.k${key}`);
  expect(lens.text('props.k0')).not.toBe(first);
  lens.show(placedEvent({ props: { k0: 'x' } }));
  expect(first()).toBe('x');
});
