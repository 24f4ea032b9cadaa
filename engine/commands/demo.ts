import { parseArgs } from 'node:util';
import { webUrl } from '../supervisor/screen.ts';
import { type CommandContext, numberOption, UsageError } from './command.ts';

const DEMOS = {
  shop: { port: '3001', rate: '20', run: runShopDemo },
  rides: { port: '3002', rate: '200', run: runRidesDemo },
  video: { port: '3003', rate: '200', run: runVideoDemo },
} as const;

interface DemoOptions {
  webUrl: string;
  host: string;
  port: number;
  rate: number;
  seed: number;
  site: string;
  backfillDays: number;
  stdout: NodeJS.WritableStream;
}

/** `weir demo shop|rides|video`: a world that is made up and sends its events, until Ctrl-C. */
export async function runDemo(args: readonly string[], context: CommandContext): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      site: { type: 'string' },
      rate: { type: 'string' },
      seed: { type: 'string', default: '1' },
      port: { type: 'string' },
      backfill: { type: 'string', default: '0' },
    },
  });
  const name = positionals[0] as keyof typeof DEMOS | undefined;
  const demo = name && Object.hasOwn(DEMOS, name) ? DEMOS[name] : undefined;
  if (!name || !demo)
    throw new UsageError(
      `write: weir demo ${Object.keys(DEMOS).join('|')} [--site NAME] [--rate N] [--seed N] [--port P]`,
    );
  const { settings } = context;
  const options: DemoOptions = {
    webUrl: webUrl(settings),
    host: settings.host,
    port: numberOption('port', values.port ?? demo.port),
    rate: numberOption('rate', values.rate ?? demo.rate),
    seed: numberOption('seed', values.seed),
    backfillDays: numberOption('backfill', values.backfill),
    site: values.site ?? name,
    stdout: process.stdout,
  };
  await demo.run(options, context);
}

async function runShopDemo(options: DemoOptions, { createLog }: CommandContext): Promise<void> {
  const { runShop } = await import('../demo/shop/shop.ts');
  await runShop({ ...options, log: await createLog('demo') });
}

async function runRidesDemo(options: DemoOptions): Promise<void> {
  const { runRides } = await import('../demo/rides/rides.ts');
  await runRides(options);
}

async function runVideoDemo(options: DemoOptions): Promise<void> {
  const { runVideo } = await import('../demo/video/video.ts');
  await runVideo(options);
}
