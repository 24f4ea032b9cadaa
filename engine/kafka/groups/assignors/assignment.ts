/** Partitions by topic id. Never holds an empty set, and is never changed in place. */
export type Assignment = ReadonlyMap<string, ReadonlySet<number>>;

export const NO_PARTITIONS: Assignment = new Map();

/** Partitions of one topic as requests and responses carry them. */
export interface TopicPartitions {
  readonly topicId: string;
  readonly partitions: readonly number[];
}

/** A topic may be listed more than once: its partitions add up. */
export function assignmentOf(topics: readonly TopicPartitions[]): Assignment {
  const assignment = new Map<string, Set<number>>();
  for (const { topicId, partitions } of topics) {
    if (partitions.length === 0) continue;
    const known = assignment.get(topicId);
    if (known) for (const partition of partitions) known.add(partition);
    else assignment.set(topicId, new Set(partitions));
  }
  return assignment;
}

/** In the order of topics and, within one, of partitions. */
export function topicPartitionsOf(assignment: Assignment): { topicId: string; partitions: number[] }[] {
  return [...assignment].map(([topicId, partitions]) => ({
    topicId,
    partitions: [...partitions].sort((a, b) => a - b),
  }));
}

export function sameAssignment(a: Assignment, b: Assignment): boolean {
  return a === b || (a.size === b.size && isSubset(a, b) && partitionCount(a) === partitionCount(b));
}

export function isSubset(part: Assignment, whole: Assignment): boolean {
  for (const [topicId, partitions] of part) {
    const others = whole.get(topicId);
    if (!others) return false;
    for (const partition of partitions) if (!others.has(partition)) return false;
  }
  return true;
}

export function intersects(a: Assignment, b: Assignment): boolean {
  for (const [topicId, partitions] of a) {
    for (const partition of partitions) if (b.get(topicId)?.has(partition)) return true;
  }
  return false;
}

export function partitionCount(assignment: Assignment): number {
  let count = 0;
  for (const partitions of assignment.values()) count += partitions.size;
  return count;
}

/** The partitions that the test takes. */
export function filtered(assignment: Assignment, takes: (topicId: string, partition: number) => boolean): Assignment {
  const kept = new Map<string, Set<number>>();
  for (const [topicId, partitions] of assignment) {
    const some = new Set([...partitions].filter((partition) => takes(topicId, partition)));
    if (some.size > 0) kept.set(topicId, some);
  }
  return kept;
}

export function union(a: Assignment, b: Assignment): Assignment {
  if (b.size === 0) return a;
  const all = new Map<string, ReadonlySet<number>>(a);
  for (const [topicId, partitions] of b) all.set(topicId, new Set([...(all.get(topicId) ?? []), ...partitions]));
  return all;
}
