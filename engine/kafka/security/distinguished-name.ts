/** Kinds of names that RFC 2253 writes by letters. */
const KEYWORDS = new Set(['CN', 'C', 'L', 'ST', 'STREET', 'O', 'OU', 'DC', 'UID']);

/**
 * A certificate's subject as Kafka names a principal: RFC 2253, the most specific part first, such as `CN=worker,OU=data,O=Example`.
 * `subject` is what X509Certificate of Node tells: a line a part, the least specific first. Kinds that RFC 2253 has no letters for keep
 * the name that Node gives them.
 */
export function distinguishedName(subject: string): string {
  return subject
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf('=');
      const kind = line.slice(0, at);
      const value = unescaped(line.slice(at + 1));
      return `${KEYWORDS.has(kind.toUpperCase()) ? kind.toUpperCase() : kind}=${escaped(value)}`;
    })
    .reverse()
    .join(',');
}

/** Node escapes as RFC 2253 does: a sign by `\`, a byte by `\` and two digits. In one pass, or an escaped `\` would begin another escape. */
const unescaped = (value: string): string =>
  value.replace(/((?:\\[0-9A-Fa-f]{2})+)|\\(.)/gs, (_, bytes: string | undefined, sign: string) =>
    bytes === undefined ? sign : Buffer.from(bytes.replaceAll('\\', ''), 'hex').toString('utf8'),
  );

const escaped = (value: string): string =>
  value
    .replace(/[,+"\\<>;]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ');
