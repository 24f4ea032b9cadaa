import { createHash } from 'node:crypto';
import type { TopicsView } from '../topics-view.ts';
import type { ConsumerGroup, MemberMetadata, ResolvedPattern } from './consumer-group.ts';

/** Names that a member subscribes to, by name or by pattern, whether there is such a topic or not. */
export function memberTopics(
  { subscribedTopicNames, subscribedTopicRegex }: MemberMetadata,
  resolved: ConsumerGroup['resolved'],
): ReadonlySet<string> {
  const names = new Set(subscribedTopicNames);
  const matched = subscribedTopicRegex ? resolved.get(subscribedTopicRegex)?.topics : undefined;
  for (const name of matched ?? []) names.add(name);
  return names;
}

/** Names that any member subscribes to. */
export function groupTopics(group: ConsumerGroup): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { metadata } of group.members.values()) {
    for (const name of metadata.subscribedTopicNames) names.add(name);
  }
  for (const { topics } of group.resolved.values()) for (const name of topics) names.add(name);
  return names;
}

/** Patterns that members subscribe with. */
export function groupPatterns(group: ConsumerGroup): ReadonlySet<string> {
  const patterns = new Set<string>();
  for (const { metadata } of group.members.values()) {
    if (metadata.subscribedTopicRegex) patterns.add(metadata.subscribedTopicRegex);
  }
  return patterns;
}

/** Takes over what patterns were found to name, and forgets those that nobody has any more. Where nothing changed the map stays. */
export function withResolved(
  group: ConsumerGroup,
  found: ReadonlyMap<string, ResolvedPattern>,
): { readonly group: ConsumerGroup; readonly topicsChanged: boolean } {
  const patterns = groupPatterns(group);
  const resolved = new Map<string, ResolvedPattern>();
  let [isSame, topicsChanged] = [patterns.size === group.resolved.size, false];
  for (const pattern of patterns) {
    const known = group.resolved.get(pattern);
    const fresh = found.get(pattern) ?? known;
    if (!fresh) continue;
    const equal = known !== undefined && sameNames(known.topics, fresh.topics);
    topicsChanged ||= !equal;
    isSame &&= known === fresh;
    resolved.set(pattern, equal ? { ...fresh, topics: known.topics } : fresh);
  }
  return { group: isSame ? group : { ...group, resolved }, topicsChanged };
}

/** A digest of the topics that are subscribed to and exist: one that changes asks for a new target. 48 bits, 0 for no topic. */
export function metadataHashOf(names: Iterable<string>, topics: TopicsView): number {
  const known = [...names].flatMap((name) => topics.topic(name) ?? []).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (known.length === 0) return 0;
  const hash = createHash('sha256');
  for (const { name, id, partitions } of known) hash.update(`${name}\0${id}\0${partitions}\n`);
  return hash.digest().readUIntBE(0, 6);
}

export function sameNames(a: Iterable<string>, b: Iterable<string>): boolean {
  const [left, right] = [new Set(a), new Set(b)];
  return left.size === right.size && left.isSubsetOf(right);
}
