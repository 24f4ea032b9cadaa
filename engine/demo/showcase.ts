import type { z } from 'zod';
import type { boardDraft } from '../boards/board.ts';
import type { metricDraft } from '../rollups/definitions/definition.ts';

export type MetricInput = Omit<z.input<typeof metricDraft>, 'site'>;

/** What a demo sets up over the API before it starts, with nothing that an analyst could not write. */
export interface Showcase {
  metrics: readonly MetricInput[];
  boards: ReadonlyArray<Omit<z.input<typeof boardDraft>, 'site'>>;
}
