import type { Command } from './command.ts';

/** Every word after `weir` but the roles, `start` and `build`, in the order of `weir --help`. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  import: {
    synopsis: [['import access-log FILE [--site NAME]', 'read a combined-format access log, plain or .gz']],
    run: async (args, context) => (await import('./import.ts')).runImport(args, context),
  },
  reconcile: {
    synopsis: [
      [
        'reconcile [--site NAME] [--all] [--json]',
        'compare what was accepted, logged, archived and counted on a running system; exit code 1 where it differs',
      ],
    ],
    run: async (args, context) => (await import('./reconcile.ts')).runReconcile(args, context),
  },
  demo: {
    synopsis: [
      [
        'demo shop [--site NAME] [--rate N] [--seed N] [--port P] [--backfill DAYS]',
        'a small shop with simulated visitors (N events a second)',
      ],
      ['demo rides [--rate N] [--seed N]', 'a city with riders and vehicles, on a live map'],
      ['demo video [--rate N] [--seed N]', 'people who watch videos, and a network that can fail'],
    ],
    run: async (args, context) => (await import('./demo.ts')).runDemo(args, context),
  },
  users: {
    synopsis: [
      ['users', 'list who may log in to the broker'],
      ['users add NAME', 'let NAME log in, or change its password: typed, or piped in'],
      ['users remove NAME', 'let NAME log in no more'],
    ],
    run: async (args, context) => (await import('./users.ts')).runUsers(args, context),
  },
};
