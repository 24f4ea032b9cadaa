import type { Acl } from '../security/acl.ts';
import { AclTable } from '../security/acl-table.ts';
import type { ScramCredential, ScramMechanism } from '../security/scram-credential.ts';
import { ScramUsers } from '../security/scram-users.ts';
import { type ClientQuota, ClientQuotas } from './client-quotas.ts';
import type { Configs } from './config-type.ts';
import type { FinalizedFeatures } from './features.ts';
import type { TopicConfigs } from './topic-config.ts';

/**
 * What is decided about the cluster, as records in the order of decision; everything known follows from applying them.
 * The same records can come from a replicated log later: the image does not know where they were kept.
 */
export type MetadataRecord =
  | { readonly type: 'topic'; readonly name: string; readonly id: string; readonly partitions: number }
  /** A topic's whole set of overrides, replacing what was there. */
  | { readonly type: 'topic-configs'; readonly name: string; readonly configs: TopicConfigs }
  /** The new total, at least the old one. */
  | { readonly type: 'partition-count'; readonly name: string; readonly partitions: number }
  | { readonly type: 'remove-topic'; readonly name: string }
  /** This broker started and leads everything anew: each leader epoch goes up by one. */
  | { readonly type: 'leaders-elected' }
  /** Written where `leaders-elected` was folded away by a snapshot. */
  | { readonly type: 'leader-epochs'; readonly name: string; readonly epochs: readonly number[] }
  /** Producer ids below this one may have been handed out. */
  | { readonly type: 'producer-ids'; readonly next: number }
  /** What was set for a broker by its id, or for all with '', replacing what was there. */
  | { readonly type: 'broker-configs'; readonly name: string; readonly configs: Configs }
  /** All quotas of an entity, replacing those before; none at all remove it. */
  | ({ readonly type: 'client-quota' } & ClientQuota)
  /** How much was decided so far: the last record of a folded log. */
  | { readonly type: 'history'; readonly records: number; readonly elections: number }
  /** What was set for a group, replacing what was there; nothing forgets the group. */
  | { readonly type: 'group-configs'; readonly name: string; readonly configs: Configs }
  /** All finalized feature levels, replacing those before. */
  | ({ readonly type: 'features' } & FinalizedFeatures)
  | { readonly type: 'acl'; readonly acl: Acl }
  | { readonly type: 'remove-acl'; readonly acl: Acl }
  /** Replaces what the user had of the same mechanism. */
  | { readonly type: 'scram-credential'; readonly user: string; readonly credential: ScramCredential }
  | { readonly type: 'remove-scram-credential'; readonly user: string; readonly mechanism: ScramMechanism };

export interface TopicImage {
  readonly name: string;
  /** 16 bytes as 22 characters of base64url, as Kafka's tools print them. */
  readonly id: string;
  readonly configs: TopicConfigs;
  /** Leader epoch of each partition; its length is the partition count. */
  readonly leaderEpochs: readonly number[];
}

export class MetadataImage {
  readonly #topics = new Map<string, TopicImage>();
  readonly #names = new Map<string, string>();
  /** Changed by apply() alone. */
  readonly acls = new AclTable();
  readonly scramUsers = new ScramUsers();
  readonly clientQuotas = new ClientQuotas();
  #nextProducerId = 0;
  readonly #brokerConfigs = new Map<string, Configs>();
  readonly #groupConfigs = new Map<string, Configs>();
  #partitionCount = 0;
  #position = { offset: 0, leaderEpoch: 0 };
  #topicsVersion = 0;
  #features: FinalizedFeatures = { epoch: 0, levels: {} };

  /** By name. */
  get topics(): ReadonlyMap<string, TopicImage> {
    return this.#topics;
  }

  /** Partitions of all topics together. */
  get partitionCount(): number {
    return this.#partitionCount;
  }

  /** Grows with every topic that is made, grows or goes. Counts for this process alone. */
  get topicsVersion(): number {
    return this.#topicsVersion;
  }

  get nextProducerId(): number {
    return this.#nextProducerId;
  }

  get features(): FinalizedFeatures {
    return this.#features;
  }

  /** How many records were ever decided, and how often this broker took the lead. */
  get position(): { readonly offset: number; readonly leaderEpoch: number } {
    return this.#position;
  }

  /** What was set for a broker by its id, or for all with ''. */
  brokerConfigs(name: string): Configs {
    return this.#brokerConfigs.get(name) ?? {};
  }

  groupConfigs(name: string): Configs {
    return this.#groupConfigs.get(name) ?? {};
  }

