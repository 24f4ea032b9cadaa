/** Where a group is to go on: the ends of the log, an offset, a moment, or so many records on or back. */
export type ResetTarget =
  | { readonly kind: 'earliest' | 'latest' }
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'time'; readonly timestampMs: number }
  | { readonly kind: 'shift'; readonly by: number };

/** A partition as the plan needs it. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly committed: number | null;
  readonly earliest: number;
  readonly latest: number;
  /** First offset at or after the moment asked for; -1 for none. Only looked at for a time. */
  readonly atTime: number;
}

export interface PlannedReset {
  readonly topic: string;
  readonly partition: number;
  readonly from: number | null;
  readonly to: number;
}

/** The offsets that follow, each kept within its partition. A shift of a partition without a commit counts from its first offset. */
export function planReset(target: ResetTarget, positions: readonly Position[]): PlannedReset[] {
  return positions.map((position) => {
    const { topic, partition, committed, earliest, latest } = position;
    const to = Math.min(Math.max(wanted(target, position), earliest), latest);
    return { topic, partition, from: committed, to };
  });
}

function wanted(target: ResetTarget, { committed, earliest, latest, atTime }: Position): number {
  switch (target.kind) {
    case 'earliest':
      return earliest;
    case 'latest':
      return latest;
    case 'offset':
      return target.offset;
    case 'time':
      return atTime < 0 ? latest : atTime;
    case 'shift':
      return (committed ?? earliest) + target.by;
  }
}
