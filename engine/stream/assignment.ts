/** A member of the group, and which partitions of the topic it held until now. */
export interface Claimant {
  memberId: string;
  owned: number[];
}

/**
 * Shares partitions 0..count-1 among the members: none gets two more than another, and a partition stays where it is as
 * far as that allows (its task then keeps its state). A pure function: whichever member leads decides the same.
 */
export function assignPartitions(count: number, members: readonly Claimant[]): Map<string, number[]> {
  const sorted = members.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const share = Math.floor(count / sorted.length);
  let larger = count % sorted.length;
  const free = new Set(Array.from({ length: count }, (_, partition) => partition));
  const assigned = new Map<string, number[]>();
  for (const { memberId, owned } of sorted) {
    const kept = [...new Set(owned)].filter((partition) => free.has(partition)).toSorted((a, b) => a - b);
    const mayKeep = kept.length > share && larger > 0 ? share + 1 : share;
    if (kept.length > share && larger > 0) larger--;
    const mine = kept.slice(0, mayKeep);
    for (const partition of mine) free.delete(partition);
    assigned.set(memberId, mine);
  }
  const rest = [...free];
  for (const mine of assigned.values()) while (mine.length < share) mine.push(rest.shift()!);
  for (const mine of assigned.values()) {
    if (rest.length > 0 && mine.length === share) mine.push(rest.shift()!);
    mine.sort((a, b) => a - b);
  }
  return assigned;
}
