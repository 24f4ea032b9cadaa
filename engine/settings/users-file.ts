import { readFileSync } from 'node:fs';
import { SettingError } from './setting-error.ts';

export interface User {
  name: string;
  password: string;
}

/** The users of a file, `name:password` a line; empty lines and those that begin with # are left out. Throws SettingError. */
export function readUsersFile(path: string): User[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new SettingError('WEIR_KAFKA_USERS', `${path} cannot be read (${(error as Error).message})`);
  }
  const users: User[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const at = line.indexOf(':');
    const [name, password] = [line.slice(0, at).trim(), line.slice(at + 1)];
    const where = `line ${index + 1} of ${path}`;
    // The line itself may hold a password: it is not told.
    if (at < 0 || !name || !password) throw new SettingError('WEIR_KAFKA_USERS', `${where} is not NAME:PASSWORD`);
    if (name === OWN_USER || users.some((user) => user.name === name)) {
      throw new SettingError('WEIR_KAFKA_USERS', `${where}: there is a user ${name} already; choose another name`);
    }
    users.push({ name, password });
  }
  return users;
}

/** Who Weir's own processes are to the bundled broker. */
export const OWN_USER = 'weir';
