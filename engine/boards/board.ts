import { z } from 'zod';
import { SITE_NAME } from '../events/event.ts';

/** A board is an analyst's own page of tiles; each tile shows metrics, live and over the chosen time. */
export const BOARD_ID = /^[a-z0-9-]{1,64}$/;
const MAX_TILES = 24;
export const BOARD_COLUMNS = 12;
const MAX_ROWS = 8;

const metric = z.string().regex(BOARD_ID, 'takes a metric id');
const metrics = z.array(metric).min(1, 'takes at least one metric').max(6, 'takes at most 6 metrics');

const shared = {
  title: z.string('takes a text').trim().min(1, 'takes a text').max(80, 'takes at most 80 characters'),
  /** Of the board's 12 columns; all 12 on a phone. */
  columns: z.int().min(2, 'takes 2 to 12').max(BOARD_COLUMNS, 'takes 2 to 12').default(6),
  /** Of about 90 px each. */
  rows: z.int().min(1, 'takes 1 to 8').max(MAX_ROWS, 'takes 1 to 8').default(3),
};

/** What a tile shows, and how. */
export const tile = z.discriminatedUnion('kind', [
  /** The current value, large, over a line of its recent past; a metric with quantiles shows each of them. */
  z.strictObject({ kind: z.literal('number'), metric, ...shared }),
  /** Lines over time: one a metric, quantile or dimension value. */
  z.strictObject({ kind: z.literal('line'), metrics, ...shared }),
  /** Dimension values, or the values of a top list, in the order of their size. */
  z.strictObject({ kind: z.literal('bars'), metric, ...shared }),
  /** Rows of dimension values with a column for each metric; all have the same dimensions. */
  z.strictObject({ kind: z.literal('table'), metrics, ...shared }),
  /** H3 cells on a map, coloured by the first metric; all have one dimension, an H3 index. */
  z.strictObject({ kind: z.literal('hexmap'), metrics, ...shared }),
  /** Steps of a funnel: values of the metric's one dimension in this order, with the share that goes on. */
  z.strictObject({
    kind: z.literal('funnel'),
    metric,
    steps: z.array(z.string().min(1).max(120)).min(2, 'takes at least 2 steps').max(10, 'takes at most 10 steps'),
    ...shared,
  }),
]);
export type Tile = z.output<typeof tile>;

/** What an analyst writes. */
export const boardDraft = z.strictObject({
  id: z.string().regex(BOARD_ID, 'takes 1 to 64 of a-z, 0-9 and -'),
  site: z.string().regex(SITE_NAME, 'takes 1 to 64 of a-z, 0-9, . and -'),
  name: z.string('takes a text').trim().min(1, 'takes a text').max(80, 'takes at most 80 characters'),
  description: z.string('takes a text').max(500, 'takes at most 500 characters').default(''),
  tiles: z.array(tile).max(MAX_TILES, `takes at most ${MAX_TILES} tiles`).default([]),
});
export type BoardDraft = z.output<typeof boardDraft>;

/** A board as topic `weir.boards` holds it, under the key `<site>/<id>`. */
export const board = boardDraft.extend({ created_at: z.int(), updated_at: z.int() });
export type Board = z.output<typeof board>;

/** One thing wrong with a board. */
export interface BoardProblem {
  /** Where: `tiles[2].metric`. */
  field: string;
  reason: string;
}

/** Reads what an analyst wrote; says everything that is wrong with it. */
export function parseBoard(input: unknown): { value: BoardDraft } | { problems: BoardProblem[] } {
  const parsed = boardDraft.safeParse(input);
  if (parsed.success) return { value: parsed.data };
  return {
    problems: parsed.error.issues.map(({ path, message }) => ({
      field: path
        .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at > 0 ? '.' : ''}${String(part)}`))
        .join(''),
      reason: message,
    })),
  };
}
