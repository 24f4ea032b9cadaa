import { expect } from 'vitest';
import type { MetricDraft } from '../../../../engine/rollups/definitions/definition.ts';
import type { MetricWindows } from '../../../../engine/rollups/windows/metric-windows.ts';
import type { WindowRow } from '../../../../engine/rollups/windows/row.ts';
import { expectCounted } from './expectation.ts';
import { type ModelRow, rowKey } from './model.ts';

/** Takes rows up as the store and the topic do: the last of each window and row remains. */
export function upsert(rows: Map<string, WindowRow>, taken: readonly WindowRow[]): void {
  for (const row of taken) rows.set(rowKey(row), row);
}

export function expectSame(definition: MetricDraft, rows: Map<string, WindowRow>, model: Map<string, ModelRow>): void {
  expect([...rows.keys()].sort()).toEqual([...model.keys()].sort());
  for (const [key, row] of rows) {
    const wanted = model.get(key)!;
    expect([row.start, row.end]).toEqual([wanted.start, wanted.end]);
    expectCounted(definition, row.partial, wanted.events);
  }
}

/** Ends the log: everything closes and is let go of. */
export function finish(windows: MetricWindows): WindowRow[] {
  windows.advance(windows.clock + 100 * 3_600_000);
  return windows.takeClosed();
}
