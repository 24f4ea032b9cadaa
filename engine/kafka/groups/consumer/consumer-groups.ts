import { RequestError } from '../../protocol/errors.ts';
import { requireSaved } from '../group-refusal.ts';
import type { GroupRegistry } from '../group-registry.ts';
import { type ConsumerSlot, isConsumer } from '../group-slot.ts';
import type { ConsumerHeartbeatRequest, ConsumerHeartbeatResponse, DescribedConsumerGroup } from './api.ts';
import { JOIN_EPOCH, type ResolvedPattern } from './consumer-group.ts';
import { describeConsumerGroup } from './describe.ts';
import type { GroupSteps } from './group-steps.ts';
import { heartbeat, withEpoch } from './heartbeat.ts';
import { leave } from './leave.ts';
import { checkPattern, PatternResolver } from './pattern-resolver.ts';
import { groupPatterns } from './subscription.ts';
import { checkHeartbeat, isLeaving } from './validate.ts';

/** Consumer groups (KIP-848) as their own APIs reach them. Methods throw RequestError. */
export class ConsumerGroups {
  readonly #registry: GroupRegistry;
  readonly #steps: GroupSteps;
  readonly #patterns: PatternResolver;
  readonly #newMemberId: () => string;

  constructor(registry: GroupRegistry, steps: GroupSteps, newMemberId: () => string) {
    this.#registry = registry;
    this.#steps = steps;
    this.#newMemberId = newMemberId;
    this.#patterns = new PatternResolver(steps.topics, () => steps.nowMs);
  }

  async heartbeat(request: ConsumerHeartbeatRequest): Promise<ConsumerHeartbeatResponse> {
    checkHeartbeat(request);
    if (isLeaving(request)) return this.#leave(request);
    const pattern = this.#newPattern(request);
    if (pattern !== null) checkPattern(pattern);
    // Who names topics besides is not kept from those by a pattern: what it means follows, as in Kafka.
    const awaited = pattern !== null && request.subscribedTopicNames?.length === 0 ? [pattern] : [];
    const answer = this.#stay(request, await this.#patterns.resolve(awaited, request.mayDescribe));
    void this.#followTopics(request);
    return answer;
  }

  /** The group with its members. */
  describe(groupId: string): DescribedConsumerGroup {
    return describeConsumerGroup(this.#slot(groupId).group, this.#steps.topics);
  }

  /** Nothing may come between the group as it is read here and the group that is put in its place. */
  async #stay(
    request: ConsumerHeartbeatRequest,
    found: ReadonlyMap<string, ResolvedPattern>,
  ): Promise<ConsumerHeartbeatResponse> {
    const { groupId, memberEpoch } = request;
    const before =
      memberEpoch === JOIN_EPOCH
        ? this.#steps.joinable(groupId, this.#registry.get(groupId)?.group)
        : this.#slot(groupId).group;
    const memberId = request.memberId || this.#newMemberId();
    const { group, member, assignment } = heartbeat(before, { ...request, memberId }, this.#steps.context(found));
    const saved = this.#steps.commit(this.#registry.getOrCreate(groupId), group);
    this.#steps.heardOf(group, member);
    if (before.members.get(memberId)?.current !== member.current) this.#steps.awaitRevocation(group, member);
    await requireSaved(saved);
    return this.#answer(groupId, memberId, member.current.epoch, assignment);
  }

  async #leave(request: ConsumerHeartbeatRequest): Promise<ConsumerHeartbeatResponse> {
    const { groupId, memberId, memberEpoch } = request;
    const slot = this.#slot(groupId);
    const { group, gone } = leave(slot.group, request);
    await requireSaved(this.#steps.remove(slot, group, gone));
    return this.#answer(groupId, memberId, memberEpoch, null);
  }

  #answer(
    groupId: string,
    memberId: string,
    memberEpoch: number,
    assignment: ConsumerHeartbeatResponse['assignment'],
  ): ConsumerHeartbeatResponse {
    const { heartbeatIntervalMs } = this.#steps.configOf(groupId);
    return { errorCode: 'NONE', errorMessage: null, memberId, memberEpoch, heartbeatIntervalMs, assignment };
  }

  /** A pattern that nobody in the group has yet; null for none. */
  #newPattern({ groupId, subscribedTopicRegex }: ConsumerHeartbeatRequest): string | null {
    const group = this.#registry.get(groupId)?.group;
    const isKnown = group?.type === 'consumer' && groupPatterns(group).has(subscribedTopicRegex ?? '');
    return subscribedTopicRegex && !isKnown ? subscribedTopicRegex : null;
  }

  /** Holds the group's patterns against the topics as they are now, where they have not been. Behind the answers: a later heartbeat tells. */
  async #followTopics({ groupId, mayDescribe }: ConsumerHeartbeatRequest): Promise<void> {
    const patterns = this.#stalePatterns(groupId);
    if (patterns.size === 0) return;
    const found = await this.#patterns.resolve(patterns, mayDescribe);
    const slot = this.#registry.get(groupId);
    if (slot && isConsumer(slot))
      void this.#steps.commit(slot, withEpoch(slot.group, false, this.#steps.context(found)));
  }

  #stalePatterns(groupId: string): ReadonlySet<string> {
    const group = this.#registry.get(groupId)?.group;
    if (group?.type !== 'consumer') return new Set();
    const isFresh = (pattern: string) => group.resolved.get(pattern)?.version === this.#steps.topics.version;
    return new Set([...groupPatterns(group)].filter((pattern) => !isFresh(pattern)));
  }

  #slot(groupId: string): ConsumerSlot {
    const slot = this.#registry.get(groupId);
    if (!slot) throw new RequestError('GROUP_ID_NOT_FOUND', `Group ${groupId} not found.`);
    if (!isConsumer(slot)) throw new RequestError('GROUP_ID_NOT_FOUND', `Group ${groupId} is not a consumer group.`);
    return slot;
  }
}
