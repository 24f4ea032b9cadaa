import { createInterface } from 'node:readline/promises';
import { COLOURS, type Output, PLAIN_STYLE } from '../tools/output.ts';
import { CommandError } from './command.ts';

/** This process's terminal or pipe. Colours only where a person looks at them (`NO_COLOR` and `FORCE_COLOR` are heeded). */
export function terminalOutput(): Output {
  endWithReader();
  const { stdout, stderr } = process;
  return {
    print: (line) => void stdout.write(`${line}\n`),
    tell: (line) => void stderr.write(`${line}\n`),
    style: stdout.isTTY && stdout.hasColors() ? COLOURS : PLAIN_STYLE,
  };
}

/** Whoever reads our output may have had enough: `| head`. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}

/** Asks a question that only `y` or `yes` answers with yes. Without a terminal nobody can answer: `--yes` must then be there. */
export async function confirmed(question: string, isAgreed: boolean): Promise<boolean> {
  if (isAgreed) return true;
  if (!process.stdin.isTTY) throw new CommandError(`${question} Add --yes to agree.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
