import type { StoreClient } from '../clickhouse/client.ts';
import { type Scope, scopeSql } from './scope.ts';

export interface PropertyKey {
  key: string;
  visitors: number;
  events: number;
}

/** Names of the properties that the scope's events carry, the most used first; at most 100. */
export async function getPropertyKeys(store: StoreClient, scope: Scope): Promise<PropertyKey[]> {
  const { params, events } = scopeSql(scope);
  const rows = await store.rows<Record<string, string | number>>(
    `SELECT key, uniqExact(visitor_id) AS visitors, count() AS events
     FROM (SELECT visitor_id, arrayJoin(mapKeys(props)) AS key ${events})
     GROUP BY key ORDER BY events DESC, key LIMIT 100`,
    params,
  );
  return rows.map((row) => ({ key: String(row.key), visitors: Number(row.visitors), events: Number(row.events) }));
}
