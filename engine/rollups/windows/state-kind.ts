import type { Accumulator, AccumulatorPlan } from '../aggregates/accumulator.ts';
import { Count } from '../aggregates/count.ts';
import { bucketOf, DdSketch } from '../aggregates/dd-sketch.ts';
import { capacityFor, FrequentValues } from '../aggregates/frequent-values.ts';
import { HyperLogLog } from '../aggregates/hyperloglog.ts';
import { MemberSet } from '../aggregates/member-set.ts';
import { Moments } from '../aggregates/moments.ts';
import type { Aggregate } from '../definitions/definition.ts';
import type { EventLens, HashWords } from '../definitions/event-lens.ts';
import type { Field } from '../definitions/fields.ts';
import { CellPanes } from './cell-panes.ts';
import { type MemberBudget, MemberPanes } from './member-panes.ts';
import type { PanePlan } from './pane-plan.ts';
import type { PaneStateKind } from './pane-state.ts';

/**
 * Visitors or sessions that a metric holds in one partition: of each window, or of all windows together where they
 * overlap. More are not counted, and that is counted.
 */
export const MAX_MEMBERS = 4_000_000;

/** Panes as accumulators of one kind; `budget` where that kind has a bound. */
export function cellKind<A extends Accumulator<A>>(
  plan: PanePlan,
  kind: AccumulatorPlan<A>,
  budget: Pick<MemberBudget, 'dropped'> = { dropped: 0 },
): PaneStateKind<CellPanes<A>> {
  return {
    create: () => new CellPanes(plan, kind),
    decode: (reader) => CellPanes.decode(plan, kind, reader),
    has: kind.has,
    get dropped() {
      return budget.dropped;
    },
  };
}

/** Panes of visitors or sessions whose windows overlap. */
export function memberKind(plan: PanePlan, read: () => HashWords, budget: MemberBudget): PaneStateKind<MemberPanes> {
  return {
    create: () => new MemberPanes(plan, read, budget),
    decode: (reader) => MemberPanes.decode(plan, read, budget, reader),
    get dropped() {
      return budget.dropped;
    },
  };
}

export function countPlan(): AccumulatorPlan<Count> {
  return {
    create: () => new Count(),
    decode: Count.decode,
    add: (to) => {
      to.n++;
    },
  };
}

export function momentsPlan(number: () => number): AccumulatorPlan<Moments> {
  return {
    create: () => new Moments(),
    decode: Moments.decode,
    has: () => !Number.isNaN(number()),
    add: (to) => to.add(number()),
  };
}

/** Each window holds at most `budget.left` members. */
export function memberSetPlan(read: () => HashWords, budget: MemberBudget): AccumulatorPlan<MemberSet> {
  return {
    create: () => new MemberSet(),
    decode: MemberSet.decode,
    add: (to) => {
      const { high, low } = read();
      if (to.size < budget.left || to.has(high, low)) to.add(high, low);
      else budget.dropped++;
    },
  };
}

export function distinctPlan(field: Field, lens: EventLens): AccumulatorPlan<HyperLogLog> {
  const text = lens.text(field);
  const read = lens.hash(field);
  return {
    create: () => new HyperLogLog(),
    decode: HyperLogLog.decode,
    has: () => text() !== '',
    add: (to) => {
      const { high, low } = read();
      to.add(high, low);
    },
  };
}

export function sketchPlan(number: () => number, bucket: () => number): AccumulatorPlan<DdSketch> {
  return {
    create: () => new DdSketch(),
    decode: DdSketch.decode,
    has: () => !Number.isNaN(number()),
    add: (to) => to.add(number(), bucket()),
  };
}

export function topPlan(
  { of, k }: Extract<Aggregate, { kind: 'top' }>,
  lens: EventLens,
): AccumulatorPlan<FrequentValues> {
  const capacity = capacityFor(k);
  const label = lens.label(of);
  return {
    create: () => new FrequentValues(capacity),
    decode: (reader) => FrequentValues.decode(reader, capacity),
    has: () => label() !== '',
    add: (to) => to.add(label()),
  };
}

/** The bucket of a field's number, once an event whoever asks. */
export function bucketReader(field: Field, lens: EventLens): () => number {
  return lens.derived('bucket', field, bucketOf);
}
