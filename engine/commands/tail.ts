import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { parseMoment } from '../tools/moment.ts';
import { recordJson, recordLine } from '../tools/record-text.ts';
import { type Start, tailTopic } from '../tools/tail.ts';
import { type CommandContext, UsageError } from './command.ts';
import { BROKERS_OPTION, wholeOption, withKafka } from './kafka-command.ts';
import { terminalOutput } from './terminal.ts';

/** `weir tail TOPIC`: a topic's records as they come. */
export async function runTail(args: readonly string[], context: CommandContext): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...BROKERS_OPTION,
      from: { type: 'string', default: 'end' },
      partition: { type: 'string' },
      filter: { type: 'string' },
      count: { type: 'string' },
      json: { type: 'boolean', default: false },
      'no-follow': { type: 'boolean', default: false },
    },
  });
  const [topic, ...rest] = positionals;
  if (topic === undefined || rest.length > 0)
    throw new UsageError('write: weir tail TOPIC; weir tail --help says more');
  const from = startOf(values.from);
  const partition = wholeOption('partition', values.partition, 0);
  const count = wholeOption('count', values.count, 1);
  const { tell, style } = terminalOutput();
  const { stdout } = process;
  const stop = new AbortController();
  // Ctrl-C is how a person ends it: no fault, and what was read is shown whole.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const records = await withKafka('tail', values, context, (client) => {
    if (stdout.isTTY && !values['no-follow']) tell(style.dim(`Records of ${topic}, Ctrl-C ends it.`));
    return tailTopic(client, {
      topic,
      partition,
      from,
      filter: values.filter ?? null,
      count,
      follow: !values['no-follow'],
      signal: stop.signal,
      write: (record) => stdout.write(`${values.json ? recordJson(record) : recordLine(record, style)}\n`),
      resumed: async () => {
        if (stdout.writableNeedDrain) await once(stdout, 'drain');
      },
    });
  });
  if (stdout.isTTY) tell(style.dim(`${records} ${records === 1 ? 'record' : 'records'}`));
}

/** `beginning`, `end`, an offset, a date, or an age such as `10m`. */
export function startOf(text: string, nowMs = Date.now()): Start {
  if (text === 'beginning' || text === 'end') return { kind: text };
  if (/^\d+$/.test(text)) return { kind: 'offset', offset: Number(text) };
  const timestampMs = parseMoment(text, nowMs);
  if (timestampMs !== null) return { kind: 'time', timestampMs };
  throw new UsageError(`--from: "${text}" is neither beginning, end, an offset, a date nor an age such as 10m`);
}
