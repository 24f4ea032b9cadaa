import { createStoreClient, type StoreClient } from '../engine/clickhouse/client.ts';
import { silentLog } from '../engine/log.ts';
import { readSettings } from '../engine/settings.ts';

declare global {
  /** One client for the process: in development this module is evaluated anew at every change. */
  var weirStoreClient: StoreClient | undefined;
}

/** The dashboard's client of the store that the environment names. */
export function storeClient(): StoreClient {
  globalThis.weirStoreClient ??= createStoreClient({ url: readSettings(process.env).clickhouseUrl, log: silentLog });
  return globalThis.weirStoreClient;
}
