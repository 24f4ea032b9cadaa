import type { Log } from '../log.ts';
import type { StoreClient } from './client.ts';
import { statements as eventsAndMinutes } from './migrations/0001-events-and-minutes.ts';
import { statements as metricWindows } from './migrations/0002-metric-windows.ts';

/**
 * A step of the schema. Its statements must be safe to repeat (IF NOT EXISTS and the like): two processes may apply it
 * at the same time, and one that was killed in the middle applies it again. A published step is never changed.
 */
export interface Migration {
  /** 1, 2, 3 ... without gaps. */
  version: number;
  name: string;
  statements: readonly string[];
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'events-and-minutes', statements: eventsAndMinutes },
  { version: 2, name: 'metric-windows', statements: metricWindows },
];

/** The store was written by a later Weir; this one would not understand it. */
class StoreTooNewError extends Error {
  readonly code = 'WEIR_STORE_TOO_NEW';
}

/**
 * Brings the store's schema to this code's version, the same way on the embedded engine and on a ClickHouse server.
 * Returns the version reached. May be called at any time by any number of processes. Throws `StoreTooNewError`.
 */
export async function migrate(client: StoreClient, log: Log, migrations = MIGRATIONS): Promise<number> {
  await client.command('CREATE DATABASE IF NOT EXISTS weir');
  await client.command(
    `CREATE TABLE IF NOT EXISTS weir.migrations (
      version UInt32, name String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
    ) ENGINE = ReplacingMergeTree ORDER BY version`,
  );
  const [row] = await client.rows<{ version: number }>('SELECT max(version) AS version FROM weir.migrations');
  const current = row?.version ?? 0;
  const latest = migrations.at(-1)?.version ?? 0;
  if (current > latest) {
    throw new StoreTooNewError(
      `The store's schema is version ${current}, this Weir knows up to ${latest}: update Weir, or use another data folder.`,
    );
  }
  for (const migration of migrations) {
    if (migration.version <= current) continue;
    for (const statement of migration.statements) await client.command(statement);
    await client.insert('weir.migrations', [{ version: migration.version, name: migration.name }]);
    log.info({ version: migration.version, name: migration.name }, 'schema migrated');
  }
  return latest;
}
