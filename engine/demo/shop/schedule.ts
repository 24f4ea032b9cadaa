import { Random } from '../random.ts';
import { newPerson, type Person } from './population.ts';
import { newVisit, type Step } from './visit.ts';

/** A step with the time at which it happens. */
export interface TimedStep {
  /** Counted up from 0; the steps of one visit are sent one after the other. */
  visit: number;
  person: Person;
  events: Step['events'];
  atMs: number;
}

interface ScheduleOptions {
  seed: number;
  origin: string;
}

/** People who may come again. */
const MAX_KNOWN_PEOPLE = 2_000;
const RETURNS = 0.25;

/**
 * Live traffic without an end, at exactly `rate` events a second from the first second on: a step that is due goes first, and where none is due a
 * new visitor comes in. Equal for an equal seed and rate.
 */
export function* liveSchedule({ seed, origin, rate }: ScheduleOptions & { rate: number }): Generator<TimedStep> {
  const random = new Random(seed);
  const due: Pending[] = [];
  let nowMs = 0;
  for (let visits = 0; ; ) {
    let next = due[0];
    if (next === undefined || next.atMs > nowMs) {
      const person = newPerson(random);
      next = { visit: visits++, person, steps: newVisit(random, person, origin), position: 0, atMs: nowMs };
      pushByTime(due, next);
    }
    popByTime(due);
    const step = next.steps[next.position++]!;
    yield { visit: next.visit, person: next.person, events: step.events, atMs: nowMs };
    const following = next.steps[next.position];
    if (following !== undefined) pushByTime(due, { ...next, atMs: nowMs + following.afterMs });
    nowMs += (step.events.length * 1_000) / rate;
  }
}

/** The whole visits of one past day, in order of their starts; more by day than by night, fewer at the weekend. */
export function* daySchedule(
  options: ScheduleOptions & { dayStartMs: number; visits: number },
): Generator<TimedStep[]> {
  const { seed, origin, dayStartMs } = options;
  const random = new Random(seed ^ Math.floor(dayStartMs / 86_400_000));
  const weekday = new Date(dayStartMs).getUTCDay();
  const weekend = weekday === 0 || weekday === 6;
  const count = Math.round(options.visits * (weekend ? 0.7 : 1) * (0.85 + random.next() * 0.3));
  const starts = Array.from({ length: count }, () => dayStartMs + timeOfDay(random)).sort((a, b) => a - b);
  const people: Person[] = [];
  for (const [visit, startMs] of starts.entries()) {
    const person = people.length > 0 && random.chance(RETURNS) ? random.pick(people) : newPerson(random);
    if (people.length < MAX_KNOWN_PEOPLE) people.push(person);
    let atMs = startMs;
    yield newVisit(random, person, origin).map(({ afterMs, events }) => {
      atMs += afterMs;
      return { visit, person, events, atMs };
    });
  }
}

/** Busiest at 15:00 UTC, quiet twelve hours from it. */
function timeOfDay(random: Random): number {
  for (;;) {
    const hour = random.next() * 24;
    const busy = 0.55 + 0.45 * Math.cos(((hour - 15) / 12) * Math.PI);
    if (random.chance(busy)) return Math.floor(hour * 3_600_000);
  }
}

interface Pending {
  visit: number;
  person: Person;
  steps: readonly Step[];
  position: number;
  atMs: number;
}

/** A binary heap, the earliest first. */
function pushByTime(heap: Pending[], item: Pending): void {
  let at = heap.push(item) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent]!.atMs <= item.atMs) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = item;
}

function popByTime(heap: Pending[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]!.atMs < heap[child]!.atMs) child++;
    if (heap[child]!.atMs >= last.atMs) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
}
