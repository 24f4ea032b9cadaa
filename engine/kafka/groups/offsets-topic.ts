/**
 * The compacted topic that holds groups and committed offsets. Kafka makes 50 partitions to spread groups over brokers; on one broker 8 keep the
 * folder small and the replay on start in one pass of a few files.
 */
export const OFFSETS_TOPIC = {
  name: '__consumer_offsets',
  partitions: 8,
  configs: {
    'cleanup.policy': 'compact',
    'segment.bytes': String(8 * 1024 * 1024),
    'compression.type': 'producer',
  },
} as const satisfies { name: string; partitions: number; configs: Readonly<Record<string, string>> };
