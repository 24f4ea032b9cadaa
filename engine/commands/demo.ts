import { parseArgs } from 'node:util';
import { webUrl } from '../supervisor/screen.ts';
import { type CommandContext, numberOption, UsageError } from './command.ts';

/** `weir demo shop`: the demo shop with its simulated visitors. */
export async function runDemo(args: readonly string[], { settings, createLog }: CommandContext): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      site: { type: 'string', default: 'shop' },
      rate: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      port: { type: 'string', default: '3001' },
      backfill: { type: 'string', default: '0' },
    },
  });
  if (positionals[0] !== 'shop')
    throw new UsageError('write: weir demo shop [--rate N] [--seed N] [--port P] [--backfill DAYS]');
  const { runShop } = await import('../demo/shop/shop.ts');
  await runShop({
    webUrl: webUrl(settings),
    host: settings.host,
    port: numberOption('port', values.port),
    rate: numberOption('rate', values.rate),
    seed: numberOption('seed', values.seed),
    backfillDays: numberOption('backfill', values.backfill),
    stdout: process.stdout,
    site: values.site,
    log: await createLog('demo'),
  });
}
