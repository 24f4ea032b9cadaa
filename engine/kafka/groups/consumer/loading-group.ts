import type { Assignment } from '../assignors/assignment.ts';
import type { RecordKey } from '../record-key.ts';
import {
  type ConsumerGroup,
  type ConsumerMember,
  type CurrentAssignment,
  type MemberMetadata,
  NOTHING_OWNED,
  newConsumerGroup,
  type ResolvedPattern,
} from './consumer-group.ts';
import {
  decodeAssignmentEpoch,
  decodeCurrent,
  decodeGroupEpoch,
  decodeResolved,
  decodeTarget,
} from './group-records.ts';
import { decodeMember } from './member-records.ts';

/** Keys of records of consumer groups. */
export type ConsumerKey = Exclude<RecordKey, { kind: 'offset' | 'classicGroup' }>;

/** A consumer group while it is read from `__consumer_offsets`. */
export class LoadingGroup {
  readonly #groupId: string;
  readonly #members = new Map<string, MemberMetadata>();
  readonly #current = new Map<string, CurrentAssignment>();
  readonly #target = new Map<string, Assignment>();
  readonly #resolved = new Map<string, ResolvedPattern>();
  #epoch = { groupEpoch: 0, metadataHash: 0 };
  #assignmentEpoch = 0;

  constructor(groupId: string) {
    this.#groupId = groupId;
  }

  /** Takes one record over; a null value takes away what the key names. Throws ProtocolError. */
  apply(key: ConsumerKey, value: Buffer | null): void {
    switch (key.kind) {
      case 'consumerGroup':
        this.#epoch = value ? decodeGroupEpoch(value) : { groupEpoch: 0, metadataHash: 0 };
        break;
      case 'targetAssignmentEpoch':
        this.#assignmentEpoch = value ? decodeAssignmentEpoch(value) : 0;
        break;
      case 'member':
        put(this.#members, key.name, value, decodeMember);
        break;
      case 'targetAssignment':
        put(this.#target, key.name, value, decodeTarget);
        break;
      case 'currentAssignment':
        put(this.#current, key.name, value, decodeCurrent);
        break;
      case 'regularExpression':
        put(this.#resolved, key.name, value, decodeResolved);
        break;
      case 'partitionMetadata':
        // Kafka 4.0 kept the topics here, 4.1 a digest with the group's epoch: another digest than ours asks for a new target.
        break;
    }
  }

  /** The group; undefined where its epoch is gone. */
  finish(nowMs: number): ConsumerGroup | undefined {
    if (this.#epoch.groupEpoch === 0) return undefined;
    const members = new Map<string, ConsumerMember>();
    for (const [memberId, metadata] of this.#members) {
      members.set(memberId, { memberId, metadata, current: this.#current.get(memberId) ?? NOTHING_OWNED });
    }
    const target = new Map([...this.#target].filter(([memberId]) => members.has(memberId)));
    return {
      ...newConsumerGroup(this.#groupId, nowMs),
      ...this.#epoch,
      assignmentEpoch: this.#assignmentEpoch,
      members,
      target,
      resolved: this.#resolved,
    };
  }
}

function put<T>(map: Map<string, T>, name: string, value: Buffer | null, decode: (value: Buffer) => T): void {
  if (value) map.set(name, decode(value));
  else map.delete(name);
}