  /** Groups for which something is set. */
  get groupsWithConfigs(): readonly string[] {
    return [...this.#groupConfigs.keys()];
  }

  topicById(id: string): TopicImage | undefined {
    const name = this.#names.get(id);
    return name === undefined ? undefined : this.#topics.get(name);
  }

  apply(record: MetadataRecord): void {
    const { offset, leaderEpoch } = this.#position;
    this.#position = { offset: offset + 1, leaderEpoch: leaderEpoch + (record.type === 'leaders-elected' ? 1 : 0) };
    switch (record.type) {
      case 'topic': {
        const leaderEpochs = Array.from({ length: record.partitions }, () => 0);
        this.#put({ name: record.name, id: record.id, configs: {}, leaderEpochs });
        break;
      }
      case 'topic-configs':
        this.#put({ ...this.#topic(record.name), configs: record.configs });
        break;
      case 'partition-count': {
        const topic = this.#topic(record.name);
        const added = Array.from({ length: record.partitions - topic.leaderEpochs.length }, () => 0);
        this.#put({ ...topic, leaderEpochs: [...topic.leaderEpochs, ...added] });
        break;
      }
      case 'remove-topic':
        this.#remove(this.#topic(record.name));
        break;
      case 'leaders-elected':
        for (const topic of [...this.#topics.values()]) {
          this.#put({ ...topic, leaderEpochs: topic.leaderEpochs.map((epoch) => epoch + 1) });
        }
        break;
      case 'leader-epochs':
        this.#put({ ...this.#topic(record.name), leaderEpochs: record.epochs });
        break;
      case 'producer-ids':
        this.#nextProducerId = record.next;
        break;
      case 'client-quota':
        this.clientQuotas.set({ entity: record.entity, values: record.values });
        break;
      case 'history':
        this.#position = { offset: record.records, leaderEpoch: record.elections };
        break;
      case 'broker-configs':
        this.#brokerConfigs.set(record.name, record.configs);
        break;
      case 'group-configs':
        if (Object.keys(record.configs).length > 0) this.#groupConfigs.set(record.name, record.configs);
        else this.#groupConfigs.delete(record.name);
        break;
      case 'features':
        this.#features = { epoch: record.epoch, levels: record.levels };
        break;
      case 'acl':
        this.acls.add(record.acl);
        break;
      case 'remove-acl':
        this.acls.remove(record.acl);
        break;
      case 'scram-credential':
        this.scramUsers.set(record.user, record.credential);
        break;
      case 'remove-scram-credential':
        this.scramUsers.remove(record.user, record.mechanism);
        break;
    }
  }

  /** The shortest run of records that leads to this image. */
  records(): MetadataRecord[] {
    const records: MetadataRecord[] = [{ type: 'producer-ids', next: this.#nextProducerId }];
    if (this.#features.epoch > 0) records.push({ type: 'features', ...this.#features });
    for (const [name, configs] of this.#brokerConfigs) records.push({ type: 'broker-configs', name, configs });
    for (const [name, configs] of this.#groupConfigs) records.push({ type: 'group-configs', name, configs });
    for (const { name, id, configs, leaderEpochs } of this.#topics.values()) {
      records.push({ type: 'topic', name, id, partitions: leaderEpochs.length });
      if (Object.keys(configs).length > 0) records.push({ type: 'topic-configs', name, configs });
      if (leaderEpochs.some((epoch) => epoch > 0)) records.push({ type: 'leader-epochs', name, epochs: leaderEpochs });
    }
    for (const acl of this.acls.values()) records.push({ type: 'acl', acl });
    for (const user of this.scramUsers.names()) {
      for (const credential of this.scramUsers.of(user)) records.push({ type: 'scram-credential', user, credential });
    }
    for (const quota of this.clientQuotas.values()) records.push({ type: 'client-quota', ...quota });
    const { offset, leaderEpoch } = this.#position;
    records.push({ type: 'history', records: offset, elections: leaderEpoch });
    return records;
  }

  #topic(name: string): TopicImage {
    const topic = this.#topics.get(name);
    if (topic === undefined) throw new Error(`the metadata log speaks of topic ${name}, which it did not create`);
    return topic;
  }

  #put(topic: TopicImage): void {
    const before = this.#topics.get(topic.name)?.leaderEpochs.length ?? 0;
    this.#partitionCount += topic.leaderEpochs.length - before;
    if (topic.leaderEpochs.length !== before) this.#topicsVersion++;
    this.#topics.set(topic.name, topic);
    this.#names.set(topic.id, topic.name);
  }

  #remove(topic: TopicImage): void {
    this.#partitionCount -= topic.leaderEpochs.length;
    this.#topicsVersion++;
    this.#topics.delete(topic.name);
    this.#names.delete(topic.id);
  }
}
