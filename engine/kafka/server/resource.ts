/** Kinds of resources that have configs, in Kafka's numbers. */
export const RESOURCE = { topic: 2, broker: 4 } as const;
