import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogConfig } from '../log/log-config.ts';
import type { LogDir } from '../log/log-dir.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import type { AclTable } from '../security/acl-table.ts';
import type { ScramUsers } from '../security/scram-users.ts';
import { type BrokerConfigLayers, brokerConfigValue, topicDefaultsOf } from './broker-config.ts';
import type { ClientQuotas } from './client-quotas.ts';
import { alterBrokerConfigs, alterGroupConfigs, alterTopicConfigs } from './config-decisions.ts';
import type { ConfigEdit } from './config-edit.ts';
import type { Configs } from './config-type.ts';
import { type FeatureUpdate, updateFeatures } from './feature-decisions.ts';
import { type FeatureName, type FinalizedFeatures, featureLevel } from './features.ts';
import { type GroupConfigName, groupConfigValue } from './group-config.ts';
import { randomId } from './meta-properties.ts';
import { MetadataImage, type MetadataRecord, type TopicImage } from './metadata-image.ts';
import { MetadataLog } from './metadata-log.ts';
import { logConfigOf, type TopicConfigs, type TopicDefaults } from './topic-config.ts';
import { addPartitions, createTopic, type NewTopic, removeTopic } from './topic-decisions.ts';

/** Producer ids reserved at once; a crash wastes at most so many of 2^53. */
const PRODUCER_ID_BLOCK = 1000;
/** Lines of history after which a start folds the log into one. */
const FOLD_AFTER_DECISIONS = 500;

/** Records to write, none for no change, and what to answer once they are on disk. */
export interface Decision<T> {
  readonly records: readonly MetadataRecord[];
  readonly answer: T;
}

/** What a partition is to the request that names it. */
export interface PartitionHandle {
  readonly log: PartitionLog;
  readonly leaderEpoch: number;
  readonly topic: TopicImage;
}

/** Something that has configs. The name of a broker is its id, or '' for all of them. */
export interface ConfigResource {
  readonly type: 'topic' | 'broker' | 'group';
  readonly name: string;
}

const ALTER = { topic: alterTopicConfigs, broker: alterBrokerConfigs, group: alterGroupConfigs } as const;

export interface ControllerOptions {
  readonly nodeId: number;
  /** What this broker was started with, by Kafka's names, where that is not Kafka's default. */
  readonly started: Configs;
}

const ALONE: ControllerOptions = { nodeId: 1, started: {} };

/**
 * Owns what is decided about topics and producer ids. Decisions are taken one after another: decide on the image, put the
 * records on disk, apply them, then make the partition logs follow. Readers see an image that is on disk.
 */
export class Controller {
  readonly #image: MetadataImage;
  readonly #metadataLog: MetadataLog;
  readonly #options: ControllerOptions;
  readonly #deletionListeners = new Set<(topic: string) => void>();
  readonly #brokerConfigListeners = new Set<() => void>();
  #layers: BrokerConfigLayers;
  #topicDefaults: TopicDefaults;
  #logDir: LogDir | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  /** Next producer id to hand out, and the end of the block reserved on disk. */
  #nextProducerId: number;
  #reservedProducerIds: number;

  private constructor(image: MetadataImage, metadataLog: MetadataLog, options: ControllerOptions) {
    this.#image = image;
    this.#metadataLog = metadataLog;
    this.#options = options;
    this.#layers = this.#readLayers();
    this.#topicDefaults = topicDefaultsOf(this.#layers);
    this.#nextProducerId = image.nextProducerId;
    this.#reservedProducerIds = image.nextProducerId;
  }

  /** Reads the metadata log of a folder and takes leadership of every partition in a new leader epoch. */
  static async open(dir: string, options: ControllerOptions = ALONE): Promise<Controller> {
    let { log, decisions } = await MetadataLog.open(dir);
    const image = new MetadataImage();
    for (const records of decisions) for (const record of records) image.apply(record);
    if (decisions.length > FOLD_AFTER_DECISIONS) {
      await log.close();
      await MetadataLog.rewrite(dir, image.records());
      ({ log, decisions } = await MetadataLog.open(dir));
    }
    const controller = new Controller(image, log, options);
    if (image.topics.size > 0) {
      await controller.decide(() => ({ records: [{ type: 'leaders-elected' }], answer: undefined }));
    }
    return controller;
  }

