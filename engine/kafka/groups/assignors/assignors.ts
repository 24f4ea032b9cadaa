import type { Assignor } from './assignor.ts';
import { assignRanges } from './range.ts';
import { assignUniformly } from './uniform.ts';

/** Assignors by the names that clients ask for (KIP-848), as in Kafka's group.consumer.assignors. */
export const ASSIGNORS: ReadonlyMap<string, Assignor> = new Map([
  ['uniform', assignUniformly],
  ['range', assignRanges],
]);

export const DEFAULT_ASSIGNOR = 'uniform';
