import { kafkaSecurity } from '../settings/kafka-security.ts';
import { OWN_USER } from '../settings/users-file.ts';
import { errorCode } from '../stream/kafka-error.ts';
import { listUsers, removeUser, setUser } from '../stream/kafka-users.ts';
import { type CommandContext, CommandError, UsageError } from './command.ts';
import { readPassword } from './password-input.ts';

const USAGE = 'write: weir users, weir users add NAME, or weir users remove NAME';

/** `weir users`: who may log in to the broker. */
export async function runUsers(args: readonly string[], { settings, createLog }: CommandContext): Promise<void> {
  const [verb, name, ...rest] = args;
  if (rest.length > 0) throw new UsageError(USAGE);
  const options = {
    brokers: settings.brokers,
    security: kafkaSecurity(settings),
    clientId: 'weir-users',
    log: await createLog('users'),
  };
  const where = settings.brokers.join(', ');
  const explained = (error: unknown): CommandError =>
    new CommandError(`${where}: ${(error as Error).message} (${errorCode(error)}); is the broker running?`);
  if (verb === undefined) {
    const users = await listUsers(options).catch((error) => Promise.reject(explained(error)));
    for (const user of users) console.log(`${user.name}  ${user.mechanisms.join(', ')}`);
    if (users.length === 0) console.log('There are no users; weir users add NAME makes one.');
    return;
  }
  if (!name || (verb !== 'add' && verb !== 'remove')) throw new UsageError(USAGE);
  if (settings.bundledBroker && name === OWN_USER) {
    throw new UsageError(`${OWN_USER} is the user of Weir's own processes; choose another name`);
  }
  if (verb === 'add') {
    const password = await readPassword(process.stdin, (line) => process.stderr.write(line));
    if (password === null) throw new UsageError('no password, or two that differ: type it twice, or pipe it in');
    await setUser(options, name, password).catch((error) => Promise.reject(explained(error)));
    console.log(`${name} may log in by PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512.`);
    return;
  }
  const isRemoved = await removeUser(options, name).catch((error) => Promise.reject(explained(error)));
  if (!isRemoved) throw new CommandError(`there is no user ${name}; weir users lists them`);
  console.log(`${name} may no longer log in. Connections that are open stay so until their session ends.`);
}
