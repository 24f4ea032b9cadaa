import { parseArgs } from 'node:util';
import { changeTopic, describeTopic, listTopics, makeTopic, removeTopic } from '../tools/topics.ts';
import { type CommandContext, UsageError } from './command.ts';
import { BROKERS_OPTION, configOptions, wholeOption, withKafka } from './kafka-command.ts';
import { confirmed, terminalOutput } from './terminal.ts';

const USAGE = 'write: weir topics, or weir topics describe, create, alter or delete NAME; weir topics --help says more';

/** `weir topics`: what topics there are, and changes to them. */
export async function runTopics(args: readonly string[], context: CommandContext): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...BROKERS_OPTION,
      all: { type: 'boolean', default: false },
      partitions: { type: 'string' },
      replicas: { type: 'string' },
      config: { type: 'string', multiple: true },
      default: { type: 'string', multiple: true },
      yes: { type: 'boolean', default: false },
    },
  });
  const [verb = 'list', name, ...rest] = positionals;
  if (rest.length > 0 || (verb === 'list') !== (name === undefined)) throw new UsageError(USAGE);
  const partitions = wholeOption('partitions', values.partitions, 1);
  const replicas = wholeOption('replicas', values.replicas, 1);
  const configs = configOptions(values.config);
  const output = terminalOutput();
  await withKafka('topics', values, context, async (client) => {
    if (name === undefined) return listTopics(client, output);
    switch (verb) {
      case 'describe':
        return describeTopic(client, name, values, output);
      case 'create':
        return makeTopic(client, { name, partitions, replicas, configs }, output);
      case 'alter': {
        const defaults = Object.fromEntries((values.default ?? []).map((config) => [config, null]));
        const change = { partitions, configs: { ...configs, ...defaults } };
        if (partitions === null && Object.keys(change.configs).length === 0) {
          throw new UsageError('say what to change: --config name=value, --default name or --partitions N');
        }
        return changeTopic(client, name, change, output);
      }
      case 'delete':
        return removeTopic(client, name, (question) => confirmed(question, values.yes), output);
      default:
        throw new UsageError(USAGE);
    }
  });
}
