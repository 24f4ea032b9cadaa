import type { OffsetVector } from '../../engine/live/protocol.ts';

/** Events that the live feed has seen and the figures have not: both vectors name the next offset of each partition. */
export function eventsBehind(live: OffsetVector, covered: OffsetVector): number {
  return Object.entries(live).reduce(
    (sum, [partition, next]) => sum + Math.max(0, next - (covered[partition] ?? 0)),
    0,
  );
}
