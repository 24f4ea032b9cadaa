import { z } from 'zod';

/**
 * What one partition knows of one window: JSON that merges with the other partitions' (`mergePartials`) and then
 * becomes a value (`metricValue`). Which fields it has depends on the aggregate.
 */
export const partialAggregate = z.object({
  /**
   * What was counted: events; those of them that had a value where the aggregate reads a field; visitors or sessions
   * where it is `unique`; visits where the window is a session.
   */
  n: z.number(),
  /** sum, average, minimum, maximum, quantile, session. `min` and `max` are absent where n is 0. */
  sum: z.number().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** distinct: a HyperLogLog, base64. */
  hll: z.string().optional(),
  /** quantile and session: a DDSketch, base64. */
  sketch: z.string().optional(),
  /** top: value, count, and by how much the count may be too low; the most frequent first. */
  top: z.array(z.tuple([z.string(), z.number(), z.number()])).optional(),
  /** top: how often a value that is not listed may have been there at most. */
  absent: z.number().optional(),
});
export type PartialAggregate = z.output<typeof partialAggregate>;
