// Generated from declarations/fetch.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Bytes } from '../byte-source.ts';
import { type Reader, ZERO_UUID } from '../reader.ts';
import { Writer } from '../writer.ts';

export interface FetchRequestReplicaState {
  replicaId: number;
  replicaEpoch: number;
}

function decodeFetchRequestReplicaState(reader: Reader, version: number): FetchRequestReplicaState {
  const replicaId = reader.int32();
  const replicaEpoch = reader.int64();
  if (version >= 12) reader.skipTaggedFields();
  return { replicaId, replicaEpoch };
}

function encodeFetchRequestReplicaState(writer: Writer, message: FetchRequestReplicaState, version: number): void {
  writer.int32(message.replicaId);
  writer.int64(message.replicaEpoch);
  if (version >= 12) writer.uvarint(0);
}

export interface FetchRequestPartition {
  partition: number;
  currentLeaderEpoch: number;
  fetchOffset: number;
  lastFetchedEpoch: number;
  logStartOffset: number;
  partitionMaxBytes: number;
  replicaDirectoryId: string;
  highWatermark: number;
}

function decodeFetchRequestPartition(reader: Reader, version: number): FetchRequestPartition {
  const partition = reader.int32();
  const currentLeaderEpoch = version >= 9 ? reader.int32() : -1;
  const fetchOffset = reader.int64();
  const lastFetchedEpoch = version >= 12 ? reader.int32() : -1;
  const logStartOffset = version >= 5 ? reader.int64() : -1;
  const partitionMaxBytes = reader.int32();
  let replicaDirectoryId: string = ZERO_UUID;
  let highWatermark: number = Number.MAX_SAFE_INTEGER;
  if (version >= 12) {
    for (let count = reader.uvarint(); count > 0; count--) {
      const tag = reader.uvarint();
      const size = reader.uvarint();
      const end = reader.position + size;
      if (tag === 0 && version >= 17) {
        replicaDirectoryId = reader.uuid();
      } else if (tag === 1 && version >= 18) {
        highWatermark = reader.int64();
      } else {
        reader.skip(size);
      }
      reader.expectPosition(end);
    }
  }
  return { partition, currentLeaderEpoch, fetchOffset, lastFetchedEpoch, logStartOffset, partitionMaxBytes, replicaDirectoryId, highWatermark };
}

function encodeFetchRequestPartition(writer: Writer, message: FetchRequestPartition, version: number): void {
  writer.int32(message.partition);
  if (version >= 9) writer.int32(message.currentLeaderEpoch);
  writer.int64(message.fetchOffset);
  if (version >= 12) writer.int32(message.lastFetchedEpoch);
  if (version >= 5) writer.int64(message.logStartOffset);
  writer.int32(message.partitionMaxBytes);
  if (version >= 12) {
    const hasReplicaDirectoryId = version >= 17 && message.replicaDirectoryId !== ZERO_UUID;
    const hasHighWatermark = version >= 18 && message.highWatermark !== Number.MAX_SAFE_INTEGER;
    writer.uvarint((hasReplicaDirectoryId ? 1 : 0) + (hasHighWatermark ? 1 : 0));
    if (hasReplicaDirectoryId) { const body = new Writer(); body.uuid(message.replicaDirectoryId); writer.tagged(0, body); }
    if (hasHighWatermark) { const body = new Writer(); body.int64(message.highWatermark); writer.tagged(1, body); }
  }
}

export interface FetchRequestTopic {
  topic: string;
  topicId: string;
  partitions: FetchRequestPartition[];
}

function decodeFetchRequestTopic(reader: Reader, version: number): FetchRequestTopic {
  const topic = version >= 13 ? '' : version >= 12 ? reader.compactString() : reader.string();
  const topicId = version >= 13 ? reader.uuid() : ZERO_UUID;
  const partitionsLength = version >= 12 ? reader.compactListLength() : reader.listLength();
  const partitions: FetchRequestPartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeFetchRequestPartition(reader, version));
  if (version >= 12) reader.skipTaggedFields();
  return { topic, topicId, partitions };
}

