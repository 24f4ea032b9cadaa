import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** One API as generated from its declaration: what it is called on the wire, and the codecs of both sides. */
export interface Api<Request, Response> {
  readonly key: number;
  readonly name: string;
  /** Versions that the codecs cover. */
  readonly versions: readonly [number, number];
  /** First version with compact lengths, tagged fields and the header that goes with them (KIP-482). */
  readonly flexibleFrom: number;
  decodeRequest(reader: Reader, version: number): Request;
  encodeRequest(writer: Writer, message: Request, version: number): void;
  decodeResponse(reader: Reader, version: number): Response;
  encodeResponse(writer: Writer, message: Response, version: number): void;
}
