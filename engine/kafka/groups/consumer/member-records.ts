import { ProtocolError } from '../../protocol/protocol-error.ts';
import { Reader } from '../../protocol/reader.ts';
import { Writer } from '../../protocol/writer.ts';
import type { ClassicMetadata, MemberMetadata } from './consumer-group.ts';

/*
 * ConsumerGroupMemberMetadataValue 0 as Kafka writes it, behind an int16 version; strings and lists are compact, tagged fields end each struct:
 *   instanceId ?string | rackId ?string | clientId string | clientHost string | subscribedTopicNames []string
 *   | subscribedTopicRegex ?string | rebalanceTimeoutMs int32 | serverAssignor ?string
 *   | tag 0: null int8, then sessionTimeoutMs int32 | supportedProtocols: name string, metadata bytes
 */
const VERSION = 0;
const CLASSIC_TAG = 0;
/** A struct that may be null begins with a byte: negative for null. */
const PRESENT = 1;

export function encodeMember(member: MemberMetadata): Buffer {
  const writer = new Writer(256);
  writer.int16(VERSION);
  writer.compactNullableString(member.instanceId);
  writer.compactNullableString(member.rackId);
  writer.compactString(member.clientId);
  writer.compactString(member.clientHost);
  writer.compactListLength(member.subscribedTopicNames.length);
  for (const name of member.subscribedTopicNames) writer.compactString(name);
  writer.compactNullableString(member.subscribedTopicRegex);
  writer.int32(member.rebalanceTimeoutMs);
  writer.compactNullableString(member.serverAssignor);
  writer.uvarint(member.classic ? 1 : 0);
  if (member.classic) writer.tagged(CLASSIC_TAG, encodeClassic(member.classic));
  return Buffer.concat(writer.finish());
}

function encodeClassic({ sessionTimeoutMs, protocols }: ClassicMetadata): Writer {
  const writer = new Writer(128);
  writer.int8(PRESENT);
  writer.int32(sessionTimeoutMs);
  writer.compactListLength(protocols.length);
  for (const { name, metadata } of protocols) {
    writer.compactString(name);
    writer.compactBytes(metadata);
    writer.uvarint(0);
  }
  writer.uvarint(0);
  return writer;
}

/** Throws ProtocolError when damaged or of a newer version. */
export function decodeMember(value: Buffer): MemberMetadata {
  const reader = new Reader(value);
  const version = reader.int16();
  if (version > VERSION) throw new ProtocolError(`member metadata of version ${version}`);
  const member = {
    instanceId: reader.compactNullableString(),
    rackId: reader.compactNullableString(),
    clientId: reader.compactString(),
    clientHost: reader.compactString(),
    subscribedTopicNames: Array.from({ length: reader.compactListLength() }, () => reader.compactString()),
    subscribedTopicRegex: reader.compactNullableString(),
    rebalanceTimeoutMs: reader.int32(),
    serverAssignor: reader.compactNullableString(),
  };
  let classic: ClassicMetadata | null = null;
  for (let left = reader.uvarint(); left > 0; left--) {
    const tag = reader.uvarint();
    const size = reader.uvarint();
    if (tag === CLASSIC_TAG) classic = decodeClassic(reader);
    else reader.skip(size);
  }
  return { ...member, classic };
}

function decodeClassic(reader: Reader): ClassicMetadata | null {
  if (reader.int8() < 0) return null;
  const sessionTimeoutMs = reader.int32();
  const protocols = Array.from({ length: reader.compactListLength() }, () => {
    const protocol = { name: reader.compactString(), metadata: Buffer.from(reader.compactBytes()) };
    reader.skipTaggedFields();
    return protocol;
  });
  reader.skipTaggedFields();
  return { sessionTimeoutMs, protocols };
}