  /** Gives the controller its partition logs, and makes them what the image says: a crash may have come in between. */
  async attach(logDir: LogDir): Promise<void> {
    this.#logDir = logDir;
    const strangers = new Set<string>();
    for (const partition of logDir.partitions.values()) {
      const topic = this.#image.topics.get(partition.topic);
      if (topic?.id !== partition.topicId.toString('base64url')) strangers.add(partition.topic);
    }
    for (const topic of strangers) await logDir.delete(topic);
    for (const topic of this.#image.topics.values()) await this.#createLogs(topic);
  }

  get topics(): ReadonlyMap<string, TopicImage> {
    return this.#image.topics;
  }

  /** Grows with every topic that is made, grows or goes. */
  get topicsVersion(): number {
    return this.#image.topicsVersion;
  }

  get acls(): AclTable {
    return this.#image.acls;
  }

  get clientQuotas(): ClientQuotas {
    return this.#image.clientQuotas;
  }

  get scramUsers(): ScramUsers {
    return this.#image.scramUsers;
  }

  topicById(id: string): TopicImage | undefined {
    return this.#image.topicById(id);
  }

  partition(topicName: string, index: number): PartitionHandle | undefined {
    const topic = this.#image.topics.get(topicName);
    const leaderEpoch = topic?.leaderEpochs[index];
    const log = this.#logDir?.partition(topicName, index);
    if (topic === undefined || leaderEpoch === undefined || log === undefined) return undefined;
    return { topic, leaderEpoch, log };
  }

  configsOf(topicName: string): TopicConfigs {
    return this.#image.topics.get(topicName)?.configs ?? {};
  }

  /** A topic's configs as its partition logs take them, the broker's defaults included. */
  logConfigOf(topicName: string): LogConfig {
    return logConfigOf(this.configsOf(topicName), this.#topicDefaults);
  }

  /** What topics are that set nothing of their own. */
  get topicDefaults(): TopicDefaults {
    return this.#topicDefaults;
  }

  /** Configs of this broker, layer by layer. */
  get brokerConfigLayers(): BrokerConfigLayers {
    return this.#layers;
  }

  /** What was set for a group. */
  groupConfigs(groupId: string): Configs {
    return this.#image.groupConfigs(groupId);
  }

  get groupsWithConfigs(): readonly string[] {
    return this.#image.groupsWithConfigs;
  }

  /** The value that a config of a group has at the moment. */
  groupConfig(groupId: string, name: GroupConfigName): number {
    return groupConfigValue(this.groupConfigs(groupId), name, this.#layers);
  }

  /** The value that a config of this broker has at the moment; null for none. */
  brokerConfig(name: string): string | null {
    return brokerConfigValue(this.#layers, name);
  }

  /** The finalized level of a feature. */
  featureLevel(name: FeatureName): number {
    return featureLevel(this.#image.features, name);
  }

  /** How many records were ever decided, and the epoch in which this broker decides. */
  get metadataPosition(): { readonly offset: number; readonly leaderEpoch: number } {
    return this.#image.position;
  }

  get features(): FinalizedFeatures {
    return this.#image.features;
  }

  /** Throws RequestError with what UpdateFeatures answers. */
  async updateFeatures(updates: readonly FeatureUpdate[], { validateOnly = false } = {}): Promise<void> {
    await this.#inTurn(async () => {
      const records = updateFeatures(this.#image, updates);
      if (!validateOnly && records.length > 0) await this.#commit(records);
    });
  }

  /** Throws RequestError with what CreateTopics answers. With `validateOnly` nothing is created. */
  async createTopic(topic: NewTopic, { validateOnly = false } = {}): Promise<TopicImage> {
    const id = randomId();
    return this.#inTurn(async () => {
      const records = createTopic(this.#image, topic, id, this.#topicDefaults);
      if (validateOnly) return preview(records, topic.name);
      await this.#commit(records);
      const created = this.#image.topics.get(topic.name)!;
      await this.#createLogs(created);
      return created;
    });
  }

  /** Grows a topic to `count` partitions. */
  async addPartitions(name: string, count: number, { validateOnly = false } = {}): Promise<void> {
    await this.#inTurn(async () => {
      const records = addPartitions(this.#image, name, count);
      if (validateOnly) return;
      await this.#commit(records);
      await this.#createLogs(this.#image.topics.get(name)!);
    });
  }

  async deleteTopic(name: string): Promise<void> {
    await this.#inTurn(async () => {
      await this.#commit(removeTopic(this.#image, name));
      await this.#logDir?.delete(name);
      for (const listener of this.#deletionListeners) listener(name);
    });
  }

  /** Changes what is set for a topic or for brokers; what follows from it acts at once. Throws RequestError with what AlterConfigs answers. */
  async alterConfigs(resource: ConfigResource, edit: ConfigEdit, { validateOnly = false } = {}): Promise<void> {
    await this.#inTurn(async () => {
      const decide = ALTER[resource.type];
      const setting = { nodeId: this.#options.nodeId, layers: this.#layers };
      const records = decide(this.#image, resource.name, edit, setting);
      if (validateOnly) return;
      await this.#commit(records);
      if (resource.type === 'topic') this.#logDir?.updateConfig(resource.name, this.logConfigOf(resource.name));
      else if (resource.type === 'broker') this.#brokerConfigsChanged();
    });
  }

  /** Takes a decision that touches no partition log. What it throws, the caller is told; nothing is decided then. */
  decide<T>(decision: (image: MetadataImage) => Decision<T>): Promise<T> {
    return this.#inTurn(async () => {
      const { records, answer } = decision(this.#image);
      if (records.length > 0) await this.#commit(records);
      return answer;
    });
  }

