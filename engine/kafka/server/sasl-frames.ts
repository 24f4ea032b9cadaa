import type { Api } from '../protocol/api.ts';
import type { Bytes } from '../protocol/byte-source.ts';
import { ApiVersionsApi } from '../protocol/generated/api-versions.ts';
import { SaslAuthenticateApi } from '../protocol/generated/sasl-authenticate.ts';
import { SaslHandshakeApi } from '../protocol/generated/sasl-handshake.ts';
import { decodeClientId, decodeRequestHeader, encodeResponseHeader, type RequestHeader } from '../protocol/header.ts';
import { Reader } from '../protocol/reader.ts';
import { Writer } from '../protocol/writer.ts';

/** What a client may say before it has authenticated; ApiVersions is decoded by who answers it. */
export type SaslRequest = { readonly header: RequestHeader } & (
  | { readonly api: 'ApiVersions' }
  | { readonly api: 'SaslHandshake'; readonly mechanism: string }
  | { readonly api: 'SaslAuthenticate'; readonly authBytes: Buffer }
);

/** Null for any other API, and for versions that are not served. Nothing else of theirs is read. Throws ProtocolError. */
export function decodeSaslRequest(frame: Buffer): SaslRequest | null {
  const reader = new Reader(frame);
  const header = decodeRequestHeader(reader);
  if (header.apiKey === ApiVersionsApi.key) return { header, api: 'ApiVersions' };
  if (header.apiKey === SaslHandshakeApi.key && isServed(SaslHandshakeApi, header)) {
    decodeClientId(reader, false);
    return { header, api: 'SaslHandshake', ...SaslHandshakeApi.decodeRequest(reader, header.apiVersion) };
  }
  if (header.apiKey === SaslAuthenticateApi.key && isServed(SaslAuthenticateApi, header)) {
    decodeClientId(reader, header.apiVersion >= SaslAuthenticateApi.flexibleFrom);
    return { header, api: 'SaslAuthenticate', ...SaslAuthenticateApi.decodeRequest(reader, header.apiVersion) };
  }
  return null;
}

const isServed = <Request, Response>({ versions }: Api<Request, Response>, { apiVersion }: RequestHeader): boolean =>
  apiVersion >= versions[0] && apiVersion <= versions[1];

export function encodeSaslAnswer<Response>(
  api: Api<unknown, Response> | Api<never, Response>,
  header: RequestHeader,
  response: Response,
): Bytes[] {
  const writer = new Writer();
  writer.beginFrame();
  encodeResponseHeader(writer, header, header.apiVersion >= api.flexibleFrom);
  api.encodeResponse(writer, response, header.apiVersion);
  return writer.finishFrame();
}

/** A token as a frame of its own, without any header. */
export function encodeToken(token: Buffer): Buffer[] {
  const length = Buffer.alloc(4);
  length.writeInt32BE(token.length);
  return [length, token];
}
