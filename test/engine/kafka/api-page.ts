import { BROKER_CONFIGS } from '../../../engine/kafka/cluster/broker-config-table.ts';
import { QUOTA_NAMES } from '../../../engine/kafka/cluster/client-quotas.ts';
import { FEATURES } from '../../../engine/kafka/cluster/features.ts';
import { TOPIC_CONFIGS, type TopicConfigDefinition } from '../../../engine/kafka/cluster/topic-config-table.ts';
import type { ApiVersionsResponse } from '../../../engine/kafka/protocol/generated/api-versions.ts';
import { HANDLERS } from '../../../engine/kafka/server/apis.ts';

/** What Apache Kafka 4.1 answers to ApiVersions on its broker listener, with default settings. The conformance suite `admin-answers` compares it. */
export const APACHE_KAFKA_VERSIONS: Readonly<Record<number, string>> = {
  0: '0-13',
  1: '4-18',
  2: '1-10',
  3: '0-13',
  8: '2-9',
  9: '1-9',
  10: '0-6',
  11: '0-9',
  12: '0-4',
  13: '0-5',
  14: '0-5',
  15: '0-6',
  16: '0-5',
  17: '0-1',
  18: '0-4',
  19: '2-7',
  20: '1-6',
  21: '0-2',
  22: '0-5',
  23: '2-4',
  24: '0-5',
  25: '0-4',
  26: '0-5',
  27: '1',
  28: '0-5',
  29: '1-3',
  30: '1-3',
  31: '1-3',
  32: '1-4',
  33: '0-2',
  34: '1-2',
  35: '1-4',
  36: '0-2',
  37: '0-3',
  38: '1-3',
  39: '1-2',
  40: '1-2',
  41: '1-3',
  42: '0-2',
  43: '0-2',
  44: '0-1',
  45: '0-1',
  46: '0',
  47: '0',
  48: '0-1',
  49: '0-1',
  50: '0',
  51: '0',
  55: '0-2',
  57: '0-2',
  60: '0-2',
  61: '0',
  64: '0',
  65: '0',
  66: '0-2',
  68: '0-1',
  69: '0-1',
  74: '0-1',
  75: '0',
  76: '1',
  77: '1',
  78: '1',
  79: '1',
  80: '0',
  81: '0',
  83: '0',
  84: '0',
  85: '0',
  86: '0',
  87: '0',
  90: '0',
  91: '0',
  92: '0',
};

/** How what is served differs from Apache Kafka, and why. */
const DIFFERENCES: Readonly<Record<number, string>> = {
  8: "v10 is Kafka 4.2's.",
  9: "v10 is Kafka 4.2's.",
  2: "v11 is Kafka 4.2's; timestamps of remote storage (-5, -6) find nothing, as there is none.",
  10: 'Groups and transactions; share groups are refused.',
  19: 'One replica.',
  27: "v2 is Kafka 4.2's.",
  32: 'Topics, brokers and consumer groups. Loggers and client metrics are refused: there are none. Configs: see below.',
  33: 'As DescribeConfigs. A broker config that there is not is kept and acts on nothing; its value is not told.',
  43: 'One replica: every partition has its preferred leader already.',
  44: 'As AlterConfigs.',
  45: 'One broker: only the assignment that is in place is taken.',
  46: 'One broker: nothing is ever being reassigned.',
  48: `Users and client ids, with ${QUOTA_NAMES.join(', ')}. Nothing can be set for addresses.`,
  49: 'Quotas that are not enforced (`controller_mutation_rate`, `connection_creation_rate`) are refused; so are addresses.',
  55: 'A quorum of one, without listeners of its own.',
  57: '`metadata.version` has one level.',
  74: 'Of client metrics and loggers there are none.',
};

/** What Apache Kafka serves and this broker does not. */
const NOT_SERVED: readonly (readonly [keys: readonly number[], name: string, reason: string])[] = [
  [[34], 'AlterReplicaLogDirs', 'There is one folder of logs.'],
  [
    [38, 39, 40, 41],
    'delegation tokens',
    'Not made yet; Kafka too serves them only with a secret key in its settings.',
  ],
  [[64, 80, 81], 'UnregisterBroker, AddRaftVoter, RemoveRaftVoter', 'There is one broker.'],
  [[76, 77, 78, 79, 83, 84, 85, 86, 87, 90, 91, 92], 'share groups and their state', 'Not made yet.'],
];

