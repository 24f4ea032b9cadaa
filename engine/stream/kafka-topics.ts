/** Topics of a Kafka cluster, made, changed and deleted: any broker takes these requests and hands them on (KIP-590). */
import {
  createPartitionsV3,
  createTopicsV7,
  deleteTopicsV6,
  describeConfigsV4,
  incrementalAlterConfigsV1,
} from '@platformatic/kafka';
import { KafkaError } from './kafka-error.ts';
import { type ClientOptions, openWire, partialResponse, type Wire } from './kafka-wire.ts';

const TIMEOUT_MS = 20_000;
/** As many as the cluster's own default (KIP-464). */
const DEFAULT = -1;
const TOPIC_RESOURCE = 2;
const SET = 0;
const DELETE = 1;
/** Where a config of a topic may come from: it was set for the topic itself. */
const SOURCE_TOPIC = 1;

export interface TopicConfig {
  name: string;
  value: string;
  /** Set for this topic, and no default. */
  isOwn: boolean;
}

export interface TopicWish {
  name: string;
  /** Null takes the cluster's default. */
  partitions: number | null;
  replicas: number | null;
  configs: Readonly<Record<string, string>>;
}

/** Rejects with a `KafkaError` that says in the broker's words what is wrong with the wish. */
export function createTopic(options: ClientOptions, { name, partitions, replicas, configs }: TopicWish): Promise<void> {
  const topic = {
    name,
    numPartitions: partitions ?? DEFAULT,
    replicationFactor: replicas ?? DEFAULT,
    assignments: [],
    configs: Object.entries(configs).map(([config, value]) => ({ name: config, value })),
  };
  return ask(options, async (wire) => {
    await wire
      .request('creating a topic', null, [createTopicsV7.api], (api, connection) =>
        api.async(connection, [topic], TIMEOUT_MS, false),
      )
      .catch((error) => refuse<Answer<'topics'>>(error, ({ topics }) => topics));
  });
}

export function deleteTopic(options: ClientOptions, name: string): Promise<void> {
  return ask(options, async (wire) => {
    await wire
      .request('deleting a topic', null, [deleteTopicsV6.api], (api, connection) =>
        api.async(connection, [{ name }], TIMEOUT_MS),
      )
      .catch((error) => refuse<Answer<'responses'>>(error, ({ responses }) => responses));
  });
}

/** Grows a topic to a new total of partitions. */
export function addPartitions(options: ClientOptions, name: string, count: number): Promise<void> {
  return ask(options, async (wire) => {
    await wire
      .request('adding partitions', null, [createPartitionsV3.api], (api, connection) =>
        api.async(connection, [{ name, count, assignments: null }], TIMEOUT_MS, false),
      )
      .catch((error) => refuse<Answer<'results'>>(error, ({ results }) => results));
  });
}

/** Sets configs of a topic; null gives one its default again. Those that are not named stay. */
export function alterTopic(
  options: ClientOptions,
  resourceName: string,
  configs: Readonly<Record<string, string | null>>,
): Promise<void> {
  const changes = Object.entries(configs).map(([name, value]) =>
    value === null
      ? ({ name, configOperation: DELETE } as const)
      : ({ name, configOperation: SET as typeof SET, value } as const),
  );
  const resource = { resourceType: TOPIC_RESOURCE as typeof TOPIC_RESOURCE, resourceName, configs: changes };
  return ask(options, async (wire) => {
    await wire
      .request('changing a topic', null, [incrementalAlterConfigsV1.api], (api, connection) =>
        api.async(connection, [resource], false),
      )
      .catch((error) => refuse<Answer<'responses'>>(error, ({ responses }) => responses));
  });
}

/** Every config that holds for a topic, by name. */
export function topicConfigs(options: ClientOptions, resourceName: string): Promise<TopicConfig[]> {
  const resource = { resourceType: TOPIC_RESOURCE as typeof TOPIC_RESOURCE, resourceName, configurationKeys: null };
  return ask(options, async (wire) => {
    const { results } = await wire.request('describing a topic', null, [describeConfigsV4.api], (api, connection) =>
      api.async(connection, [resource], false, false),
    );
    const configs = results.flatMap((result) => result.configs);
    return configs
      .map(({ name, value, configSource }) => ({ name, value: value ?? '', isOwn: configSource === SOURCE_TOPIC }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  });
}

interface Refusal {
  errorCode: number;
  errorMessage: string | null;
}
type Answer<List extends string> = Record<List, Refusal[]>;

/** The same error with what the broker says about it, where it says something. */
function refuse<Response>(error: KafkaError, results: (response: Response) => Refusal[]): never {
  const response = partialResponse<Response>(error);
  const said = response && results(response).find(({ errorCode }) => errorCode !== 0)?.errorMessage;
  throw said ? new KafkaError(error.code, said, error.cause) : error;
}

async function ask<T>(options: ClientOptions, question: (wire: Wire) => Promise<T>): Promise<T> {
  const wire = openWire(options);
  try {
    return await question(wire);
  } finally {
    await wire.close();
  }
}