  /** A producer id that no producer of this cluster has had, crash or not. */
  async allocateProducerId(): Promise<number> {
    return this.#inTurn(async () => {
      if (this.#nextProducerId === this.#reservedProducerIds) {
        await this.#commit([{ type: 'producer-ids', next: this.#reservedProducerIds + PRODUCER_ID_BLOCK }]);
        this.#reservedProducerIds += PRODUCER_ID_BLOCK;
      }
      return this.#nextProducerId++;
    });
  }

  /** Calls the listener after a topic and its logs are gone. */
  onTopicDeleted(listener: (topic: string) => void): void {
    this.#deletionListeners.add(listener);
  }

  /** Calls the listener after configs of this broker may have changed. */
  onBrokerConfigsChanged(listener: () => void): void {
    this.#brokerConfigListeners.add(listener);
  }

  /** Waits for the decision under way. */
  async close(): Promise<void> {
    await this.#inTurn(() => this.#metadataLog.close());
  }

  #readLayers(): BrokerConfigLayers {
    const { nodeId, started } = this.#options;
    return {
      own: this.#image.brokerConfigs(String(nodeId)),
      everywhere: this.#image.brokerConfigs(''),
      started,
    };
  }

  #brokerConfigsChanged(): void {
    this.#layers = this.#readLayers();
    this.#topicDefaults = topicDefaultsOf(this.#layers);
    this.#logDir?.updateConfigs();
    for (const listener of this.#brokerConfigListeners) listener();
  }

  /** Runs a step when all before it are done, whether they were refused or not. */
  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(step);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #commit(records: readonly MetadataRecord[]): Promise<void> {
    await this.#metadataLog.append(records);
    for (const record of records) this.#image.apply(record);
  }

  async #createLogs(topic: TopicImage): Promise<void> {
    const id = Buffer.from(topic.id, 'base64url');
    for (const [index, epoch] of topic.leaderEpochs.entries()) {
      const existing = this.#logDir?.partition(topic.name, index);
      const log = existing ?? (await this.#logDir?.create(topic.name, index, id));
      log?.startEpoch(epoch);
      // Making one takes fsyncs: a topic of thousands must not keep everybody else waiting.
      if (existing === undefined) await nextTurn();
    }
  }
}

function preview(records: readonly MetadataRecord[], name: string): TopicImage {
  const image = new MetadataImage();
  for (const record of records) image.apply(record);
  return image.topics.get(name)!;
}
