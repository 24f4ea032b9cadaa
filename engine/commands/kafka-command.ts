import { kafkaSecurity } from '../settings/kafka-security.ts';
import type { ClientOptions } from '../stream/kafka-wire.ts';
import { explained, ToolError } from '../tools/tool-error.ts';
import { type CommandContext, CommandError, UsageError } from './command.ts';

/** The option that each of these commands has. */
export const BROKERS_OPTION = { brokers: { type: 'string' } } as const;

/** Runs a tool against the brokers of the settings, or those of `--brokers`; what goes wrong is told in one line. */
export async function withKafka<T>(
  name: string,
  { brokers: named }: { brokers?: string | undefined },
  { settings, settingsWith, createLog }: CommandContext,
  work: (client: ClientOptions) => Promise<T>,
): Promise<T> {
  const chosen = named === undefined ? settings : settingsWith({ KAFKA_BROKERS: named });
  const { brokers } = chosen;
  const client = { brokers, security: kafkaSecurity(chosen), clientId: `weir-${name}`, log: await createLog(name) };
  try {
    return await explained(brokers, () => work(client));
  } catch (error) {
    if (error instanceof ToolError) throw new CommandError(error.message);
    throw error;
  }
}

/** `name=value` options as an object. */
export function configOptions(texts: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new UsageError(`--config ${text}: write --config name=value`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** A whole number of at least `least`, or null where the option is not there. */
export function wholeOption(name: string, text: string | undefined, least: number): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) {
    throw new UsageError(`--${name}: "${text}" is not a whole number of ${least} or more`);
  }
  return value;
}
