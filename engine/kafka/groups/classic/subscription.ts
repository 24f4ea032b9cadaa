import type { ClassicGroup } from './classic-group.ts';
import { CONSUMER_PROTOCOL_TYPE, decodeSubscription } from './consumer-protocol.ts';
import { metadataOf } from './protocol-selection.ts';

/** Topics that the members of a group of consumers subscribe to; undefined when it cannot be told (another protocol type, or metadata that does not parse). */
export function subscribedTopics(group: ClassicGroup): ReadonlySet<string> | undefined {
  if (group.protocolType !== CONSUMER_PROTOCOL_TYPE || group.protocolName === null) return undefined;
  const topics = new Set<string>();
  for (const member of group.members.values()) {
    const subscription = decodeSubscription(metadataOf(member, group.protocolName));
    if (!subscription) return undefined;
    for (const topic of subscription.topics) topics.add(topic);
  }
  return topics;
}