function encodeFetchRequestTopic(writer: Writer, message: FetchRequestTopic, version: number): void {
  if (version >= 13) {} else if (version >= 12) writer.compactString(message.topic); else writer.string(message.topic);
  if (version >= 13) writer.uuid(message.topicId);
  if (version >= 12) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeFetchRequestPartition(writer, element, version);
  if (version >= 12) writer.uvarint(0);
}

export interface FetchRequestForgottenTopic {
  topic: string;
  topicId: string;
  partitions: number[];
}

function decodeFetchRequestForgottenTopic(reader: Reader, version: number): FetchRequestForgottenTopic {
  const topic = version >= 13 ? '' : version >= 12 ? reader.compactString() : reader.string();
  const topicId = version >= 13 ? reader.uuid() : ZERO_UUID;
  const partitionsLength = version >= 12 ? reader.compactListLength() : reader.listLength();
  const partitions: number[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(reader.int32());
  if (version >= 12) reader.skipTaggedFields();
  return { topic, topicId, partitions };
}

function encodeFetchRequestForgottenTopic(writer: Writer, message: FetchRequestForgottenTopic, version: number): void {
  if (version >= 13) {} else if (version >= 12) writer.compactString(message.topic); else writer.string(message.topic);
  if (version >= 13) writer.uuid(message.topicId);
  if (version >= 12) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) writer.int32(element);
  if (version >= 12) writer.uvarint(0);
}

export interface FetchRequest {
  clusterId: string | null;
  replicaId: number;
  replicaState: FetchRequestReplicaState | null;
  maxWaitMs: number;
  minBytes: number;
  maxBytes: number;
  isolationLevel: number;
  sessionId: number;
  sessionEpoch: number;
  topics: FetchRequestTopic[];
  forgottenTopics: FetchRequestForgottenTopic[];
  rackId: string;
}

function decodeFetchRequest(reader: Reader, version: number): FetchRequest {
  const replicaId = version >= 15 ? -1 : reader.int32();
  const maxWaitMs = reader.int32();
  const minBytes = reader.int32();
  const maxBytes = reader.int32();
  const isolationLevel = reader.int8();
  const sessionId = version >= 7 ? reader.int32() : 0;
  const sessionEpoch = version >= 7 ? reader.int32() : -1;
  const topicsLength = version >= 12 ? reader.compactListLength() : reader.listLength();
  const topics: FetchRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeFetchRequestTopic(reader, version));
  const forgottenTopicsLength = version >= 12 ? reader.compactListLength() : version >= 7 ? reader.listLength() : 0;
  const forgottenTopics: FetchRequestForgottenTopic[] = [];
  for (let index = 0; index < forgottenTopicsLength; index++) forgottenTopics.push(decodeFetchRequestForgottenTopic(reader, version));
  const rackId = version >= 12 ? reader.compactString() : version >= 11 ? reader.string() : '';
  let clusterId: string | null = null;
  let replicaState: FetchRequestReplicaState | null = null;
  if (version >= 12) {
    for (let count = reader.uvarint(); count > 0; count--) {
      const tag = reader.uvarint();
      const size = reader.uvarint();
      const end = reader.position + size;
      if (tag === 0) {
        clusterId = reader.compactNullableString();
      } else if (tag === 1 && version >= 15) {
        replicaState = decodeFetchRequestReplicaState(reader, version);
      } else {
        reader.skip(size);
      }
      reader.expectPosition(end);
    }
  }
  return { clusterId, replicaId, replicaState, maxWaitMs, minBytes, maxBytes, isolationLevel, sessionId, sessionEpoch, topics, forgottenTopics, rackId };
}