/** Defaults and bounds that differ from Apache Kafka 4.1. */
const TOPIC_CONFIG_DIFFERENCES: readonly (readonly [name: string, here: string, kafka: string, why: string])[] = [
  ['file.delete.delay.ms', 'acts on nothing', '60000', 'Files go at once: readers hold on to them by themselves.'],
  ['flush.ms', '1000', 'never', 'Kafka counts on other replicas; with one, this bounds what a power loss may take.'],
  ['preallocate', 'false, and nothing else', 'false', 'Segments grow as they are written.'],
  [
    'segment.bytes',
    'at least 1024',
    'at least 1048576',
    'Small segments are useful in tests; Kafka 4.0 took them too.',
  ],
];

export const versionRange = (min: number, max: number): string => (min === max ? String(min) : `${min}-${max}`);

/** The text of docs/kafka-api.md, from what a running broker answered. */
export function apiPage(answer: ApiVersionsResponse): string {
  const served = new Set(answer.apiKeys.map(({ apiKey }) => apiKey));
  const apis = answer.apiKeys.map(({ apiKey, minVersion, maxVersion }) =>
    row(
      apiKey,
      HANDLERS.get(apiKey)!.api.name,
      versionRange(minVersion, maxVersion),
      APACHE_KAFKA_VERSIONS[apiKey] ?? '-',
      DIFFERENCES[apiKey] ?? '',
    ),
  );
  const others = NOT_SERVED.filter(([keys]) => !keys.some((key) => served.has(key)));
  return [
    INTRODUCTION,
    table('Key | API | Versions | Apache Kafka 4.1 | What differs', apis),
    '## Not served\n',
    'What is not served is not advertised, so that clients do not try.\n',
    table(
      'Keys | API | Why',
      others.map(([keys, name, reason]) => row(keys.join(', '), name, reason)),
    ),
    '## Features\n',
    'Levels that `kafka-features` shows and moves (KIP-584).\n',
    table(
      'Feature | Levels | At first',
      Object.entries(FEATURES).map(([name, { min, max, initial }]) => row(code(name), versionRange(min, max), initial)),
    ),
    configs(),
  ].join('\n');
}

function configs(): string {
  const dynamic = Object.entries(BROKER_CONFIGS).filter(([, { isDynamic }]) => isDynamic);
  const fixed = Object.entries(BROKER_CONFIGS).filter(([, { isDynamic }]) => !isDynamic);
  const told = (entries: typeof dynamic): string[] =>
    entries.map(([name, { fallback, documentation }]) => row(code(name), fallback ?? '', documentation));
  const topics = Object.entries(TOPIC_CONFIGS).map(([name, definition]: [string, TopicConfigDefinition]) =>
    row(code(name), definition.fallback, definition.broker === null ? '' : code(definition.broker)),
  );
  return [
    '## Configs of topics\n',
    CONFIGS,
    table('Config | Default | Default of the broker', topics),
    'These differ from Apache Kafka 4.1:\n',
    table(
      'Config | Here | Apache Kafka | Why',
      TOPIC_CONFIG_DIFFERENCES.map(([name, ...cells]) => row(code(name), ...cells)),
    ),
    '## Configs of the broker that change while it runs\n',
    'For this broker (`--entity-name 1`) or for all (`--entity-default`); they act at once and are kept.\n',
    table('Config | Default | Meaning', told(dynamic)),
    '## Configs of the broker that do not\n',
    'They are told, and changing them is refused, as in Kafka.\n',
    table('Config | Kafka\u2019s default | Meaning', told(fixed)),
  ].join('\n');
}

const code = (text: string): string => `\`${text}\``;
const row = (...cells: (string | number)[]): string => `| ${cells.join(' | ')} |`;
const table = (head: string, rows: readonly string[]): string => {
  const line = head.split(' | ').map(() => '---');
  return [`| ${head} |`, row(...line), ...rows, ''].join('\n');
};

const INTRODUCTION = `# Kafka APIs and configs

What the bundled broker serves of Kafka's protocol, beside what Apache Kafka 4.1 answers to ApiVersions. This page is
written from the answers of a running broker: \`npx vitest run test/engine/kafka/api-page.test.ts -u\` writes it anew.
`;

const CONFIGS = `Every config of Apache Kafka 4.1 is told by its name, with type, documentation and where its value comes from. What
cannot be honoured takes its one true value and refuses others with INVALID_CONFIG; a config about other replicas or
remote storage is kept, and acts on nothing, as it does on a Kafka with one broker and no remote storage.
`;
