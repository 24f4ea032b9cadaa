/** What every bench in this folder exports as its default. */
export interface Bench {
  name: string;
  description: string;
  /** Runs it and cleans up after itself; throws where a figure cannot be trusted (a lost event, a failed process). */
  run(options: { seconds: number }): Promise<BenchResult>;
}

export interface BenchResult {
  /** The table, in the order of its rows. */
  rows: Array<Record<string, string | number>>;
  /** The same figures for programs: name (unit last) -> number. */
  figures: Record<string, number>;
}
