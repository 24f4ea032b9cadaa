import { describe, expect, it } from 'vitest';
import { updateFeatures } from '../../../../engine/kafka/cluster/feature-decisions.ts';
import { FEATURES, featureLevel } from '../../../../engine/kafka/cluster/features.ts';
import { MetadataImage } from '../../../../engine/kafka/cluster/metadata-image.ts';

describe('the position of the metadata log', () => {
  it('counts every record, and never goes back where the log is folded', () => {
    const image = new MetadataImage();
    image.apply({ type: 'producer-ids', next: 1000 });
    for (let starts = 0; starts < 3; starts++) image.apply({ type: 'leaders-elected' });
    expect(image.position).toEqual({ offset: 4, leaderEpoch: 3 });
    const folded = new MetadataImage();
    for (const record of image.records()) folded.apply(record);
    expect(folded.position).toEqual(image.position);
  });
});

describe('feature levels', () => {
  it('begin within what is supported', () => {
    for (const { min, max, initial } of Object.values(FEATURES)) {
      expect(initial).toBeGreaterThanOrEqual(min);
      expect(initial).toBeLessThanOrEqual(max);
    }
  });

  it('are known again from a folded log, in the epoch that they had', () => {
    const image = new MetadataImage();
    for (let times = 0; times < 3; times++) {
      const records = updateFeatures(image, [{ name: 'metadata.version', level: 27, mayDowngrade: false }]);
      for (const record of records) image.apply(record);
    }
    const folded = new MetadataImage();
    for (const record of image.records()) folded.apply(record);
    expect(folded.features).toEqual({ epoch: 3, levels: { 'metadata.version': 27 } });
  });

  it('that were decided elsewhere count as far as they are supported', () => {
    const level = (decided: number) =>
      featureLevel({ epoch: 1, levels: { 'metadata.version': decided } }, 'metadata.version');
    expect([level(3), level(27), level(99)]).toEqual([27, 27, 27]);
  });

  it('are not decided anew where nothing is asked for', () => {
    expect(updateFeatures(new MetadataImage(), [])).toEqual([]);
  });
});
