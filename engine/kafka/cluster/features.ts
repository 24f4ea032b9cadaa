/** A feature of the cluster (KIP-584): levels that this broker can work at, and the one that a new cluster begins with. */
export interface FeatureDefinition {
  readonly min: number;
  readonly max: number;
  /** Level where none was ever decided. */
  readonly initial: number;
}

/**
 * Every feature that this broker knows. ApiVersions announces them with the level that holds, UpdateFeatures moves the level between
 * `min` and `max`, `Controller.featureLevel` tells it to whoever has to act on it. A feature is listed once all of its levels are served.
 */
export const FEATURES = {
  /** The format of what is decided about the cluster. One is written and read; 27 is Kafka's 4.1-IV1, whose semantics it follows. */
  'metadata.version': { min: 27, max: 27, initial: 27 },
  /**
   * Which protocol of transactions clients use (KIP-890): 1 writes `__transaction_state` in its newer format, from 2 on partitions join without
   * being announced and each end gives a new epoch. Whatever the level, every client is served the way that it speaks.
   */
  'transaction.version': { min: 0, max: 2, initial: 2 },
  /** From 1 on consumers may use the protocol of KIP-848, in which the broker assigns; at 0 they are refused. */
  'group.version': { min: 0, max: 1, initial: 1 },
} as const satisfies Record<string, FeatureDefinition>;

export type FeatureName = keyof typeof FEATURES;

/** Finalized levels that were decided, and how often that happened: clients believe the greater epoch. */
export interface FinalizedFeatures {
  readonly epoch: number;
  readonly levels: Readonly<Record<string, number>>;
}

export const featureDefinition = (name: string): FeatureDefinition | undefined =>
  Object.hasOwn(FEATURES, name) ? FEATURES[name as FeatureName] : undefined;

/** The level that holds. One decided by a newer version of this program counts as far as this one supports it. */
export function featureLevel({ levels }: FinalizedFeatures, name: FeatureName): number {
  const { min, max, initial }: FeatureDefinition = FEATURES[name];
  return Math.max(min, Math.min(levels[name] ?? initial, max));
}
