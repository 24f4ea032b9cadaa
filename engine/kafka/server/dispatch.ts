import type { Bytes } from '../protocol/byte-source.ts';
import { ERROR_CODES } from '../protocol/errors.ts';
import { ApiVersionsApi } from '../protocol/generated/api-versions.ts';
import { decodeClientId, decodeRequestHeader, encodeResponseHeader, type RequestHeader } from '../protocol/header.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { Reader } from '../protocol/reader.ts';
import { Writer } from '../protocol/writer.ts';
import { answerApiVersions } from './api-versions.ts';
import { HANDLERS } from './apis.ts';
import type { AnyHandler, RequestContext } from './handler.ts';
import { RequestUsage } from './quotas/request-usage.ts';

/** What a connection gives to each of its requests. */
export type Peer = Omit<RequestContext, 'version' | 'clientId'>;

/** A response as the parts of its frame, or null where none is sent. */
export type Answer = Bytes[] | null;

/** Whether a frame's request may be begun before those of its API that came before it are answered. */
export function mayOverlap(frame: Buffer): boolean {
  return frame.length >= 2 && HANDLERS.get(frame.readInt16BE(0))?.overlaps === true;
}

/** Whether nothing refers to the bytes of an API's requests once they are answered. */
export function releasesRequest(apiKey: number): boolean {
  return HANDLERS.get(apiKey)?.releasesRequest === true;
}

/**
 * Decode, handle, encode. Throws, or rejects, for what ends the connection: bytes that are no message (ProtocolError), an API or version
 * that is not served, or a fault of ours.
 */
export function dispatch(frame: Buffer, peer: Peer): Answer | Promise<Answer> {
  const reader = new Reader(frame);
  const header = decodeRequestHeader(reader);
  const found = HANDLERS.get(header.apiKey);
  if (found === undefined) throw new ProtocolError(`API ${header.apiKey} is not served`);
  const { api, versions } = found;
  if (header.apiVersion < api.versions[0] || header.apiVersion > versions[1]) {
    if (header.apiKey === ApiVersionsApi.key) return unsupportedApiVersions(header, peer);
    throw new ProtocolError(`${api.name} version ${header.apiVersion} is not served`);
  }
  const clientId = decodeClientId(reader, header.apiVersion >= api.flexibleFrom);
  const request = api.decodeRequest(reader, header.apiVersion);
  const context: RequestContext = { ...peer, version: header.apiVersion, clientId };
  const usage = peer.broker.throttle.isOn ? new RequestUsage(found, context, frame.length) : null;
  const response = found.handle(request, context);
  usage?.handled();
  if (response instanceof Promise) return response.then((resolved) => answer(found, header, resolved, usage));
  return answer(found, header, response, usage);
}

/** Name of a frame's API for the log, as far as it can be told. */
export function apiNameOf(frame: Buffer): string {
  if (frame.length < 4) return 'unknown';
  const key = frame.readInt16BE(0);
  return `${HANDLERS.get(key)?.api.name ?? key} v${frame.readInt16BE(2)}`;
}

function answer(found: AnyHandler, header: RequestHeader, response: unknown, usage: RequestUsage | null): Answer {
  return encode(found, header, usage === null ? response : usage.throttled(response));
}

function encode({ api }: AnyHandler, header: RequestHeader, response: unknown): Answer {
  if (response === null) return null;
  const writer = new Writer();
  writer.beginFrame();
  encodeResponseHeader(writer, header, header.apiVersion >= api.flexibleFrom);
  api.encodeResponse(writer, response, header.apiVersion);
  return writer.finishFrame();
}

/** A newer client learns from a version 0 answer what it may use (KIP-511). */
function unsupportedApiVersions(header: RequestHeader, { broker }: Peer): Answer {
  const writer = new Writer();
  writer.beginFrame();
  encodeResponseHeader(writer, header, false);
  const { features } = broker.controller;
  const answer = answerApiVersions(HANDLERS.values(), features, ERROR_CODES.UNSUPPORTED_VERSION);
  ApiVersionsApi.encodeResponse(writer, answer, 0);
  return writer.finishFrame();
}
