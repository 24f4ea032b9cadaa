import { enableCompileCache } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError, UsageError } from './commands/command.ts';
import { COMMANDS } from './commands/commands.ts';
import type { Log } from './log.ts';
import { brokerAccess } from './settings/broker-access.ts';
import { kafkaSecurity } from './settings/kafka-security.ts';
import { SettingError } from './settings/setting-error.ts';
import { readSettings, type Settings } from './settings.ts';
import { hostRole, type RunningRole } from './supervisor/role-host.ts';
import { ROLES, type RoleName } from './supervisor/roles.ts';

/**
 * The weir command. Each role's room is imported only by the process that runs it: a broker alone stays small and
 * starts in a fraction of a second.
 */

// Types stripped and code compiled once for all starts: a broker's start costs a third of the processor time.
enableCompileCache();

const startedAt = Date.now() - process.uptime() * 1000;
const mainPath = fileURLToPath(import.meta.url);
const root = dirname(dirname(mainPath));

const START: Readonly<Record<RoleName, (settings: Settings, log: Log) => Promise<RunningRole>>> = {
  async broker(settings, log) {
    const { startBroker } = await import('./kafka/broker.ts');
    for (const line of settings.broker.warnings) console.error(line);
    return startBroker({
      dataDir: `${settings.dataDir}/kafka`,
      ...brokerAccess(settings),
      // A pipeline that dies without a successor is missed within 3 s; Kafka's default is 6.
      config: {
        groupMinSessionTimeoutMs: 1_000,
        maxReauthMs: settings.broker.sessionMs,
        properties: settings.broker.fsync,
      },
      log,
    });
  },
  async store(settings, log) {
    const { startStore } = await import('./clickhouse/store.ts');
    for (const line of settings.storeWarnings) console.error(line);
    return startStore({
      dataDir: `${settings.dataDir}/clickhouse`,
      host: settings.clickhouseHost,
      port: settings.clickhousePort,
      threads: Number(process.env.UV_THREADPOOL_SIZE) || undefined,
      log,
    });
  },
  async pipeline(settings, log) {
    const [{ startArchive }, { startRollups }] = await Promise.all([
      import('./archive/archive.ts'),
      import('./rollups/rollups.ts'),
    ]);
    const { brokers, clickhouseUrl, instanceId, metricsMb } = settings;
    const options = { brokers, security: kafkaSecurity(settings), clickhouseUrl, instanceId, log };
    const groups = await Promise.all([startArchive(options), startRollups({ ...options, metricsMb })]);
    return { close: async () => void (await Promise.all(groups.map((group) => group.close()))) };
  },
  async web(settings, log) {
    const { startWeb } = await import('./web/server.ts');
    const { host, port, dataDir, brokers, clickhouseUrl, sites, geoipPath } = settings;
    const security = kafkaSecurity(settings);
    return startWeb({ host, port, dataDir: `${dataDir}/web`, brokers, security, clickhouseUrl, sites, geoipPath, log });
  },
};

async function createLog(name: string, level: string): Promise<Log> {
  const { pino } = await import('pino');
  const log: Log = pino({ name, level });
  return log;
}

async function runStart(settings: Settings): Promise<void> {
  await runBuild();
  const { supervise } = await import('./supervisor/supervisor.ts');
  process.exit(await supervise({ settings, environment: process.env, mainPath, startedAt }));
}

async function runBuild(): Promise<void> {
  const { buildDashboard, dashboardIsBuilt } = await import('./supervisor/dashboard-build.ts');
  if (dashboardIsBuilt(root)) return;
  const { withProgress } = await import('./supervisor/progress.ts');
  try {
    await withProgress('Building the dashboard', () => buildDashboard(root));
  } catch (error) {
    console.error(`weir: ${(error as Error).message}`);
    process.exit(1);
  }
}

async function run(command: string | undefined, args: readonly string[]): Promise<void> {
  const named = command !== undefined && Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  const asksForHelp = [command, ...args].some((word) => word === '--help' || word === '-h');
  if (command === undefined || command === 'help' || asksForHelp) {
    const { commandHelp, helpText } = await import('./commands/help.ts');
    console.log(named ? commandHelp(named) : helpText());
    return;
  }
  if (command === '--version') {
    const { default: manifest } = await import('../package.json', { with: { type: 'json' } });
    console.log(manifest.version);
    return;
  }
  const settings = readSettings(process.env);
  const role = ROLES.find((name) => name === command);
  if (role)
    return hostRole(role, settings, async () => START[role](settings, await createLog(role, settings.logLevel)));
  if (command === 'start') return runStart(settings);
  if (command === 'build') return runBuild();
  if (named) {
    return named.run(args, {
      settings,
      settingsWith: (changes) => readSettings({ ...process.env, ...changes }),
      createLog: (name) => createLog(name, settings.logLevel),
    });
  }
  throw new UsageError(`there is no command "${command}"; weir --help lists them`);
}

try {
  await run(process.argv[2], process.argv.slice(3));
} catch (error) {
  const expected =
    error instanceof CommandError ||
    error instanceof SettingError ||
    String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
  console.error(expected ? `weir: ${(error as Error).message}` : error);
  process.exit(1);
}
