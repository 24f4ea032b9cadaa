import { describe, expect, it } from 'vitest';
import { MetadataImage, type MetadataRecord } from '../../../../engine/kafka/cluster/metadata-image.ts';
import {
  addPartitions,
  createTopic,
  MAX_PARTITIONS,
  removeTopic,
} from '../../../../engine/kafka/cluster/topic-decisions.ts';

function imageOf(...records: MetadataRecord[]): MetadataImage {
  const image = new MetadataImage();
  for (const record of records) image.apply(record);
  return image;
}

const orders: MetadataRecord = { type: 'topic', name: 'orders.eu', id: 'id1', partitions: 3 };
const create = (name: string, partitions = 1, configs = {}, image = imageOf(orders)) =>
  createTopic(image, { name, partitions, configs }, 'id2');

describe('createTopic', () => {
  it('decides a topic and its configs at once', () => {
    expect(create('clicks', 4, { 'retention.ms': '1000' })).toEqual([
      { type: 'topic', name: 'clicks', id: 'id2', partitions: 4 },
      { type: 'topic-configs', name: 'clicks', configs: { 'retention.ms': '1000' } },
    ]);
  });

  it.each([
    ['an empty name', '', 1, {}, 'INVALID_TOPIC_EXCEPTION'],
    ['a dot', '.', 1, {}, 'INVALID_TOPIC_EXCEPTION'],
    ['two dots', '..', 1, {}, 'INVALID_TOPIC_EXCEPTION'],
    ['a path', '../etc', 1, {}, 'INVALID_TOPIC_EXCEPTION'],
    ['another script', 'bestellung-ü', 1, {}, 'INVALID_TOPIC_EXCEPTION'],
    ['a name of 250 characters', 'x'.repeat(250), 1, {}, 'INVALID_TOPIC_EXCEPTION'],
    ['a name that is taken', 'orders.eu', 1, {}, 'TOPIC_ALREADY_EXISTS'],
    ['a name that differs in . and _ only', 'orders_eu', 1, {}, 'INVALID_TOPIC_EXCEPTION'],
    ['no partitions', 'clicks', 0, {}, 'INVALID_PARTITIONS'],
    ['more partitions than there is room for', 'clicks', MAX_PARTITIONS, {}, 'POLICY_VIOLATION'],
    ['an unknown config', 'clicks', 1, { 'retention.hours': '1' }, 'INVALID_CONFIG'],
    ['a config that is no number', 'clicks', 1, { 'retention.ms': 'soon' }, 'INVALID_CONFIG'],
  ])('refuses %s', (_, name, partitions, configs, code) => {
    expect(() => create(name, partitions, configs)).toThrow(expect.objectContaining({ code }));
  });

  it('takes a name of 249 characters', () => {
    expect(create('x'.repeat(249))).toHaveLength(1);
  });
});

describe('addPartitions and removeTopic', () => {
  it('grow a topic, never shrink it', () => {
    expect(addPartitions(imageOf(orders), 'orders.eu', 5)).toEqual([
      { type: 'partition-count', name: 'orders.eu', partitions: 5 },
    ]);
    expect(() => addPartitions(imageOf(orders), 'orders.eu', 3)).toThrow(
      expect.objectContaining({ code: 'INVALID_PARTITIONS' }),
    );
  });

  it('refuse a topic that is not there', () => {
    const code = 'UNKNOWN_TOPIC_OR_PARTITION';
    expect(() => addPartitions(imageOf(), 'gone', 5)).toThrow(expect.objectContaining({ code }));
    expect(() => removeTopic(imageOf(), 'gone')).toThrow(expect.objectContaining({ code }));
  });
});
