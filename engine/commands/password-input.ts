import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';

/** Longer ones are a mistake. */
const MAX_CHARACTERS = 1024;

/**
 * A password, never from the command line, which other users of the machine can see: typed twice at a terminal without being shown, or the
 * first line of what is piped in. Null where there is none, or the two differ.
 */
export async function readPassword(
  stdin: ReadStream | NodeJS.ReadableStream,
  ask: (line: string) => void,
): Promise<string | null> {
  if (!('isTTY' in stdin && stdin.isTTY)) return firstLine(stdin);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: silent, terminal: true });
  try {
    ask('Password: ');
    const once = await terminal.question('');
    ask('\nThe same again: ');
    const again = await terminal.question('');
    ask('\n');
    return once === again && once !== '' ? once : null;
  } finally {
    terminal.close();
  }
}

async function firstLine(stdin: NodeJS.ReadableStream): Promise<string | null> {
  let text = '';
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.includes('\n') || text.length > MAX_CHARACTERS) break;
  }
  const line = text.split(/\r?\n/)[0] ?? '';
  return line === '' || line.length > MAX_CHARACTERS ? null : line;
}
