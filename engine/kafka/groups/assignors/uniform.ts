import type { Assignment } from './assignment.ts';
import type { AssignedMember } from './assignor.ts';

/** A member while partitions are given out. */
interface Share {
  readonly member: AssignedMember;
  readonly topics: Map<string, Set<number>>;
  load: number;
}

type Subscribers = ReadonlyMap<string, readonly Share[]>;

/**
 * As many partitions to each member as the others have, with as few moved as that takes. A member keeps what it had, free partitions go to
 * whoever has least, then partitions move from a member to a subscriber that has at least two fewer, through others where it has no
 * topic in common with it. Where no such chain is left no assignment is more even: it is an optimal semi-matching (Harvey, Ladner,
 * Lovász and Tamir, 2006). With equal subscriptions loads differ by one at most.
 */
export function assignUniformly(
  members: readonly AssignedMember[],
  partitionsOf: (topicId: string) => number,
): ReadonlyMap<string, Assignment> {
  const shares = members.map((member): Share => ({ member, topics: new Map(), load: 0 }));
  const subscribers = subscribersOf(shares);
  const taken = new Map([...subscribers.keys()].map((topicId) => [topicId, new Set<number>()]));
  for (const share of shares) keepPrevious(share, taken, partitionsOf);
  const scarceFirst = [...subscribers].sort(([, a], [, b]) => a.length - b.length);
  for (const [topicId, consumers] of scarceFirst) {
    const count = partitionsOf(topicId);
    for (let partition = 0; partition < count; partition++) {
      if (!taken.get(topicId)!.has(partition)) give(leastLoaded(consumers, topicId), topicId, partition);
    }
  }
  balance(shares, subscribers);
  return new Map(shares.map(({ member, topics }) => [member.memberId, topics]));
}

function subscribersOf(shares: readonly Share[]): Subscribers {
  const subscribers = new Map<string, Share[]>();
  for (const share of shares) {
    for (const topicId of share.member.topicIds) {
      const known = subscribers.get(topicId);
      if (known) known.push(share);
      else subscribers.set(topicId, [share]);
    }
  }
  return subscribers;
}

function keepPrevious(
  share: Share,
  taken: ReadonlyMap<string, Set<number>>,
  partitionsOf: (topicId: string) => number,
): void {
  for (const topicId of share.member.topicIds) {
    const others = taken.get(topicId)!;
    for (const partition of share.member.previous.get(topicId) ?? []) {
      if (partition >= partitionsOf(topicId) || others.has(partition)) continue;
      others.add(partition);
      give(share, topicId, partition);
    }
  }
}

function give(share: Share, topicId: string, partition: number): void {
  const partitions = share.topics.get(topicId);
  if (partitions) partitions.add(partition);
  else share.topics.set(topicId, new Set([partition]));
  share.load++;
}

function take(share: Share, topicId: string, partition: number): void {
  const partitions = share.topics.get(topicId)!;
  partitions.delete(partition);
  if (partitions.size === 0) share.topics.delete(topicId);
  share.load--;
}

/** Of those with the least, one with few of this topic, so that each topic spreads too. */
function leastLoaded(consumers: readonly Share[], topicId: string): Share {
  const ofTopic = (share: Share): number => share.topics.get(topicId)?.size ?? 0;
  let best = consumers[0]!;
  for (const share of consumers) {
    if (share.load < best.load || (share.load === best.load && ofTopic(share) < ofTopic(best))) best = share;
  }
  return best;
}

/** Each move makes the sum of squared loads smaller, so there is an end. */
function balance(shares: readonly Share[], subscribers: Subscribers): void {
  const settled = new Set<Share>();
  for (let from = heaviest(shares, settled); from; from = heaviest(shares, settled)) {
    const { chain, reached } = findLighter(from, subscribers);
    if (chain) {
      moveAlong(chain);
      settled.clear();
    } else {
      // Whoever can be reached has nearly as much, and reaches no one else: none of them can give anything away either.
      for (const share of reached) settled.add(share);
    }
  }
}

/** Undefined where the rest differs by one at most. */
function heaviest(shares: readonly Share[], settled: ReadonlySet<Share>): Share | undefined {
  let [most, least]: [Share | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const share of shares) {
    least = Math.min(least, share.load);
    if (!settled.has(share) && share.load > (most?.load ?? 0)) most = share;
  }
  return most && most.load - least >= 2 ? most : undefined;
}

/** One step of a chain: `from` gives a partition of the topic to `to`. */
interface Step {
  readonly from: Share;
  readonly topicId: string;
  readonly to: Share;
}

/** The shortest chain from a member to one with at least two fewer, breadth first; of equally near ones to that with least. */
function findLighter(from: Share, subscribers: Subscribers): { chain: Step[] | null; reached: ReadonlySet<Share> } {
  const cameBy = new Map<Share, Step>();
  const reached = new Set([from]);
  const expanded = new Set<string>();
  let ring = [from];
  while (ring.length > 0) {
    const next: Share[] = [];
    for (const share of ring) {
      for (const topicId of ownTopics(share)) {
        if (expanded.has(topicId)) continue;
        expanded.add(topicId);
        for (const to of subscribers.get(topicId)!) {
          if (reached.has(to)) continue;
          reached.add(to);
          cameBy.set(to, { from: share, topicId, to });
          next.push(to);
        }
      }
    }
    const lightest = next.reduce<Share | null>((best, share) => (best && best.load <= share.load ? best : share), null);
    if (lightest && lightest.load <= from.load - 2) return { chain: chainTo(lightest, cameBy), reached };
    ring = next;
  }
  return { chain: null, reached };
}

/** Those of which it has most first. */
const ownTopics = ({ topics }: Share): string[] =>
  [...topics].sort(([, a], [, b]) => b.size - a.size).map(([topicId]) => topicId);

function chainTo(last: Share, cameBy: ReadonlyMap<Share, Step>): Step[] {
  const chain: Step[] = [];
  for (let step = cameBy.get(last); step; step = cameBy.get(step.from)) chain.unshift(step);
  return chain;
}

function moveAlong(chain: readonly Step[]): void {
  for (const { from, topicId, to } of chain) {
    const partition = cheapest(from, topicId, to);
    take(from, topicId, partition);
    give(to, topicId, partition);
  }
}

/** Rather one that comes home, or that was free before, than one that is taken from its owner; of equal ones the highest, as Kafka does. */
function cheapest(from: Share, topicId: string, to: Share): number {
  const [home, own] = [to.member.previous.get(topicId), from.member.previous.get(topicId)];
  const costOf = (partition: number): number => (home?.has(partition) ? 0 : own?.has(partition) ? 2 : 1);
  const descending = [...from.topics.get(topicId)!].sort((a, b) => b - a);
  return descending.reduce((best, each) => (costOf(each) < costOf(best) ? each : best));
}
