import { describe, expect, it } from 'vitest';
import type { BrokerConfigLayers } from '../../../../engine/kafka/cluster/broker-config.ts';
import { alterBrokerConfigs, alterTopicConfigs } from '../../../../engine/kafka/cluster/config-decisions.ts';
import { type ConfigChange, changesOf, replacementBy } from '../../../../engine/kafka/cluster/config-edit.ts';
import type { Configs } from '../../../../engine/kafka/cluster/config-type.ts';
import { MetadataImage, type MetadataRecord } from '../../../../engine/kafka/cluster/metadata-image.ts';

function imageOf(...records: MetadataRecord[]): MetadataImage {
  const image = new MetadataImage();
  for (const record of records) image.apply(record);
  return image;
}

const orders: MetadataRecord = { type: 'topic', name: 'orders.eu', id: 'id1', partitions: 3 };
const NO_LAYERS: BrokerConfigLayers = { own: {}, everywhere: {}, started: {} };
const change = (name: string, operation: ConfigChange['operation'], value: string | null): ConfigChange => ({
  name,
  operation,
  value,
});

describe('alterTopicConfigs', () => {
  const configured = (configs: Record<string, string>) =>
    imageOf(orders, { type: 'topic-configs', name: 'orders.eu', configs });
  const altered = (configs: Record<string, string>, ...changes: ConfigChange[]) => {
    const [record] = alterTopicConfigs(configured(configs), 'orders.eu', changesOf(changes), { layers: NO_LAYERS });
    return record?.type === 'topic-configs' ? record.configs : null;
  };

  it('sets, and leaves the rest as it was', () => {
    expect(altered({ 'segment.ms': '5' }, change('retention.ms', 'set', '1'))).toEqual({
      'segment.ms': '5',
      'retention.ms': '1',
    });
  });

  it('deletes, which brings the default back', () => {
    expect(altered({ 'retention.ms': '1' }, change('retention.ms', 'delete', null))).toEqual({});
  });

  it('appends to a list and subtracts from it, starting from the default', () => {
    expect(altered({}, change('cleanup.policy', 'append', 'compact'))).toEqual({ 'cleanup.policy': 'delete,compact' });
    expect(altered({ 'cleanup.policy': 'delete,compact' }, change('cleanup.policy', 'subtract', 'delete'))).toEqual({
      'cleanup.policy': 'compact',
    });
  });

  it.each([
    [
      'a change of one config twice',
      [change('segment.ms', 'set', '1'), change('segment.ms', 'set', '2')],
      'INVALID_REQUEST',
    ],
    ['an unknown config', [change('segment.hours', 'set', '1')], 'INVALID_CONFIG'],
    ['a value below its bound', [change('segment.ms', 'set', '0')], 'INVALID_CONFIG'],
    ['appending to what is no list', [change('segment.ms', 'append', '1')], 'INVALID_CONFIG'],
    ['appending what a list may not hold', [change('cleanup.policy', 'append', 'shred')], 'INVALID_CONFIG'],
    ['a value that is missing', [change('segment.ms', 'set', null)], 'INVALID_REQUEST'],
  ])('refuses %s', (_, changes, code) => {
    expect(() => altered({}, ...changes)).toThrow(expect.objectContaining({ code }));
  });

  it('replaces the whole set, so that what is not named has its default again', () => {
    const before = configured({ 'retention.ms': '1', 'segment.ms': '5' });
    const edit = replacementBy([{ name: 'segment.ms', value: '6' }]);
    expect(alterTopicConfigs(before, 'orders.eu', edit, { layers: NO_LAYERS })).toEqual([
      { type: 'topic-configs', name: 'orders.eu', configs: { 'segment.ms': '6' } },
    ]);
  });

  it('starts a list from what the broker has as default', () => {
    const layers = { ...NO_LAYERS, everywhere: { 'log.cleanup.policy': 'compact' } };
    const edit = changesOf([change('cleanup.policy', 'append', 'delete')]);
    expect(alterTopicConfigs(configured({}), 'orders.eu', edit, { layers })).toMatchObject([
      { configs: { 'cleanup.policy': 'compact,delete' } },
    ]);
  });

  it('deletes what is not set without complaint, also what there is not, as Kafka does', () => {
    expect(altered({}, change('nope', 'delete', null))).toEqual({});
  });

  it('knows no default topic', () => {
    expect(() => alterTopicConfigs(imageOf(orders), '', changesOf([]), { layers: NO_LAYERS })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    );
  });
});

describe('alterBrokerConfigs', () => {
  const alter = (name: string, changes: ConfigChange[], before: Configs = {}) =>
    alterBrokerConfigs(imageOf({ type: 'broker-configs', name, configs: before }), name, changesOf(changes), {
      nodeId: 1,
      layers: NO_LAYERS,
    });

  it('sets for one broker, and for all', () => {
    const configs = { 'log.retention.ms': '5' };
    for (const name of ['1', '']) {
      expect(alter(name, [change('log.retention.ms', 'set', '5')])).toEqual([
        { type: 'broker-configs', name, configs },
      ]);
    }
  });

  it('does not judge again what was taken once', () => {
    const before = { 'log.retention.ms': '-7' };
    expect(alter('', [change('log.segment.bytes', 'set', '4096')], before)).toMatchObject([
      { configs: { ...before, 'log.segment.bytes': '4096' } },
    ]);
  });

  it.each([
    ['what is fixed at the start', '1', change('num.partitions', 'set', '3'), 'INVALID_REQUEST'],
    ['a coarser unit', '', change('log.retention.hours', 'set', '3'), 'INVALID_REQUEST'],
    ['a value that is no number', '', change('log.retention.ms', 'set', 'soon'), 'INVALID_REQUEST'],
    ['appending to what is no list', '', change('log.retention.ms', 'append', '3'), 'INVALID_CONFIG'],
    ['another broker', '2', change('log.retention.ms', 'set', '3'), 'INVALID_REQUEST'],
    ['a broker without number', 'me', change('log.retention.ms', 'set', '3'), 'INVALID_REQUEST'],
  ])('refuses %s', (_, name, wrong, code) => {
    expect(() => alter(name, [wrong])).toThrow(expect.objectContaining({ code }));
  });
});