function encodeFetchRequest(writer: Writer, message: FetchRequest, version: number): void {
  if (version < 15) writer.int32(message.replicaId);
  writer.int32(message.maxWaitMs);
  writer.int32(message.minBytes);
  writer.int32(message.maxBytes);
  writer.int8(message.isolationLevel);
  if (version >= 7) writer.int32(message.sessionId);
  if (version >= 7) writer.int32(message.sessionEpoch);
  if (version >= 12) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeFetchRequestTopic(writer, element, version);
  if (version >= 12) writer.compactListLength(message.forgottenTopics.length); else if (version >= 7) writer.listLength(message.forgottenTopics.length);
  if (version >= 7) for (const element of message.forgottenTopics) encodeFetchRequestForgottenTopic(writer, element, version);
  if (version >= 12) writer.compactString(message.rackId); else if (version >= 11) writer.string(message.rackId);
  if (version >= 12) {
    const hasClusterId = message.clusterId !== null;
    const hasReplicaState = version >= 15 && message.replicaState !== null;
    writer.uvarint((hasClusterId ? 1 : 0) + (hasReplicaState ? 1 : 0));
    if (hasClusterId) { const body = new Writer(); body.compactNullableString(message.clusterId); writer.tagged(0, body); }
    if (hasReplicaState && message.replicaState !== null) { const body = new Writer(); encodeFetchRequestReplicaState(body, message.replicaState, version); writer.tagged(1, body); }
  }
}

export interface FetchResponseDivergingEpoch {
  epoch: number;
  endOffset: number;
}

function decodeFetchResponseDivergingEpoch(reader: Reader, version: number): FetchResponseDivergingEpoch {
  const epoch = reader.int32();
  const endOffset = reader.int64();
  if (version >= 12) reader.skipTaggedFields();
  return { epoch, endOffset };
}

function encodeFetchResponseDivergingEpoch(writer: Writer, message: FetchResponseDivergingEpoch, version: number): void {
  writer.int32(message.epoch);
  writer.int64(message.endOffset);
  if (version >= 12) writer.uvarint(0);
}

export interface FetchResponseCurrentLeader {
  leaderId: number;
  leaderEpoch: number;
}

function decodeFetchResponseCurrentLeader(reader: Reader, version: number): FetchResponseCurrentLeader {
  const leaderId = reader.int32();
  const leaderEpoch = reader.int32();
  if (version >= 12) reader.skipTaggedFields();
  return { leaderId, leaderEpoch };
}

function encodeFetchResponseCurrentLeader(writer: Writer, message: FetchResponseCurrentLeader, version: number): void {
  writer.int32(message.leaderId);
  writer.int32(message.leaderEpoch);
  if (version >= 12) writer.uvarint(0);
}

export interface FetchResponseSnapshotId {
  endOffset: number;
  epoch: number;
}

function decodeFetchResponseSnapshotId(reader: Reader, version: number): FetchResponseSnapshotId {
  const endOffset = reader.int64();
  const epoch = reader.int32();
  if (version >= 12) reader.skipTaggedFields();
  return { endOffset, epoch };
}

function encodeFetchResponseSnapshotId(writer: Writer, message: FetchResponseSnapshotId, version: number): void {
  writer.int64(message.endOffset);
  writer.int32(message.epoch);
  if (version >= 12) writer.uvarint(0);
}

export interface FetchResponseAbortedTransaction {
  producerId: number;
  firstOffset: number;
}

function decodeFetchResponseAbortedTransaction(reader: Reader, version: number): FetchResponseAbortedTransaction {
  const producerId = reader.int64();
  const firstOffset = reader.int64();
  if (version >= 12) reader.skipTaggedFields();
  return { producerId, firstOffset };
}

function encodeFetchResponseAbortedTransaction(writer: Writer, message: FetchResponseAbortedTransaction, version: number): void {
  writer.int64(message.producerId);
  writer.int64(message.firstOffset);
  if (version >= 12) writer.uvarint(0);
}

export interface FetchResponsePartition {
  partitionIndex: number;
  errorCode: number;
  highWatermark: number;
  lastStableOffset: number;
  logStartOffset: number;
  divergingEpoch: FetchResponseDivergingEpoch | null;
  currentLeader: FetchResponseCurrentLeader | null;
  snapshotId: FetchResponseSnapshotId | null;
  abortedTransactions: FetchResponseAbortedTransaction[] | null;
  preferredReadReplica: number;
  records: Bytes | null;
}

