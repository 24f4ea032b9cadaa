import { SETTINGS } from '../settings.ts';
import { ROLE_PURPOSE, ROLES } from './roles.ts';

const COMMANDS: ReadonlyArray<readonly [string, string]> = [
  ['start', 'run everything (what npm start does)'],
  ['build', 'build the dashboard if it is stale'],
  ['import access-log FILE [--site NAME]', 'read a combined-format access log, plain or .gz'],
  [
    'demo shop [--site NAME] [--rate N] [--seed N] [--port P] [--backfill DAYS]',
    'a small shop with simulated visitors (N events a second)',
  ],
];

/** `weir --help`: roles, commands and settings. */
export function helpText(): string {
  const rows = (items: ReadonlyArray<readonly [string, string]>): string => {
    const width = Math.max(...items.map(([name]) => name.length)) + 2;
    return items.map(([name, meaning]) => `  ${name.padEnd(width)}${meaning}`).join('\n');
  };
  return [
    'weir: real-time user analytics on a bundled streaming engine',
    '',
    'Usage: weir COMMAND [options]',
    '',
    'Commands:',
    rows(COMMANDS),
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
