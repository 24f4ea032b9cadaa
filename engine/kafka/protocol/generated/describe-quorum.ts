// Generated from declarations/describe-quorum.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import { type Reader, ZERO_UUID } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface DescribeQuorumRequestPartition {
  partitionIndex: number;
}

function decodeDescribeQuorumRequestPartition(reader: Reader, version: number): DescribeQuorumRequestPartition {
  const partitionIndex = reader.int32();
  reader.skipTaggedFields();
  return { partitionIndex };
}

function encodeDescribeQuorumRequestPartition(writer: Writer, message: DescribeQuorumRequestPartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.uvarint(0);
}

export interface DescribeQuorumRequestTopic {
  topicName: string;
  partitions: DescribeQuorumRequestPartition[];
}

function decodeDescribeQuorumRequestTopic(reader: Reader, version: number): DescribeQuorumRequestTopic {
  const topicName = reader.compactString();
  const partitionsLength = reader.compactListLength();
  const partitions: DescribeQuorumRequestPartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeDescribeQuorumRequestPartition(reader, version));
  reader.skipTaggedFields();
  return { topicName, partitions };
}

function encodeDescribeQuorumRequestTopic(writer: Writer, message: DescribeQuorumRequestTopic, version: number): void {
  writer.compactString(message.topicName);
  writer.compactListLength(message.partitions.length);
  for (const element of message.partitions) encodeDescribeQuorumRequestPartition(writer, element, version);
  writer.uvarint(0);
}

export interface DescribeQuorumRequest {
  topics: DescribeQuorumRequestTopic[];
}

function decodeDescribeQuorumRequest(reader: Reader, version: number): DescribeQuorumRequest {
  const topicsLength = reader.compactListLength();
  const topics: DescribeQuorumRequestTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeDescribeQuorumRequestTopic(reader, version));
  reader.skipTaggedFields();
  return { topics };
}

function encodeDescribeQuorumRequest(writer: Writer, message: DescribeQuorumRequest, version: number): void {
  writer.compactListLength(message.topics.length);
  for (const element of message.topics) encodeDescribeQuorumRequestTopic(writer, element, version);
  writer.uvarint(0);
}

export interface DescribeQuorumResponseVoter {
  replicaId: number;
  replicaDirectoryId: string;
  logEndOffset: number;
  lastFetchTimestamp: number;
  lastCaughtUpTimestamp: number;
}

function decodeDescribeQuorumResponseVoter(reader: Reader, version: number): DescribeQuorumResponseVoter {
  const replicaId = reader.int32();
  const replicaDirectoryId = version >= 2 ? reader.uuid() : ZERO_UUID;
  const logEndOffset = reader.int64();
  const lastFetchTimestamp = version >= 1 ? reader.int64() : -1;
  const lastCaughtUpTimestamp = version >= 1 ? reader.int64() : -1;
  reader.skipTaggedFields();
  return { replicaId, replicaDirectoryId, logEndOffset, lastFetchTimestamp, lastCaughtUpTimestamp };
}

function encodeDescribeQuorumResponseVoter(writer: Writer, message: DescribeQuorumResponseVoter, version: number): void {
  writer.int32(message.replicaId);
  if (version >= 2) writer.uuid(message.replicaDirectoryId);
  writer.int64(message.logEndOffset);
  if (version >= 1) writer.int64(message.lastFetchTimestamp);
  if (version >= 1) writer.int64(message.lastCaughtUpTimestamp);
  writer.uvarint(0);
}

export interface DescribeQuorumResponseObserver {
  replicaId: number;
  replicaDirectoryId: string;
  logEndOffset: number;
  lastFetchTimestamp: number;
  lastCaughtUpTimestamp: number;
}

function decodeDescribeQuorumResponseObserver(reader: Reader, version: number): DescribeQuorumResponseObserver {
  const replicaId = reader.int32();
  const replicaDirectoryId = version >= 2 ? reader.uuid() : ZERO_UUID;
  const logEndOffset = reader.int64();
  const lastFetchTimestamp = version >= 1 ? reader.int64() : -1;
  const lastCaughtUpTimestamp = version >= 1 ? reader.int64() : -1;
  reader.skipTaggedFields();
  return { replicaId, replicaDirectoryId, logEndOffset, lastFetchTimestamp, lastCaughtUpTimestamp };
}

function encodeDescribeQuorumResponseObserver(writer: Writer, message: DescribeQuorumResponseObserver, version: number): void {
  writer.int32(message.replicaId);
  if (version >= 2) writer.uuid(message.replicaDirectoryId);
  writer.int64(message.logEndOffset);
  if (version >= 1) writer.int64(message.lastFetchTimestamp);
  if (version >= 1) writer.int64(message.lastCaughtUpTimestamp);
  writer.uvarint(0);
}

export interface DescribeQuorumResponsePartition {
  partitionIndex: number;
  errorCode: number;
  errorMessage: string | null;
  leaderId: number;
  leaderEpoch: number;
  highWatermark: number;
  currentVoters: DescribeQuorumResponseVoter[];
  observers: DescribeQuorumResponseObserver[];
}

function decodeDescribeQuorumResponsePartition(reader: Reader, version: number): DescribeQuorumResponsePartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = version >= 2 ? reader.compactNullableString() : null;
  const leaderId = reader.int32();
  const leaderEpoch = reader.int32();
  const highWatermark = reader.int64();
  const currentVotersLength = reader.compactListLength();
  const currentVoters: DescribeQuorumResponseVoter[] = [];
  for (let index = 0; index < currentVotersLength; index++) currentVoters.push(decodeDescribeQuorumResponseVoter(reader, version));
  const observersLength = reader.compactListLength();
  const observers: DescribeQuorumResponseObserver[] = [];
  for (let index = 0; index < observersLength; index++) observers.push(decodeDescribeQuorumResponseObserver(reader, version));
  reader.skipTaggedFields();
  return { partitionIndex, errorCode, errorMessage, leaderId, leaderEpoch, highWatermark, currentVoters, observers };
}

