import type { GroupDescription, TopicDescription } from '../stream/kafka-client.ts';
import type { GroupStatus, StreamsMessage, TopicStatus } from './protocol.ts';

/** Rates are means over this long. */
const RATE_WINDOW_MS = 10_000;

interface Sample {
  atMs: number;
  value: number;
}

/**
 * Turns polls of the log into `streams` messages; remembers what rates need. Pure: the time of a poll is passed in.
 * Bound: the samples of `RATE_WINDOW_MS` for each topic and group that the last poll named.
 */
export class StreamsView {
  #samples = new Map<string, Sample[]>();

  take(atMs: number, topics: TopicDescription[], groups: GroupDescription[]): StreamsMessage {
    const before = this.#samples;
    this.#samples = new Map();
    const rate = (name: string, value: number): number | null => {
      const samples = recent(before.get(name) ?? [], { atMs, value });
      this.#samples.set(name, samples);
      return slope(samples);
    };
    return {
      type: 'streams',
      at: atMs,
      topics: topics.map((topic) => topicStatus(topic, rate)).sort((a, b) => (a.name < b.name ? -1 : 1)),
      groups: groups.map((group) => groupStatus(group, rate)).sort((a, b) => (a.groupId < b.groupId ? -1 : 1)),
    };
  }
}

type Rate = (name: string, value: number) => number | null;

function recent(samples: Sample[], newest: Sample): Sample[] {
  return [...samples.filter((sample) => sample.atMs >= newest.atMs - RATE_WINDOW_MS), newest];
}

function slope(samples: Sample[]): number | null {
  const first = samples[0]!;
  const last = samples[samples.length - 1]!;
  return last.atMs > first.atMs ? ((last.value - first.value) * 1_000) / (last.atMs - first.atMs) : null;
}

function topicStatus(topic: TopicDescription, rate: Rate): TopicStatus {
  const partitions = topic.partitions.map((partition) => ({
    partition: partition.partition,
    leader: partition.leader < 0 ? null : partition.leader,
    replicas: partition.replicas,
    inSyncReplicas: partition.inSyncReplicas,
    startOffset: partition.earliest,
    endOffset: partition.latest,
    sizeBytes: partition.sizeBytes,
  }));
  const known = partitions.filter((partition) => partition.startOffset !== null && partition.endOffset !== null);
  const ends = sum(known, (partition) => partition.endOffset!);
  const sized = partitions.every((partition) => partition.sizeBytes !== null);
  // A topic of the same name that was created anew has another id, and starts its rate anew. So does one of whose
  // partitions other ones answered: a sum over other partitions is no rate.
  const produced = rate(`topic/${topic.name}/${topic.id}/${known.map(({ partition }) => partition)}`, ends);
  return {
    name: topic.name,
    partitions,
    messages: ends - sum(known, (partition) => partition.startOffset!),
    sizeBytes: sized ? sum(partitions, (partition) => partition.sizeBytes!) : null,
    producedPerSecond: produced,
  };
}

function groupStatus(group: GroupDescription, rate: Rate): GroupStatus {
  const partitions = group.offsets
    .map(({ topic, partition, committed, latest, lag }) => ({
      topic,
      partition,
      committedOffset: committed,
      endOffset: latest,
      lag,
    }))
    .sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
  const lag = sum(partitions, (partition) => partition.lag ?? 0);
  const covered = partitions.map(({ topic, partition, lag }) => `${topic}/${partition}${lag === null ? '?' : ''}`);
  return {
    groupId: group.id,
    state: group.state,
    members: group.members
      .map(({ id, clientId, host, assignments }) => ({
        memberId: id,
        clientId,
        host,
        assignments: Object.fromEntries(
          assignments.map(({ topic, partitions }) => [topic, partitions.toSorted((a, b) => a - b)]),
        ),
      }))
      .sort((a, b) => (a.memberId < b.memberId ? -1 : 1)),
    partitions,
    lag,
    lagPerSecond: rate(`lag/${group.id}/${covered}`, lag),
    consumedPerSecond: rate(
      `committed/${group.id}/${covered}`,
      sum(partitions, (partition) => partition.committedOffset),
    ),
  };
}

function sum<T>(items: T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
