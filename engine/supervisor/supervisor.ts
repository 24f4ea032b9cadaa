import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { SettingError } from '../settings/setting-error.ts';
import type { Settings } from '../settings.ts';
import { renderLine } from './log-line.ts';
import { roleEnvironment } from './role-environment.ts';
import { RoleProcess } from './role-process.ts';
import { ROLES, type RoleName } from './roles.ts';
import { startScreen } from './screen.ts';

/** Intake ends first, then what reads the log, then the log and the store: so nothing accepted is cut off. */
const STOP_LIMITS_MS: Readonly<Record<RoleName, number>> = { web: 1_500, pipeline: 2_000, broker: 1_200, store: 1_200 };

/** How long the first screen waits for every role to work before it says which does not. */
const READY_LIMIT_MS = 30_000;

/**
 * What keeps V8 from growing at its ease, so that the four roles together stay under 900 MB at 5,000 events/s. Bounds of
 * the young generation are MB a semi-space. The pipeline's events die young: without its flags it held 350 MB, with a
 * bound alone 260, with both 160, for a tenth of a core more. On the web role `--optimize-for-size` costs far more than
 * it spares. Figures: docs/benchmarks.md.
 */
export const NODE_FLAGS: Readonly<Record<RoleName, readonly string[]>> = {
  broker: ['--max-semi-space-size=16'],
  store: ['--max-semi-space-size=8'],
  pipeline: ['--max-semi-space-size=4', '--optimize-for-size'],
  web: ['--max-semi-space-size=16'],
};

export interface SupervisorOptions {
  settings: Settings;
  environment: NodeJS.ProcessEnv;
  mainPath: string;
  /** When the command was started, ms since the epoch: the screen says how long the start took. */
  startedAt: number;
}

/** Starts every role, starts a dead one again, and stops all on Ctrl-C. Resolves with the exit code. */
export async function supervise(options: SupervisorOptions): Promise<number> {
  const { settings } = options;
  checkDataFolder(settings.dataDir);
  const ended = Promise.withResolvers<number>();
  const environment = { WEIR_INSTANCE: instanceName(settings), ...options.environment };
  const roles = ROLES.filter((role) => isRunHere(role, settings)).map(
    (role) =>
      new RoleProcess({
        role,
        mainPath: options.mainPath,
        environment: roleEnvironment(role, options.mainPath, environment),
        nodeFlags: ['--disable-warning=ExperimentalWarning', ...NODE_FLAGS[role]],
        onLine: (line, from) => {
          const shown = renderLine(role, line, from);
          if (shown !== null) console.log(`  ${shown}`);
        },
        onReady: (restarts) => {
          if (restarts > 0) console.log(`  ${role} is back`);
        },
        onDeath: (cause, pauseMs) => console.log(`  ${role} died (${cause}); starting it again in ${pauseMs / 1000} s`),
        onUnusable: (message) => {
          console.error(`weir: ${message}`);
          ended.resolve(1);
        },
      }),
  );
  for (const role of roles) role.start();

  let signalled = false;
  const interrupt = (): void => {
    if (signalled) return;
    signalled = true;
    console.log('\n  Stopping ...');
    ended.resolve(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);

  void announce(options, ended.promise);
  const code = await ended.promise;
  await stopAll(roles);
  if (signalled) console.log('  Stopped. Nothing was lost: the next start goes on from here.');
  return code;
}

/** The same at each start, and no other's that shares an outside log: no two listen on one port of a machine. */
function instanceName({ port }: Settings): string {
  return `start-${hostname().replaceAll(/[^A-Za-z0-9._-]/g, '_')}-${port}`;
}

function isRunHere(role: RoleName, settings: Settings): boolean {
  if (role === 'broker') return settings.bundledBroker;
  return role !== 'store' || settings.bundledStore;
}

/** Web and pipeline first, since both still need the log and the store to finish; then these two together. */
async function stopAll(roles: readonly RoleProcess[]): Promise<void> {
  const stop = async (names: readonly RoleName[]): Promise<void> => {
    await Promise.all(
      roles.filter(({ role }) => names.includes(role)).map((role) => role.stop(STOP_LIMITS_MS[role.role])),
    );
  };
  await stop(['web']);
  await stop(['pipeline']);
  await stop(['broker', 'store']);
}

/** Prints the first screen once every role works, or says which one does not. */
async function announce(options: SupervisorOptions, ended: Promise<number>): Promise<void> {
  const { settings } = options;
  const host = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host;
  const deadline = Date.now() + READY_LIMIT_MS;
  let stopped = false;
  void ended.then(() => {
    stopped = true;
  });
  let missing = 'web does not answer';
  while (!stopped && Date.now() < deadline) {
    try {
      const answer = await fetch(`http://${host}:${settings.port}/readyz`, { signal: AbortSignal.timeout(2_000) });
      if (answer.ok) {
        console.log(startScreen(settings, Date.now() - options.startedAt));
        return;
      }
      missing = (await answer.text()).slice(0, 500);
    } catch {
      // Not listening yet: that is what the loop waits for.
    }
    await new Promise((wake) => setTimeout(wake, 100));
  }
  if (stopped) return;
  console.log(`  Not everything works yet: ${missing}`);
  console.log(startScreen(settings, Date.now() - options.startedAt));
}

/** Throws a `SettingError` that names the folder where it cannot be made or written. */
function checkDataFolder(dataDir: string): void {
  const folder = resolve(dataDir);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const parent = existsSync(folder) ? folder : dirname(folder);
    throw new SettingError(
      'WEIR_DATA',
      `${folder} cannot be written (${(error as Error).message}); make ${parent} writable or set WEIR_DATA to another folder`,
    );
  }
}
