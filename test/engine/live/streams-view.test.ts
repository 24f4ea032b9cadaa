import { describe, expect, it } from 'vitest';
import { StreamsView } from '../../../engine/live/streams-view.ts';
import type { GroupDescription, TopicDescription } from '../../../engine/stream/kafka-client.ts';

const START = 1_800_000_000_000;

function topic(latest: Array<number | null>, fields: Partial<TopicDescription> = {}): TopicDescription {
  const partitions = latest.map((end, partition) => ({
    partition,
    leader: 1,
    replicas: [1],
    inSyncReplicas: [1],
    earliest: end === null ? null : 10,
    latest: end,
    sizeBytes: 100,
  }));
  return { name: 'weir.events', id: 'a', partitions, ...fields };
}

function group(committed: number, latest: number): GroupDescription {
  const offsets = [1, 0].map((partition) => ({ topic: 't', partition, committed, latest, lag: latest - committed }));
  return { id: 'g', state: 'STABLE', protocol: 'range', members: [], offsets };
}

describe('a poll of the log', () => {
  it('sums partitions and derives the rate from the end offsets', () => {
    const view = new StreamsView();
    expect(view.take(START, [topic([110, 60])], []).topics[0]).toMatchObject({
      messages: 150,
      sizeBytes: 200,
      producedPerSecond: null,
    });
    expect(view.take(START + 2_000, [topic([130, 100])], []).topics[0]).toMatchObject({
      messages: 210,
      producedPerSecond: 30,
    });
  });

  it('forgets what is older than ten seconds', () => {
    const view = new StreamsView();
    for (let second = 0; second <= 10; second++) view.take(START + second * 1_000, [topic([10 + second * 100])], []);
    for (let second = 11; second <= 20; second++) view.take(START + second * 1_000, [topic([1_010])], []);
    expect(view.take(START + 21_000, [topic([1_010])], []).topics[0]!.producedPerSecond).toBe(0);
    expect(view.take(START + 90_000, [topic([5_000])], []).topics[0]!.producedPerSecond).toBeNull();
  });

  it('begins a rate anew where the sums are not of the same thing', () => {
    const view = new StreamsView();
    view.take(START, [topic([110, 60])], []);
    expect(view.take(START + 1_000, [topic([120, null])], []).topics[0]).toMatchObject({
      messages: 110,
      producedPerSecond: null,
    });
    expect(view.take(START + 2_000, [topic([5, 5], { id: 'b' })], []).topics[0]!.producedPerSecond).toBeNull();
  });

  it('tells what is unknown as null', () => {
    const bare = topic([20]);
    bare.partitions[0] = { ...bare.partitions[0]!, leader: -1, sizeBytes: null };
    const [status] = new StreamsView().take(START, [bare], []).topics;
    expect(status).toMatchObject({ sizeBytes: null, partitions: [{ leader: null, sizeBytes: null }] });
  });

  it('tells how a group keeps up', () => {
    const view = new StreamsView();
    view.take(START, [], [group(100, 150)]);
    const [status] = view.take(START + 5_000, [], [group(150, 300)]).groups;
    expect(status).toMatchObject({ lag: 300, lagPerSecond: 40, consumedPerSecond: 20 });
    expect(status!.partitions.map((part) => part.partition)).toEqual([0, 1]);
  });

  it('sorts by name', () => {
    const names = ['b', 'a', 'c'].map((name) => topic([20], { name }));
    expect(new StreamsView().take(START, names, []).topics.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });
});
