/** The four roles, in the order in which they start; they stop in the reverse order, so that intake ends first. */
export const ROLES = ['broker', 'store', 'pipeline', 'web'] as const;
export type RoleName = (typeof ROLES)[number];

/** What a role does, for `weir --help`. */
export const ROLE_PURPOSE: Readonly<Record<RoleName, string>> = {
  broker: 'the bundled engine: Kafka protocol, partition logs, consumer groups',
  store: "embedded ClickHouse behind ClickHouse's HTTP interface",
  pipeline: 'consumer groups: events into ClickHouse, rolling aggregates',
  web: 'dashboard, query API, collector, live feed, snippet',
};

/** What a role's process tells its supervisor over the IPC channel. */
export type RoleMessage =
  | { type: 'ready' }
  /** The role cannot work as it is set up: starting it again would not help, so the supervisor stops all. */
  | { type: 'unusable'; message: string };
