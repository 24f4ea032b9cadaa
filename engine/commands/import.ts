import { parseArgs } from 'node:util';
import { kafkaSecurity } from '../settings/kafka-security.ts';
import { type CommandContext, UsageError } from './command.ts';

/** `weir import access-log FILE`: an access log's requests as events of a site. */
export async function runImport(args: readonly string[], { settings, createLog }: CommandContext): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { site: { type: 'string', default: 'access-log' } },
  });
  const [kind, file] = positionals;
  if (kind !== 'access-log' || !file) throw new UsageError('write: weir import access-log FILE [--site NAME]');
  const { importAccessLog } = await import('../import/access-log.ts');
  await importAccessLog({
    file,
    site: values.site,
    brokers: settings.brokers,
    security: kafkaSecurity(settings),
    dataDir: `${settings.dataDir}/web`,
    geoipPath: settings.geoipPath,
    stdout: process.stdout,
    log: await createLog('import'),
  });
}