function decodeFetchResponsePartition(reader: Reader, version: number): FetchResponsePartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  const highWatermark = reader.int64();
  const lastStableOffset = reader.int64();
  const logStartOffset = version >= 5 ? reader.int64() : -1;
  const abortedTransactionsLength = version >= 12 ? reader.compactNullableListLength() : reader.nullableListLength();
  let abortedTransactions: FetchResponseAbortedTransaction[] | null = null;
  if (abortedTransactionsLength >= 0) {
    abortedTransactions = [];
    for (let index = 0; index < abortedTransactionsLength; index++) abortedTransactions.push(decodeFetchResponseAbortedTransaction(reader, version));
  }
  const preferredReadReplica = version >= 11 ? reader.int32() : -1;
  const records = version >= 12 ? reader.compactNullableBytes() : reader.nullableBytes();
  let divergingEpoch: FetchResponseDivergingEpoch | null = null;
  let currentLeader: FetchResponseCurrentLeader | null = null;
  let snapshotId: FetchResponseSnapshotId | null = null;
  if (version >= 12) {
    for (let count = reader.uvarint(); count > 0; count--) {
      const tag = reader.uvarint();
      const size = reader.uvarint();
      const end = reader.position + size;
      if (tag === 0) {
        divergingEpoch = decodeFetchResponseDivergingEpoch(reader, version);
      } else if (tag === 1) {
        currentLeader = decodeFetchResponseCurrentLeader(reader, version);
      } else if (tag === 2) {
        snapshotId = decodeFetchResponseSnapshotId(reader, version);
      } else {
        reader.skip(size);
      }
      reader.expectPosition(end);
    }
  }
  return { partitionIndex, errorCode, highWatermark, lastStableOffset, logStartOffset, divergingEpoch, currentLeader, snapshotId, abortedTransactions, preferredReadReplica, records };
}

function encodeFetchResponsePartition(writer: Writer, message: FetchResponsePartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int16(message.errorCode);
  writer.int64(message.highWatermark);
  writer.int64(message.lastStableOffset);
  if (version >= 5) writer.int64(message.logStartOffset);
  if (version >= 12) writer.compactListLength(message.abortedTransactions?.length ?? -1); else writer.listLength(message.abortedTransactions?.length ?? -1);
  for (const element of message.abortedTransactions ?? []) encodeFetchResponseAbortedTransaction(writer, element, version);
  if (version >= 11) writer.int32(message.preferredReadReplica);
  if (version >= 12) writer.compactNullableBytes(message.records); else writer.nullableBytes(message.records);
  if (version >= 12) {
    const hasDivergingEpoch = message.divergingEpoch !== null;
    const hasCurrentLeader = message.currentLeader !== null;
    const hasSnapshotId = message.snapshotId !== null;
    writer.uvarint((hasDivergingEpoch ? 1 : 0) + (hasCurrentLeader ? 1 : 0) + (hasSnapshotId ? 1 : 0));
    if (hasDivergingEpoch && message.divergingEpoch !== null) { const body = new Writer(); encodeFetchResponseDivergingEpoch(body, message.divergingEpoch, version); writer.tagged(0, body); }
    if (hasCurrentLeader && message.currentLeader !== null) { const body = new Writer(); encodeFetchResponseCurrentLeader(body, message.currentLeader, version); writer.tagged(1, body); }
    if (hasSnapshotId && message.snapshotId !== null) { const body = new Writer(); encodeFetchResponseSnapshotId(body, message.snapshotId, version); writer.tagged(2, body); }
  }
}

export interface FetchResponseTopic {
  topic: string;
  topicId: string;
  partitions: FetchResponsePartition[];
}

function decodeFetchResponseTopic(reader: Reader, version: number): FetchResponseTopic {
  const topic = version >= 13 ? '' : version >= 12 ? reader.compactString() : reader.string();
  const topicId = version >= 13 ? reader.uuid() : ZERO_UUID;
  const partitionsLength = version >= 12 ? reader.compactListLength() : reader.listLength();
  const partitions: FetchResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeFetchResponsePartition(reader, version));
  if (version >= 12) reader.skipTaggedFields();
  return { topic, topicId, partitions };
}

