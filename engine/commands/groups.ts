import { parseArgs } from 'node:util';
import { describeGroup, listGroups, removeGroup, resetGroup } from '../tools/groups.ts';
import { parseMoment } from '../tools/moment.ts';
import type { ResetTarget } from '../tools/reset-plan.ts';
import { type CommandContext, UsageError } from './command.ts';
import { BROKERS_OPTION, wholeOption, withKafka } from './kafka-command.ts';
import { confirmed, terminalOutput } from './terminal.ts';

const USAGE = 'write: weir groups, or weir groups describe, reset or delete NAME; weir groups --help says more';

/** `weir groups`: consumer groups, how far behind they are, and where they go on. */
export async function runGroups(args: readonly string[], context: CommandContext): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...BROKERS_OPTION,
      topic: { type: 'string' },
      partition: { type: 'string' },
      to: { type: 'string' },
      execute: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    },
  });
  const [verb = 'list', name, ...rest] = positionals;
  if (rest.length > 0 || (verb === 'list') !== (name === undefined)) throw new UsageError(USAGE);
  if (values.execute && values['dry-run']) throw new UsageError('--execute and --dry-run exclude each other');
  const partition = wholeOption('partition', values.partition, 0);
  if (partition !== null && values.topic === undefined) throw new UsageError('--partition needs --topic');
  const target = verb === 'reset' ? resetTarget(values.to) : null;
  const output = terminalOutput();
  await withKafka('groups', values, context, async (client) => {
    if (name === undefined) return listGroups(client, output);
    if (target !== null) {
      const wish = { group: name, topic: values.topic ?? null, partition, target, execute: values.execute };
      return resetGroup(client, wish, output);
    }
    if (verb === 'describe') return describeGroup(client, name, output);
    if (verb === 'delete') return removeGroup(client, name, (question) => confirmed(question, values.yes), output);
    throw new UsageError(USAGE);
  });
}

/** `earliest`, `latest`, an offset, `+N` or `-N` records, a date, or an age such as `2h`. */
export function resetTarget(text: string | undefined, nowMs = Date.now()): ResetTarget {
  if (text === 'earliest' || text === 'latest') return { kind: text };
  if (text !== undefined && /^\d+$/.test(text)) return { kind: 'offset', offset: Number(text) };
  if (text !== undefined && /^[+-]\d+$/.test(text)) return { kind: 'shift', by: Number(text) };
  const timestampMs = text === undefined ? null : parseMoment(text, nowMs);
  if (timestampMs !== null) return { kind: 'time', timestampMs };
  throw new UsageError(`--to: write earliest, latest, an offset, +N or -N records, a date or an age such as 2h`);
}