function encodeDescribeQuorumResponsePartition(writer: Writer, message: DescribeQuorumResponsePartition, version: number): void {
  writer.int32(message.partitionIndex);
  writer.int16(message.errorCode);
  if (version >= 2) writer.compactNullableString(message.errorMessage);
  writer.int32(message.leaderId);
  writer.int32(message.leaderEpoch);
  writer.int64(message.highWatermark);
  writer.compactListLength(message.currentVoters.length);
  for (const element of message.currentVoters) encodeDescribeQuorumResponseVoter(writer, element, version);
  writer.compactListLength(message.observers.length);
  for (const element of message.observers) encodeDescribeQuorumResponseObserver(writer, element, version);
  writer.uvarint(0);
}

export interface DescribeQuorumResponseTopic {
  topicName: string;
  partitions: DescribeQuorumResponsePartition[];
}

function decodeDescribeQuorumResponseTopic(reader: Reader, version: number): DescribeQuorumResponseTopic {
  const topicName = reader.compactString();
  const partitionsLength = reader.compactListLength();
  const partitions: DescribeQuorumResponsePartition[] = [];
  for (let index = 0; index < partitionsLength; index++) partitions.push(decodeDescribeQuorumResponsePartition(reader, version));
  reader.skipTaggedFields();
  return { topicName, partitions };
}

function encodeDescribeQuorumResponseTopic(writer: Writer, message: DescribeQuorumResponseTopic, version: number): void {
  writer.compactString(message.topicName);
  writer.compactListLength(message.partitions.length);
  for (const element of message.partitions) encodeDescribeQuorumResponsePartition(writer, element, version);
  writer.uvarint(0);
}

export interface DescribeQuorumResponseListener {
  name: string;
  host: string;
  port: number;
}

function decodeDescribeQuorumResponseListener(reader: Reader, version: number): DescribeQuorumResponseListener {
  const name = reader.compactString();
  const host = reader.compactString();
  const port = reader.uint16();
  reader.skipTaggedFields();
  return { name, host, port };
}

function encodeDescribeQuorumResponseListener(writer: Writer, message: DescribeQuorumResponseListener, version: number): void {
  writer.compactString(message.name);
  writer.compactString(message.host);
  writer.uint16(message.port);
  writer.uvarint(0);
}

export interface DescribeQuorumResponseNode {
  nodeId: number;
  listeners: DescribeQuorumResponseListener[];
}

function decodeDescribeQuorumResponseNode(reader: Reader, version: number): DescribeQuorumResponseNode {
  const nodeId = reader.int32();
  const listenersLength = reader.compactListLength();
  const listeners: DescribeQuorumResponseListener[] = [];
  for (let index = 0; index < listenersLength; index++) listeners.push(decodeDescribeQuorumResponseListener(reader, version));
  reader.skipTaggedFields();
  return { nodeId, listeners };
}

function encodeDescribeQuorumResponseNode(writer: Writer, message: DescribeQuorumResponseNode, version: number): void {
  writer.int32(message.nodeId);
  writer.compactListLength(message.listeners.length);
  for (const element of message.listeners) encodeDescribeQuorumResponseListener(writer, element, version);
  writer.uvarint(0);
}

export interface DescribeQuorumResponse {
  errorCode: number;
  errorMessage: string | null;
  topics: DescribeQuorumResponseTopic[];
  nodes: DescribeQuorumResponseNode[];
}

function decodeDescribeQuorumResponse(reader: Reader, version: number): DescribeQuorumResponse {
  const errorCode = reader.int16();
  const errorMessage = version >= 2 ? reader.compactNullableString() : null;
  const topicsLength = reader.compactListLength();
  const topics: DescribeQuorumResponseTopic[] = [];
  for (let index = 0; index < topicsLength; index++) topics.push(decodeDescribeQuorumResponseTopic(reader, version));
  const nodesLength = version >= 2 ? reader.compactListLength() : 0;
  const nodes: DescribeQuorumResponseNode[] = [];
  for (let index = 0; index < nodesLength; index++) nodes.push(decodeDescribeQuorumResponseNode(reader, version));
  reader.skipTaggedFields();
  return { errorCode, errorMessage, topics, nodes };
}

function encodeDescribeQuorumResponse(writer: Writer, message: DescribeQuorumResponse, version: number): void {
  writer.int16(message.errorCode);
  if (version >= 2) writer.compactNullableString(message.errorMessage);
  writer.compactListLength(message.topics.length);
  for (const element of message.topics) encodeDescribeQuorumResponseTopic(writer, element, version);
  if (version >= 2) writer.compactListLength(message.nodes.length);
  if (version >= 2) for (const element of message.nodes) encodeDescribeQuorumResponseNode(writer, element, version);
  writer.uvarint(0);
}

export const DescribeQuorumApi: Api<DescribeQuorumRequest, DescribeQuorumResponse> = {
  key: 55,
  name: 'DescribeQuorum',
  versions: [0, 2],
  flexibleFrom: 0,
  decodeRequest: decodeDescribeQuorumRequest,
  encodeRequest: encodeDescribeQuorumRequest,
  decodeResponse: decodeDescribeQuorumResponse,
  encodeResponse: encodeDescribeQuorumResponse,
};
