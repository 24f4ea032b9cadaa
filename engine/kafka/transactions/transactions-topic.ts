/**
 * The compacted topic that holds transactions. It is made when the first transactional producer comes. Kafka makes 50 partitions to spread
 * coordinators over brokers; on one broker 8 keep the folder small.
 */
export const TRANSACTIONS_TOPIC = {
  name: '__transaction_state',
  partitions: 8,
  configs: {
    'cleanup.policy': 'compact',
    'segment.bytes': String(8 * 1024 * 1024),
    'compression.type': 'uncompressed',
  },
} as const satisfies { name: string; partitions: number; configs: Readonly<Record<string, string>> };
