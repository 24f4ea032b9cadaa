import { SETTINGS } from '../settings.ts';
import { ROLE_PURPOSE, ROLES } from '../supervisor/roles.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';

function rows(items: ReadonlyArray<readonly [string, string]>): string {
  const width = Math.max(...items.map(([name]) => name.length)) + 2;
  return items.map(([name, meaning]) => `  ${name.padEnd(width)}${meaning}`).join('\n');
}

/** `weir COMMAND --help`. */
export function commandHelp({ synopsis, options }: Command): string {
  const usage = rows(synopsis.map(([words, meaning]) => [`weir ${words}`, meaning]));
  return options ? `Usage:\n${usage}\n\nOptions:\n${rows(options)}\n` : `Usage:\n${usage}\n`;
}

/** `weir --help`: roles, commands and settings. */
export function helpText(): string {
  return [
    'weir: real-time user analytics on a bundled streaming engine',
    '',
    'Usage: weir COMMAND [options]',
    '',
    'Commands:',
    rows([
      ['start', 'run everything (what npm start does)'],
      ['build', 'build the dashboard if it is stale'],
      ...Object.values(COMMANDS).flatMap(({ synopsis }) => synopsis),
    ]),
    '',
    'Roles, each runs alone too (any number of pipelines and webs):',
    rows(ROLES.map((role) => [role, ROLE_PURPOSE[role]] as const)),
    '',
    'Settings, from the environment:',
    rows(
      SETTINGS.map(
        ({ name, fallback, meaning }) => [name, `${meaning}${fallback ? ` Default: ${fallback}` : ''}`] as const,
      ),
    ),
    '',
  ].join('\n');
}
