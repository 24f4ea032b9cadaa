import { Reader } from '../protocol/reader.ts';
import { Writer } from '../protocol/writer.ts';

/*
 * Keys of __consumer_offsets as Kafka writes them: an int16 that tells the kind of record, then the group, then what else names it. The kinds
 * and their numbers are those of Kafka's CoordinatorRecordType; 0 is an offset commit of old.
 */
const NUMBERS = {
  /** group string | topic string | partition int32 */
  offset: 1,
  /** group string */
  classicGroup: 2,
  /** group string, for these of KIP-848 */
  consumerGroup: 3,
  partitionMetadata: 4,
  targetAssignmentEpoch: 6,
  /** group string | member id string */
  member: 5,
  targetAssignment: 7,
  currentAssignment: 8,
  /** group string | pattern string */
  regularExpression: 16,
} as const;

type GroupKind = 'classicGroup' | 'consumerGroup' | 'partitionMetadata' | 'targetAssignmentEpoch';
type NamedKind = 'member' | 'targetAssignment' | 'currentAssignment' | 'regularExpression';

export interface OffsetKey {
  readonly kind: 'offset';
  readonly groupId: string;
  readonly topic: string;
  readonly partition: number;
}

export type RecordKey =
  | OffsetKey
  | { readonly kind: GroupKind; readonly groupId: string }
  /** `name` is the member's id, or the pattern. */
  | { readonly kind: NamedKind; readonly groupId: string; readonly name: string };

export function encodeKey(key: RecordKey): Buffer {
  const writer = new Writer(64);
  writer.int16(NUMBERS[key.kind]);
  writer.string(key.groupId);
  if (key.kind === 'offset') {
    writer.string(key.topic);
    writer.int32(key.partition);
  } else if ('name' in key) writer.string(key.name);
  return Buffer.concat(writer.finish());
}

/** undefined for keys of kinds that are not ours (share and streams groups). Throws ProtocolError when damaged. */
export function decodeKey(bytes: Buffer): RecordKey | undefined {
  const reader = new Reader(bytes);
  const number = reader.int16();
  switch (number) {
    case 0:
    case NUMBERS.offset:
      return { kind: 'offset', groupId: reader.string(), topic: reader.string(), partition: reader.int32() };
    case NUMBERS.classicGroup:
      return { kind: 'classicGroup', groupId: reader.string() };
    case NUMBERS.consumerGroup:
      return { kind: 'consumerGroup', groupId: reader.string() };
    case NUMBERS.partitionMetadata:
      return { kind: 'partitionMetadata', groupId: reader.string() };
    case NUMBERS.targetAssignmentEpoch:
      return { kind: 'targetAssignmentEpoch', groupId: reader.string() };
    case NUMBERS.member:
      return { kind: 'member', groupId: reader.string(), name: reader.string() };
    case NUMBERS.targetAssignment:
      return { kind: 'targetAssignment', groupId: reader.string(), name: reader.string() };
    case NUMBERS.currentAssignment:
      return { kind: 'currentAssignment', groupId: reader.string(), name: reader.string() };
    case NUMBERS.regularExpression:
      return { kind: 'regularExpression', groupId: reader.string(), name: reader.string() };
    default:
      return undefined;
  }
}
