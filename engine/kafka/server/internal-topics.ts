import { OFFSETS_TOPIC } from '../groups/offsets-topic.ts';
import { TRANSACTIONS_TOPIC } from '../transactions/transactions-topic.ts';

/** Topics that the broker keeps for itself: clients may read them, not write or delete them. */
export const isInternalTopic = (name: string): boolean =>
  name === OFFSETS_TOPIC.name || name === TRANSACTIONS_TOPIC.name;
