import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OffsetFetchApi } from '../../../engine/kafka/protocol/generated/offset-fetch.ts';
import type { RawClient } from '../../engine/kafka/raw-client.ts';
import { until } from '../../until.ts';
import { seededRandom } from '../random.ts';
import { BrokerUnderTest } from './broker-under-test.ts';
import { violations } from './checker.ts';
import type { Contents, History } from './history.ts';
import { connected } from './load.ts';
import { createTopics, Loads, TOPICS, type TopicName } from './loads.ts';
import { dumpFolder } from './log-folder.ts';
import { PartitionReader } from './partition-reader.ts';

export interface BrokerRunOptions {
  /** Kills of a broker that serves; some more hit it while it starts. */
  readonly rounds: number;
  /** Seed of the moments of the kills and of what transactions do. */
  readonly seed: number;
  /** Whether python3-confluent-kafka takes part. */
  readonly librdkafka: boolean;
  report(line: string): void;
}

export interface BrokerCounts {
  kills: number;
  killsWhileStarting: number;
  plainAcknowledged: number;
  idempotentAcknowledged: number;
  /** Batches that the idempotent writers sent once more. */
  batchesSentAgain: number;
  transactionsCommitted: number;
  transactionsAborted: number;
  /** Ended unknown to their writer: whole or not at all there. */
  transactionsUnknown: number;
  /** Gone on with over a new connection. */
  transactionsResumed: number;
  copyCommits: number;
  copyAborts: number;
  recordsRead: number;
  segments: number;
  violations: number;
}

export interface BrokerRun {
  readonly counts: BrokerCounts;
  /** What does not agree, one line each. */
  readonly faults: readonly string[];
  readonly history: History;
  readonly contents: Contents;
}

const BACK_LIMIT_MS = 60_000;
/** Most that a round lets the loads work before the kill, beside what they need to get going. */
const WORK_MS = 600;
/** Share of the rounds in which a broker is killed once more while it starts. */
const STARTING_SHARE = 0.25;
/** A start takes a few hundred ms: a kill falls anywhere in it. */
const STARTING_MS = 500;

