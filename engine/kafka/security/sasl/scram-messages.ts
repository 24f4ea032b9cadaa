import { SaslFailure } from './failure.ts';

/** RFC 5802, section 7. Channel binding is not offered, so `p=` is no header that a client may send. */
const CLIENT_FIRST = /^((?:n|y),(?:a=([^,]*))?,)(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,.*)?)$/s;
const CLIENT_FINAL = /^(c=([A-Za-z0-9+/=]+),r=([^,]+)(?:,.*)?),p=([A-Za-z0-9+/=]+)$/s;

export interface ClientFirst {
  /** What the final message must repeat in base64. */
  readonly gs2Header: string;
  readonly authzid: string;
  readonly user: string;
  readonly nonce: string;
  /** Without the header: part of what is signed. */
  readonly bare: string;
}

export interface ClientFinal {
  readonly withoutProof: string;
  readonly channelBinding: string;
  readonly nonce: string;
  readonly proof: Buffer;
}

/** Throws SaslFailure for what is no such message. */
export function parseClientFirst(token: Buffer): ClientFirst {
  const found = CLIENT_FIRST.exec(token.toString('utf8'));
  if (found === null) throw new SaslFailure('a SCRAM client-first message has another form');
  const [, gs2Header, authzid, bare, user, nonce] = found;
  return {
    gs2Header: gs2Header!,
    authzid: decodeName(authzid ?? ''),
    user: decodeName(user!),
    nonce: nonce!,
    bare: bare!,
  };
}

/** Throws SaslFailure for what is no such message. */
export function parseClientFinal(token: Buffer): ClientFinal {
  const found = CLIENT_FINAL.exec(token.toString('utf8'));
  if (found === null) throw new SaslFailure('a SCRAM client-final message has another form');
  const [, withoutProof, channelBinding, nonce, proof] = found;
  return {
    withoutProof: withoutProof!,
    channelBinding: channelBinding!,
    nonce: nonce!,
    proof: Buffer.from(proof!, 'base64'),
  };
}

/** In a name `,` is `=2C` and `=` is `=3D`. */
function decodeName(name: string): string {
  if (/=(?!2C|3D)/.test(name)) throw new SaslFailure('a name in a SCRAM message is not encoded');
  return name.replaceAll('=2C', ',').replaceAll('=3D', '=');
}
