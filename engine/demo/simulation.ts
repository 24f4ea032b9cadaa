/** An event before it has an id: what happened to whom. */
export interface Happening {
  name: string;
  visitor: string;
  /** ms since the epoch. */
  ts: number;
  props: Record<string, string | number | boolean>;
}

/** A world that is made up, moment by moment: equal for an equal seed and equal moments. */
export interface Simulation {
  /** Everything that happens until then, ms, in the order of its times. */
  advance(untilMs: number): Happening[];
}
