// Generated from declarations/describe-cluster.ts by `npm run generate`; edit that file instead.
import type { Api } from '../api.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface DescribeClusterRequest {
  includeClusterAuthorizedOperations: boolean;
  endpointType: number;
  includeFencedBrokers: boolean;
}

function decodeDescribeClusterRequest(reader: Reader, version: number): DescribeClusterRequest {
  const includeClusterAuthorizedOperations = reader.bool();
  const endpointType = version >= 1 ? reader.int8() : 1;
  const includeFencedBrokers = version >= 2 ? reader.bool() : false;
  reader.skipTaggedFields();
  return { includeClusterAuthorizedOperations, endpointType, includeFencedBrokers };
}

function encodeDescribeClusterRequest(writer: Writer, message: DescribeClusterRequest, version: number): void {
  writer.bool(message.includeClusterAuthorizedOperations);
  if (version >= 1) writer.int8(message.endpointType);
  if (version >= 2) writer.bool(message.includeFencedBrokers);
  writer.uvarint(0);
}

export interface DescribeClusterResponseBroker {
  brokerId: number;
  host: string;
  port: number;
  rack: string | null;
  isFenced: boolean;
}

function decodeDescribeClusterResponseBroker(reader: Reader, version: number): DescribeClusterResponseBroker {
  const brokerId = reader.int32();
  const host = reader.compactString();
  const port = reader.int32();
  const rack = reader.compactNullableString();
  const isFenced = version >= 2 ? reader.bool() : false;
  reader.skipTaggedFields();
  return { brokerId, host, port, rack, isFenced };
}

function encodeDescribeClusterResponseBroker(writer: Writer, message: DescribeClusterResponseBroker, version: number): void {
  writer.int32(message.brokerId);
  writer.compactString(message.host);
  writer.int32(message.port);
  writer.compactNullableString(message.rack);
  if (version >= 2) writer.bool(message.isFenced);
  writer.uvarint(0);
}

export interface DescribeClusterResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  endpointType: number;
  clusterId: string;
  controllerId: number;
  brokers: DescribeClusterResponseBroker[];
  clusterAuthorizedOperations: number;
}

function decodeDescribeClusterResponse(reader: Reader, version: number): DescribeClusterResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = reader.compactNullableString();
  const endpointType = version >= 1 ? reader.int8() : 1;
  const clusterId = reader.compactString();
  const controllerId = reader.int32();
  const brokersLength = reader.compactListLength();
  const brokers: DescribeClusterResponseBroker[] = [];
  for (let index = 0; index < brokersLength; index++) brokers.push(decodeDescribeClusterResponseBroker(reader, version));
  const clusterAuthorizedOperations = reader.int32();
  reader.skipTaggedFields();
  return { throttleTimeMs, errorCode, errorMessage, endpointType, clusterId, controllerId, brokers, clusterAuthorizedOperations };
}

function encodeDescribeClusterResponse(writer: Writer, message: DescribeClusterResponse, version: number): void {
  writer.int32(message.throttleTimeMs);
  writer.int16(message.errorCode);
  writer.compactNullableString(message.errorMessage);
  if (version >= 1) writer.int8(message.endpointType);
  writer.compactString(message.clusterId);
  writer.int32(message.controllerId);
  writer.compactListLength(message.brokers.length);
  for (const element of message.brokers) encodeDescribeClusterResponseBroker(writer, element, version);
  writer.int32(message.clusterAuthorizedOperations);
  writer.uvarint(0);
}

export const DescribeClusterApi: Api<DescribeClusterRequest, DescribeClusterResponse> = {
  key: 60,
  name: 'DescribeCluster',
  versions: [0, 2],
  flexibleFrom: 0,
  decodeRequest: decodeDescribeClusterRequest,
  encodeRequest: encodeDescribeClusterRequest,
  decodeResponse: decodeDescribeClusterResponse,
  encodeResponse: encodeDescribeClusterResponse,
};
