import { RequestError } from '../protocol/errors.ts';
import { type FeatureName, featureDefinition, featureLevel } from './features.ts';
import type { MetadataImage, MetadataRecord } from './metadata-image.ts';

/** KIP-584: levels go down only where the client says that it means to. */
export interface FeatureUpdate {
  readonly name: string;
  readonly level: number;
  readonly mayDowngrade: boolean;
}

/** New levels of features, all or none. Throws RequestError for the first that cannot be. */
export function updateFeatures(image: MetadataImage, updates: readonly FeatureUpdate[]): MetadataRecord[] {
  const levels: Record<string, number> = { ...image.features.levels };
  for (const update of updates) {
    const fault = updateFault(image, update);
    if (fault !== null) {
      const { name, level } = update;
      throw new RequestError('INVALID_UPDATE_VERSION', `Invalid update version ${level} for feature ${name}. ${fault}`);
    }
    levels[update.name] = update.level;
  }
  if (updates.length === 0) return [];
  return [{ type: 'features', epoch: image.features.epoch + 1, levels }];
}

function updateFault(image: MetadataImage, { name, level, mayDowngrade }: FeatureUpdate): string | null {
  const definition = featureDefinition(name);
  if (definition === undefined) return 'This broker does not know the feature.';
  const { min, max } = definition;
  if (level < min || level > max) return `This broker supports levels ${min} to ${max}.`;
  const current = featureLevel(image.features, name as FeatureName);
  if (level < current && !mayDowngrade) return `The level is ${current}: a lower one must be asked for as a downgrade.`;
  if (level > current && mayDowngrade) return `The level is ${current}: a higher one is no downgrade.`;
  return null;
}