function encodeFetchResponseTopic(writer: Writer, message: FetchResponseTopic, version: number): void {
  if (version >= 13) {} else if (version >= 12) writer.compactString(message.topic); else writer.string(message.topic);
  if (version >= 13) writer.uuid(message.topicId);
  if (version >= 12) writer.compactListLength(message.partitions.length); else writer.listLength(message.partitions.length);
  for (const element of message.partitions) encodeFetchResponsePartition(writer, element, version);
  if (version >= 12) writer.uvarint(0);
}

export interface FetchResponseNodeEndpoint {
  nodeId: number;
  host: string;
  port: number;
  rack: string | null;
}

function decodeFetchResponseNodeEndpoint(reader: Reader, version: number): FetchResponseNodeEndpoint {
  const nodeId = reader.int32();
  const host = version >= 12 ? reader.compactString() : reader.string();
  const port = reader.int32();
  const rack = version >= 12 ? reader.compactNullableString() : reader.nullableString();
  if (version >= 12) reader.skipTaggedFields();
  return { nodeId, host, port, rack };
}

function encodeFetchResponseNodeEndpoint(writer: Writer, message: FetchResponseNodeEndpoint, version: number): void {
  writer.int32(message.nodeId);
  if (version >= 12) writer.compactString(message.host); else writer.string(message.host);
  writer.int32(message.port);
  if (version >= 12) writer.compactNullableString(message.rack); else writer.nullableString(message.rack);
  if (version >= 12) writer.uvarint(0);
}

export interface FetchResponse {
  throttleTimeMs: number;
  errorCode: number;
  sessionId: number;
  topics: FetchResponseTopic[];
  nodeEndpoints: FetchResponseNodeEndpoint[];
}

function decodeFetchResponse(reader: Reader, version: number): FetchResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = version >= 7 ? reader.int16() : 0;
  const sessionId = version >= 7 ? reader.int32() : 0;
  const topicsLength = version >= 12 ? reader.compactListLength() : reader.listLength();
  const topics: FetchResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeFetchResponseTopic(reader, version));
  let nodeEndpoints: FetchResponseNodeEndpoint[] = [];
  if (version >= 12) {
    for (let count = reader.uvarint(); count > 0; count--) {
      const tag = reader.uvarint();
      const size = reader.uvarint();
      const end = reader.position + size;
      if (tag === 0 && version >= 16) {
        const nodeEndpointsLength = reader.compactListLength();
        nodeEndpoints = [];
        for (let index = 0; index < nodeEndpointsLength; index++) nodeEndpoints.push(decodeFetchResponseNodeEndpoint(reader, version));
      } else {
        reader.skip(size);
      }
      reader.expectPosition(end);
    }
  }
  return { throttleTimeMs, errorCode, sessionId, topics, nodeEndpoints };
}

function encodeFetchResponse(writer: Writer, message: FetchResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  if (version >= 7) writer.int16(message.errorCode);
  if (version >= 7) writer.int32(message.sessionId);
  if (version >= 12) writer.compactListLength(message.topics.length); else writer.listLength(message.topics.length);
  for (const element of message.topics) encodeFetchResponseTopic(writer, element, version);
  if (version >= 12) {
    const hasNodeEndpoints = version >= 16 && message.nodeEndpoints.length > 0;
    writer.uvarint((hasNodeEndpoints ? 1 : 0));
    if (hasNodeEndpoints) { const body = new Writer(); body.compactListLength(message.nodeEndpoints.length); for (const element of message.nodeEndpoints) encodeFetchResponseNodeEndpoint(body, element, version); writer.tagged(0, body); }
  }
}

export const FetchApi: Api<FetchRequest, FetchResponse> = {
  key: 1,
  name: 'Fetch',
  versions: [4, 18],
  flexibleFrom: 12,
  decodeRequest: decodeFetchRequest,
  encodeRequest: encodeFetchRequest,
  decodeResponse: decodeFetchResponse,
  encodeResponse: encodeFetchResponse,
};
