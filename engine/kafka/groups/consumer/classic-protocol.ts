import { RequestError } from '../../protocol/errors.ts';
import type {
  HeartbeatRequest,
  JoinGroupRequest,
  JoinGroupResponse,
  LeaveGroupRequest,
  LeaveGroupResponse,
  SyncGroupRequest,
  SyncGroupResponse,
} from '../classic/api.ts';
import type { GroupLimits } from '../classic/classic-group.ts';
import type { NewMemberId } from '../classic/classic-groups.ts';
import { CONSUMER_PROTOCOL_TYPE } from '../classic/consumer-protocol.ts';
import { refusedJoin } from '../classic/rebalance.ts';
import { refusalOf, requireSaved } from '../group-refusal.ts';
import type { ConsumerSlot } from '../group-slot.ts';
import {
  checkClassicJoin,
  classicMember,
  joinAsClassic,
  joinedAsClassic,
  leavingClassic,
  mustRejoin,
  protocolOf,
  syncAsClassic,
} from './classic-members.ts';
import { stateOf } from './consumer-group.ts';
import { speaksClassicOnly } from './conversion.ts';
import type { GroupSteps } from './group-steps.ts';

/** Consumer groups as the classic group APIs reach them, while they migrate. Methods throw RequestError. */
export class ClassicProtocol {
  readonly #steps: GroupSteps;
  readonly #limits: GroupLimits;
  readonly #newMemberId: NewMemberId;

  constructor(steps: GroupSteps, limits: GroupLimits, newMemberId: NewMemberId) {
    this.#steps = steps;
    this.#limits = limits;
    this.#newMemberId = newMemberId;
  }

  async joinGroup(slot: ConsumerSlot, asked: JoinGroupRequest): Promise<JoinGroupResponse> {
    const isNew = asked.memberId === '';
    const memberId = isNew ? this.#newMemberId(asked.groupInstanceId ?? asked.clientId) : asked.memberId;
    const request = { ...asked, memberId };
    const context = this.#steps.context();
    checkSessionTimeout(asked, this.#limits);
    checkClassicJoin(slot.group, request, context.maxMembers);
    // KIP-394, as in classic groups.
    if (isNew && asked.requireKnownMemberId && asked.groupInstanceId === null) {
      return refusedJoin('MEMBER_ID_REQUIRED', memberId);
    }
    const before = slot.group;
    const { group, member } = joinAsClassic(before, request, isNew, context);
    // The last member of the consumer protocol came back with the classic one (KIP-345).
    if (speaksClassicOnly(group)) {
      const isSettled = group.groupEpoch === before.groupEpoch && stateOf(group) === 'Stable';
      await requireSaved(this.#steps.becomeClassic(slot, group, !isSettled));
      return joinedAsClassic(member);
    }
    const saved = this.#steps.commit(slot, group);
    this.#steps.heardOf(group, member);
    this.#steps.awaitSync(group, member);
    await requireSaved(saved);
    return joinedAsClassic(member);
  }

  syncGroup({ group }: ConsumerSlot, request: SyncGroupRequest): SyncGroupResponse {
    const member = classicMember(group, request);
    const protocolName = protocolOf(member);
    const { protocolType: askedType, protocolName: askedName } = request;
    if (
      (askedType ?? CONSUMER_PROTOCOL_TYPE) !== CONSUMER_PROTOCOL_TYPE ||
      (askedName ?? protocolName) !== protocolName
    ) {
      throw new RequestError('INCONSISTENT_GROUP_PROTOCOL', `Member ${member.memberId} joined with ${protocolName}.`);
    }
    const assignment = syncAsClassic(group, member, this.#steps.topics);
    if (!assignment) {
      this.#steps.awaitJoin(group, member);
      throw new RequestError('REBALANCE_IN_PROGRESS', `Member ${member.memberId} has to join again.`);
    }
    this.#steps.heardOf(group, member);
    this.#steps.synced(group, member.memberId);
    return { errorCode: 'NONE', protocolType: CONSUMER_PROTOCOL_TYPE, protocolName, assignment };
  }

  heartbeat({ group }: ConsumerSlot, request: HeartbeatRequest): 'NONE' | 'REBALANCE_IN_PROGRESS' {
    const member = classicMember(group, request);
    this.#steps.heardOf(group, member);
    if (!mustRejoin(group, member)) return 'NONE';
    this.#steps.awaitJoin(group, member);
    return 'REBALANCE_IN_PROGRESS';
  }

  async leaveGroup(slot: ConsumerSlot, request: LeaveGroupRequest): Promise<LeaveGroupResponse> {
    const gone: string[] = [];
    const members = request.members.map((who) => {
      try {
        const { memberId } = leavingClassic(slot.group, who);
        gone.push(memberId);
        return { ...who, memberId, errorCode: 'NONE' as const };
      } catch (error) {
        return { ...who, errorCode: refusalOf(error).code };
      }
    });
    await requireSaved(this.#steps.remove(slot, slot.group, gone));
    return { errorCode: 'NONE', members };
  }
}

function checkSessionTimeout({ sessionTimeoutMs }: JoinGroupRequest, limits: GroupLimits): void {
  const { minSessionTimeoutMs, maxSessionTimeoutMs } = limits;
  if (sessionTimeoutMs >= minSessionTimeoutMs && sessionTimeoutMs <= maxSessionTimeoutMs) return;
  const allowed = `${minSessionTimeoutMs} to ${maxSessionTimeoutMs} ms are allowed`;
  throw new RequestError('INVALID_SESSION_TIMEOUT', `Session timeout ${sessionTimeoutMs} ms: ${allowed}.`);
}
