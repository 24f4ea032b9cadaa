import type { Command } from './command.ts';

const BROKERS = ['--brokers HOST:PORT', 'other brokers than those of the settings (KAFKA_BROKERS)'] as const;

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
  topics: {
    synopsis: [
      ['topics', 'list the topics of the broker'],
      ['topics describe NAME [--all]', 'partitions, offsets and configs of one'],
      ['topics create NAME [--partitions N] [--config name=value]', 'make one'],
      ['topics alter NAME [--config name=value] [--partitions N]', 'change its configs, or give it more partitions'],
      ['topics delete NAME', 'delete it, once you agree'],
    ],
    options: [
      ['--partitions N', "partitions of a new topic (the broker's default without it), or the new total"],
      ['--replicas N', 'replicas of a new topic, where there are several brokers'],
      ['--config name=value', 'such as --config retention.ms=3600000; as often as you like'],
      ['--default NAME', 'give a config its default again (alter)'],
      ['--all', 'show configs with their defaults too (describe)'],
      ['--yes', 'do not ask (delete)'],
      BROKERS,
    ],
    run: async (args, context) => (await import('./topics.ts')).runTopics(args, context),
  },
  groups: {
    synopsis: [
      ['groups', 'list the consumer groups with their lag'],
      ['groups describe NAME', 'lag and member of each partition'],
      ['groups reset NAME --to WHERE [--topic T] [--execute]', 'show, or do, a move of its offsets'],
      ['groups delete NAME', 'forget a group, once you agree'],
    ],
    options: [
      ['--to WHERE', 'earliest, latest, an offset, +N or -N records, a date (2026-01-31T12:00Z) or an age (2h)'],
      ['--topic T', 'only this topic; all that the group has committed without it'],
      ['--partition N', 'only this partition of it'],
      ['--execute', 'do it; without it the plan is shown and nothing is changed'],
      ['--yes', 'do not ask (delete)'],
      BROKERS,
    ],
    run: async (args, context) => (await import('./groups.ts')).runGroups(args, context),
  },
  tail: {
    synopsis: [['tail TOPIC [--from WHERE] [--filter TEXT] [--json]', 'show records as they come']],
    options: [
      ['--from WHERE', 'beginning, end (the default), an offset, a date (2026-01-31T12:00Z) or an age (10m)'],
      ['--partition N', 'only this partition'],
      ['--filter TEXT', 'only records whose key, value or header holds it'],
      ['--count N', 'end after so many records'],
      ['--no-follow', 'end where the topic ends now'],
      ['--json', 'a line of JSON for each record'],
      BROKERS,
    ],
    run: async (args, context) => (await import('./tail.ts')).runTail(args, context),
  },
  send: {
    synopsis: [['send TOPIC [--key KEY]', 'each line of standard input becomes a record']],
    options: [
      ['--key KEY', 'the key of every record'],
      ['--separator TEXT', 'lines are KEY, TEXT, value'],
      ['--partition N', 'write to this partition'],
      BROKERS,
    ],
    run: async (args, context) => (await import('./send.ts')).runSend(args, context),
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
