import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Log } from '../log.ts';
import { answerText } from './answers.ts';

export interface DashboardOptions {
  /** The project's folder: holds `app/` and the build in `.next/`. */
  dir: string;
  host: string;
  port: number;
  log: Log;
}

type DashboardState =
  | { state: 'starting' }
  | { state: 'ready' }
  /** There is no usable build. */
  | { state: 'failed'; reason: string };

export interface Dashboard {
  /** Loads the application: call once the server listens, for it takes the process a few hundred milliseconds. */
  start(): void;
  state(): DashboardState;
  /** Requests that come before the application is there wait for it. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

const BUILD_COMMAND = 'npx next build';

type NextApp = ReturnType<typeof import('next').default>;

/** The Next.js application behind the server's own routes. */
export function createDashboard(options: DashboardOptions): Dashboard {
  let state: DashboardState = { state: 'starting' };
  const loaded = Promise.withResolvers<NextApp | null>();
  const start = async (): Promise<void> => {
    try {
      loaded.resolve(await load(options));
      state = { state: 'ready' };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      state = { state: 'failed', reason };
      options.log.error({ reason }, 'The dashboard cannot be served');
      loaded.resolve(null);
    }
  };
  return {
    start: () => void start(),
    state: () => state,
    async handle(request, response) {
      const app = await loaded.promise;
      if (app) await app.getRequestHandler()(request, response);
      else answerText(response, 503, 'text/html; charset=utf-8', failedPage(state));
    },
    async close() {
      if (state.state === 'ready') await (await loaded.promise)?.close();
    },
  };
}

async function load({ dir, host, port }: DashboardOptions): Promise<NextApp> {
  const build = join(dir, '.next');
  if (!existsSync(join(build, 'BUILD_ID'))) throw new Error(`there is no build in ${build}; run ${BUILD_COMMAND}`);
  const restoreCrashes = keepCrashes();
  try {
    const { default: next } = await import('next');
    // Next hangs its own WebSocket handling on this server at the first request: on one that never listens, for ours alone
    // decides what becomes of an upgrade.
    const httpServer = createServer();
    const app = next({ dev: false, quiet: true, dir, hostname: host, port, httpServer });
    await app.prepare();
    return app;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`the build in ${build} cannot be used (${cause}); run ${BUILD_COMMAND}`, { cause: error });
  } finally {
    restoreCrashes();
  }
}

/**
 * Next listens for exceptions that nobody caught, logs them and goes on. Here a process with one ends and is started anew:
 * the function that this answers takes away the listeners that came since. Rejections that nobody handled stay with
 * Next, which logs them: pages that are left while they render cause some, and the collector must outlive these.
 */
function keepCrashes(): () => void {
  const before = new Set(process.listeners('uncaughtException'));
  return () => {
    for (const listener of process.listeners('uncaughtException')) {
      if (!before.has(listener)) process.removeListener('uncaughtException', listener);
    }
  };
}

function failedPage(state: DashboardState): string {
  const reason = state.state === 'failed' ? state.reason : '';
  const text = reason.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Weir: the dashboard is not built</title>
<body style="font: 16px system-ui; max-width: 40em; margin: 4em auto; padding: 0 1em">
<h1>The dashboard cannot be shown</h1>
<p>Events are still collected. What is wrong: ${text}, then start Weir again (<code>npm start</code> does both).</p>
</body></html>
`;
}
