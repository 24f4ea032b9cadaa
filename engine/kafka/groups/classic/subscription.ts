import { ProtocolError } from '../../protocol/protocol-error.ts';
import { Reader } from '../../protocol/reader.ts';
import type { ClassicGroup } from './classic-group.ts';
import { metadataOf } from './protocol-selection.ts';

/** The protocol type of Kafka's own consumers, whose metadata says what they subscribe to. */
const CONSUMER_PROTOCOL_TYPE = 'consumer';

/** Topics that the members of a consumer group subscribe to; undefined when it cannot be told (another protocol type, or metadata that does not parse). */
export function subscribedTopics(group: ClassicGroup): ReadonlySet<string> | undefined {
  if (group.protocolType !== CONSUMER_PROTOCOL_TYPE || group.protocolName === null) return undefined;
  const topics = new Set<string>();
  for (const member of group.members.values()) {
    const subscribed = topicsOf(metadataOf(member, group.protocolName));
    if (!subscribed) return undefined;
    for (const topic of subscribed) topics.add(topic);
  }
  return topics;
}

/** ConsumerProtocolSubscription begins, in all versions, with version int16 and topics []string. */
function topicsOf(metadata: Buffer): string[] | undefined {
  try {
    const reader = new Reader(metadata);
    reader.int16();
    return Array.from({ length: reader.listLength() }, () => reader.string());
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
