import type { BrokerSettings } from './broker-settings.ts';
import type { ListenerSetting } from './listeners.ts';
import { ownPassword } from './own-password.ts';
import { OWN_USER, readUsersFile, type User } from './users-file.ts';

/** Listeners and users as the bundled broker is started with them. */
export interface BrokerAccess {
  listeners: (ListenerSetting & { tls?: { certPath: string; keyPath: string; clientCaPath?: string } })[];
  access: { users: User[]; superUsers: string[]; allowEveryoneIfNoAclFound: boolean };
}

/**
 * Reads the file of users and the own password. Where the own listener asks for a password, Weir's own processes are a super user: no ACL
 * that somebody makes keeps events out. Throws SettingError.
 */
export function brokerAccess({ broker, dataDir }: { broker: BrokerSettings; dataDir: string }): BrokerAccess {
  const { all, own, tls, usersPath, superUsers, allowEveryone } = broker;
  const users = usersPath === null ? [] : readUsersFile(usersPath);
  const asksWho = own.protocol !== 'PLAINTEXT';
  return {
    listeners: all.map((listener) => (tls ? { ...listener, tls } : listener)),
    access: {
      users: asksWho ? [...users, { name: OWN_USER, password: ownPassword(dataDir) }] : users,
      superUsers: asksWho ? [...superUsers, `User:${OWN_USER}`] : superUsers,
      allowEveryoneIfNoAclFound: allowEveryone,
    },
  };
}
