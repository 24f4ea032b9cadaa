/** The log's topics. Each is created by whoever needs it first, with these settings. */
export interface TopicPlan {
  readonly name: string;
  readonly partitions: number;
  readonly configs: Readonly<Record<string, string>>;
}

const DAY_MS = 86_400_000;

/** Partition count shared by the events topic and everything that is computed partition by partition from it. */
export const EVENT_PARTITIONS = 6;

/** Every accepted event, keyed by site and visitor: one visitor's events meet in one partition, in order. */
export const EVENTS_TOPIC: TopicPlan = {
  name: 'weir.events',
  partitions: EVENT_PARTITIONS,
  configs: {
    'cleanup.policy': 'delete',
    'retention.ms': String(30 * DAY_MS),
    'segment.bytes': String(64 * 1024 * 1024),
  },
};

/** Rolling aggregates as upserts; partition i carries what was computed from partition i of the events. */
export const ROLLUPS_TOPIC: TopicPlan = {
  name: 'weir.rollups',
  partitions: EVENT_PARTITIONS,
  configs: {
    'cleanup.policy': 'compact,delete',
    'retention.ms': String(DAY_MS),
    'segment.bytes': String(16 * 1024 * 1024),
  },
};

/** What the collectors have taken and refused (engine/collect/books.ts): one key a process and site. */
export const COLLECTED_TOPIC: TopicPlan = {
  name: 'weir.collected',
  partitions: 1,
  configs: {
    'cleanup.policy': 'compact,delete',
    'retention.ms': String(30 * DAY_MS),
    'segment.bytes': String(4 * 1024 * 1024),
  },
};

/** What metrics there are: one key a metric (engine/rollups/metrics/registry.ts), the newest record of each counts. */
export const METRICS_TOPIC: TopicPlan = {
  name: 'weir.metrics',
  partitions: 1,
  configs: { 'cleanup.policy': 'compact', 'segment.bytes': String(4 * 1024 * 1024) },
};

/** Boards: one key a board (engine/boards/board-table.ts). */
export const BOARDS_TOPIC: TopicPlan = {
  name: 'weir.boards',
  partitions: 1,
  configs: { 'cleanup.policy': 'compact', 'segment.bytes': String(4 * 1024 * 1024) },
};

/** Values of metrics as upserts; partition i carries what was computed from partition i of the events. */
export const METRIC_VALUES_TOPIC: TopicPlan = {
  name: 'weir.metric-values',
  partitions: EVENT_PARTITIONS,
  configs: {
    'cleanup.policy': 'compact,delete',
    'retention.ms': String(DAY_MS),
    'segment.bytes': String(16 * 1024 * 1024),
  },
};

/** Checkpoints of a group's tasks; partition i holds the state of the task on partition i of the events. */
export function stateTopic(group: string): TopicPlan {
  return {
    name: `${group}.state`,
    partitions: EVENT_PARTITIONS,
    configs: {
      // By size too, so that a broker which does not get round to compaction keeps no more than a few checkpoints: one is a
      // few MB, with metrics over millions of visitors some tens of MB.
      'cleanup.policy': 'compact,delete',
      'retention.ms': '-1',
      'retention.bytes': String(256 * 1024 * 1024),
      'segment.bytes': String(4 * 1024 * 1024),
      'max.message.bytes': String(1024 * 1024),
    },
  };
}

/** Heartbeats of the groups' processes (engine/stream/status.ts): one key a process and group. */
export const STATUS_TOPIC: TopicPlan = {
  name: 'weir.status',
  partitions: 1,
  configs: {
    'cleanup.policy': 'compact,delete',
    'retention.ms': String(DAY_MS / 24),
    'segment.bytes': String(4 * 1024 * 1024),
  },
};

export const ARCHIVE_GROUP = 'weir-archive';
export const ROLLUPS_GROUP = 'weir-rollups';
