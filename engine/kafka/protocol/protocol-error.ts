/** Bytes that are not a message of this protocol. The connection that sent them cannot be trusted further. */
export class ProtocolError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProtocolError';
  }
}
