import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { sendLines } from '../tools/send.ts';
import { type CommandContext, UsageError } from './command.ts';
import { BROKERS_OPTION, wholeOption, withKafka } from './kafka-command.ts';
import { terminalOutput } from './terminal.ts';

/** `weir send TOPIC`: lines of standard input as records. */
export async function runSend(args: readonly string[], context: CommandContext): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...BROKERS_OPTION,
      key: { type: 'string' },
      separator: { type: 'string' },
      partition: { type: 'string' },
    },
  });
  const [topic, ...rest] = positionals;
  if (topic === undefined || rest.length > 0)
    throw new UsageError('write: weir send TOPIC; weir send --help says more');
  if (values.key !== undefined && values.separator !== undefined) {
    throw new UsageError('--key gives every record a key, --separator takes it from each line: choose one');
  }
  if (values.separator === '') throw new UsageError('--separator: write what stands between key and value, such as :');
  const options = {
    topic,
    key: values.key ?? null,
    separator: values.separator ?? null,
    partition: wholeOption('partition', values.partition, 0),
  };
  const { tell, style } = terminalOutput();
  if (process.stdin.isTTY) tell(style.dim(`Each line is a record for ${topic}. Ctrl-D ends it.`));
  const sent = await withKafka('send', values, context, (client) => sendLines(client, options, inputLines()));
  tell(`${sent} ${sent === 1 ? 'record' : 'records'} acknowledged.`);
}

/** Begins to read when it is first asked: what came before would be lost. */
async function* inputLines(): AsyncGenerator<string> {
  yield* createInterface({ input: process.stdin });
}
