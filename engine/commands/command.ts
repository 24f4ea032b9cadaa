import type { Log } from '../log.ts';
import type { Settings } from '../settings.ts';

/** What a command gets besides its arguments. */
export interface CommandContext {
  settings: Settings;
  /** The settings as they would be with some of the environment changed. Throws `SettingError`. */
  settingsWith(changes: Readonly<Record<string, string>>): Settings;
  /** The process's log, under the command's own name. */
  createLog(name: string): Promise<Log>;
}

/** A word after `weir`. Its module is loaded only when it is called: a role alone stays small. */
export interface Command {
  /** Lines of `weir --help`: what to write after `weir`, and what it does. */
  readonly synopsis: ReadonlyArray<readonly [usage: string, meaning: string]>;
  /** What `weir COMMAND --help` says of its options. */
  readonly options?: ReadonlyArray<readonly [option: string, meaning: string]>;
  /** Runs to the command's end. Throws `UsageError` for a wrong command line. */
  run(args: readonly string[], context: CommandContext): Promise<void>;
}

/** A command that could not do its work; the message says why, and needs no stack. */
export class CommandError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CommandError';
  }
}

/** A wrong command line; the message says what to write instead. */
export class UsageError extends CommandError {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The number that an option names. */
export function numberOption(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new UsageError(`--${name}: "${text}" is not a number of 0 or more`);
  return value;
}
