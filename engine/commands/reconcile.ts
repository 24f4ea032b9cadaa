import { parseArgs } from 'node:util';
import { createStoreClient, StoreError } from '../clickhouse/client.ts';
import { SITE_NAME } from '../events/event.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { reconciliationText } from '../reconcile/report.ts';
import { openMetricRegistry } from '../rollups/metrics/registry.ts';
import { kafkaSecurity } from '../settings/kafka-security.ts';
import { KafkaError } from '../stream/kafka-error.ts';
import { openWire } from '../stream/kafka-wire.ts';
import { watchStatus } from '../stream/status-watch.ts';
import { type CommandContext, CommandError, numberOption, UsageError } from './command.ts';

/** Windows of each metric that are compared unless all are asked for. */
const SAMPLE = 50;

/** `weir reconcile`: what was accepted, logged, archived and counted, on a running system. Exit code 1 where it differs. */
export async function runReconcile(args: readonly string[], { settings, createLog }: CommandContext): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      site: { type: 'string' },
      all: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      wait: { type: 'string', default: '30' },
    },
  });
  const site = values.site ?? null;
  if (site !== null && !SITE_NAME.test(site)) throw new UsageError(`--site: "${site}" is not a site name`);
  const waitMs = numberOption('wait', values.wait) * 1_000;
  const log = await createLog('reconcile');
  const client = { brokers: settings.brokers, security: kafkaSecurity(settings), clientId: 'weir-reconcile', log };
  const [wire, registry, status] = [openWire(client), openMetricRegistry(client), watchStatus(client)];
  const store = createStoreClient({ url: settings.clickhouseUrl, log });
  try {
    const sample = values.all ? null : SAMPLE;
    const found = await reconcile({ wire, store, registry, status, site, sample, waitMs });
    console.log(values.json ? JSON.stringify(found) : reconciliationText(found));
    if (found.differences.length > 0) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof KafkaError || error instanceof StoreError)) throw error;
    throw new CommandError(`${error.message} (${error.code}): does Weir run?`);
  } finally {
    await Promise.all([wire.close(), registry.close(), status.close(), store.close()]);
  }
}
