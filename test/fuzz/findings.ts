import type { FuzzFrame } from './frames.ts';
import type { Measured } from './process-weight.ts';

/** Something that must not be, and the frames that may have brought it about. */
export interface Finding {
  readonly what: string;
  readonly suspects: readonly FuzzFrame[];
}

/** How much more the broker may weigh after a round than before the first, everything tidied up. */
export interface Limits {
  /** Resident memory at any moment. */
  readonly peakRssBytes: number;
  /** Heap and buffers in use. */
  readonly grownBytes: number;
  readonly connections: number;
  readonly timers: number;
  readonly descriptors: number;
}

const MB = 1024 * 1024;

export const LIMITS: Limits = {
  peakRssBytes: 1024 * MB,
  grownBytes: 96 * MB,
  // The control client may be between two connections.
  connections: 1,
  timers: 8,
  // The broker keeps up to 512 files of its partitions open.
  descriptors: 520,
};

/** What is over its limit. */
export function roundFaults(before: Measured, now: Measured, limits: Limits): string[] {
  const faults: string[] = [];
  const expect = (what: string, is: number, most: number): void => {
    if (is > most) faults.push(`${what}: ${is}, at most ${most}`);
  };
  const used = ({ heapBytes, externalBytes }: Measured): number => heapBytes + externalBytes;
  expect('resident memory at its peak, bytes', now.peakRssBytes, limits.peakRssBytes);
  expect('memory in use, bytes', used(now), used(before) + limits.grownBytes);
  for (const [kind, more] of [
    ['TCPSocketWrap', limits.connections],
    ['Timeout', limits.timers],
  ] as const) {
    expect(kind, now.resources[kind] ?? 0, (before.resources[kind] ?? 0) + more);
  }
  if (now.descriptors !== null && before.descriptors !== null) {
    expect('open files', now.descriptors, before.descriptors + limits.descriptors);
  }
  return faults;
}