/** Kills a broker with SIGKILL under every kind of load, again and again, and holds what clients were told against what is there. */
export async function brokerRun(options: BrokerRunOptions): Promise<BrokerRun> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weir-crash-'));
  const random = seededRandom(options.seed);
  const broker = await BrokerUnderTest.start(dataDir);
  let loads: Loads | undefined;
  try {
    const client = await connected(broker);
    await createTopics(client);
    client.close();
    loads = new Loads(broker, random, options);
    const readers = new Readers();
    const killsWhileStarting = await rounds(broker, loads, readers, random, options);
    options.report('the loads come to their end');
    await loads.stop();
    // Once more, with nobody there to write anew what is lost.
    await broker.kill();
    await broker.start();
    const contents = await readers.contents(broker, loads.groups);
    await broker.stop();
    const dumped = dumpFolder(dataDir);
    const { history, retries, failures } = loads;
    const faults = [...failures, ...readers.faults, ...dumped.faults, ...violations(history, contents)];
    const counts = {
      ...{ kills: options.rounds + 1, killsWhileStarting },
      ...countsOf(history),
      ...{ batchesSentAgain: retries.batches, transactionsResumed: retries.transactions },
      ...{ recordsRead: readers.recordsRead, segments: dumped.segments, violations: faults.length },
    };
    return { counts, faults, history, contents };
  } finally {
    loads?.kill();
    await broker.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function rounds(
  broker: BrokerUnderTest,
  loads: Loads,
  readers: Readers,
  random: () => number,
  { rounds: count, report }: BrokerRunOptions,
): Promise<number> {
  let failure: Error | undefined;
  for (const { ended } of loads.all) ended.catch((error: Error) => (failure ??= error));
  let killsWhileStarting = 0;
  for (let round = 1; round <= count; round++) {
    const before = new Map(loads.all.map((load) => [load, load.progress()]));
    const idle = () => loads.all.filter((load) => load.progress() <= before.get(load)!).map(({ name }) => name);
    const working = () => {
      if (failure) throw failure;
      return idle().length === 0;
    };
    await until('every load to work', working, BACK_LIMIT_MS).catch((error: Error) => {
      throw new Error(`${error.message}; idle: ${idle().join(', ')}`, { cause: error });
    });
    await readers.catchUp(broker);
    await sleep(random() * WORK_MS);
    await broker.kill();
    if (random() < STARTING_SHARE) {
      killsWhileStarting++;
      await broker.startAndKill(random() * STARTING_MS);
    }
    const killedAt = performance.now();
    await broker.start();
    await readers.catchUp(broker);
    report(`round ${round}/${count}: killed, serves again after ${Math.round(performance.now() - killedAt)} ms`);
  }
  return killsWhileStarting;
}

/** Readers of every partition, at both isolation levels. */
class Readers {
  readonly #everything = partitions('read_uncommitted');
  readonly #committed = partitions('read_committed');
  readonly #faults: string[] = [];

  get faults(): string[] {
    return [...this.#faults, ...[...this.#everything, ...this.#committed].flatMap(({ faults }) => faults)];
  }

  get recordsRead(): number {
    return this.#everything.reduce((sum, { records }) => sum + records.length, 0);
  }

  async catchUp(broker: BrokerUnderTest): Promise<void> {
    const client = await connected(broker);
    for (const reader of [...this.#everything, ...this.#committed]) await reader.catchUp(client);
    client.close();
  }

  async contents(broker: BrokerUnderTest, groups: readonly [string, TopicName][]): Promise<Contents> {
    await this.catchUp(broker);
    const client = await connected(broker);
    const compacted = new Map<string, Awaited<ReturnType<PartitionReader['readAgain']>>>();
    for (const reader of this.#everything) {
      const now = await reader.readAgain(client);
      if (reader.topic === 'compacted') compacted.set(reader.name, now);
      else this.#compare(reader, now);
    }
    const offsets = new Map<string, Map<string, number>>();
    for (const [groupId, topic] of groups) offsets.set(groupId, await committedOffsets(client, groupId, topic));
    client.close();
    const byName = (readers: readonly PartitionReader[]) =>
      new Map(readers.map(({ name, records }) => [name, records]));
    return { everything: byName(this.#everything), committed: byName(this.#committed), compacted, offsets };
  }

  /** What the partition holds in the end is what was read before, as far as retention reaches. */
  #compare({ name, records }: PartitionReader, now: Awaited<ReturnType<PartitionReader['readAgain']>>): void {
    const before = records.slice(records.length - now.length);
    const differs = now.find((record, i) => record.offset !== before[i]?.offset || record.text !== before[i]?.text);
    if (differs) this.#faults.push(`${name}: read anew differs at ${differs.offset}`);
  }
}

function partitions(isolation: 'read_uncommitted' | 'read_committed'): PartitionReader[] {
  return (Object.keys(TOPICS) as TopicName[]).flatMap((topic) => {
    const compacted = topic === 'compacted';
    const indexes = Array.from({ length: TOPICS[topic].partitions }, (_, index) => index);
    return indexes.map((index) => new PartitionReader(topic, index, isolation, { compacted }));
  });
}

async function committedOffsets(client: RawClient, groupId: string, topic: TopicName): Promise<Map<string, number>> {
  const partitionIndexes = Array.from({ length: TOPICS[topic].partitions }, (_, index) => index);
  const request = { groupId, topics: [{ name: topic, partitionIndexes }], groups: [], requireStable: true };
  const answer = await client.call(OffsetFetchApi, 7, request);
  const offsets = new Map<string, number>();
  for (const { partitionIndex, committedOffset, errorCode } of answer.topics[0]?.partitions ?? []) {
    if (errorCode !== 0) throw new Error(`${groupId}: OffsetFetch answers ${errorCode} for ${topic}-${partitionIndex}`);
    if (committedOffset >= 0) offsets.set(`${topic}-${partitionIndex}`, committedOffset);
  }
  return offsets;
}

function countsOf({ streams, keyed, writers, copies }: History) {
  const acknowledged = (mayRepeat: boolean): number =>
    streams.filter((each) => each.mayRepeat === mayRepeat).reduce((sum, each) => sum + each.acknowledged.length, 0);
  const ended = (outcome: string): number =>
    writers.flatMap(({ transactions }) => transactions).filter((each) => each.outcome === outcome).length;
  return {
    plainAcknowledged: acknowledged(true),
    idempotentAcknowledged: acknowledged(false) + keyed.reduce((sum, each) => sum + each.acknowledged.length, 0),
    transactionsCommitted: ended('committed'),
    transactionsAborted: ended('aborted'),
    transactionsUnknown: ended('unknown'),
    copyCommits: copies.reduce((sum, { commits }) => sum + commits, 0),
    copyAborts: copies.reduce((sum, { aborts }) => sum + aborts, 0),
  };
}
