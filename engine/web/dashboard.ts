import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import next from 'next';
import type { Log } from '../log.ts';
import { answerText } from './answers.ts';

export interface DashboardOptions {
  /** The project's folder: holds `app/` and the build in `.next/`. */
  dir: string;
  host: string;
  port: number;
  log: Log;
}

export type DashboardState =
  | { state: 'starting' }
  | { state: 'ready' }
  /** There is no usable build. */
  | { state: 'failed'; reason: string };

export interface Dashboard {
  state(): DashboardState;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

const BUILD_COMMAND = 'npx next build';

/**
 * The Next.js application behind the server's own routes. Returns at once: it loads in the background, and requests that
 * come before it is there wait for it.
 */
export function startDashboard(options: DashboardOptions): Dashboard {
  let state: DashboardState = { state: 'starting' };
  // Next hangs its own WebSocket handling on this server at the first request: on one that never listens, for ours decides
  // alone what becomes of an upgrade.
  const httpServer = createServer();
  const app = next({
    dev: false,
    quiet: true,
    dir: options.dir,
    hostname: options.host,
    port: options.port,
    httpServer,
  });
  const prepared = prepare(app, options).then((outcome) => {
    state = outcome;
    if (outcome.state === 'failed') options.log.error({ reason: outcome.reason }, 'The dashboard cannot be served');
    return outcome;
  });
  const handle = app.getRequestHandler();
  return {
    state: () => state,
    async handle(request, response) {
      const outcome = await prepared;
      if (outcome.state === 'failed') answerText(response, 503, 'text/html; charset=utf-8', failedPage(outcome.reason));
      else await handle(request, response);
    },
    async close() {
      await prepared;
      if (state.state === 'ready') await app.close();
    },
  };
}

async function prepare(app: ReturnType<typeof next>, { dir }: DashboardOptions): Promise<DashboardState> {
  if (!existsSync(join(dir, '.next', 'BUILD_ID'))) {
    return { state: 'failed', reason: `there is no build in ${join(dir, '.next')}; run ${BUILD_COMMAND}` };
  }
  const restoreCrashes = keepCrashes();
  try {
    await app.prepare();
    return { state: 'ready' };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return {
      state: 'failed',
      reason: `the build in ${join(dir, '.next')} cannot be used (${cause}); run ${BUILD_COMMAND}`,
    };
  } finally {
    restoreCrashes();
  }
}

/**
 * Next listens for errors that nobody caught, logs them and goes on. Here a process with such an error ends and is started
 * anew: what came on top since this was called is taken away again by the function that it answers.
 */
function keepCrashes(): () => void {
  const exceptions = new Set(process.listeners('uncaughtException'));
  const rejections = new Set(process.listeners('unhandledRejection'));
  return () => {
    for (const listener of process.listeners('uncaughtException')) {
      if (!exceptions.has(listener)) process.removeListener('uncaughtException', listener);
    }
    for (const listener of process.listeners('unhandledRejection')) {
      if (!rejections.has(listener)) process.removeListener('unhandledRejection', listener);
    }
  };
}

function failedPage(reason: string): string {
  const text = reason.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Weir: the dashboard is not built</title>
<body style="font: 16px system-ui; max-width: 40em; margin: 4em auto; padding: 0 1em">
<h1>The dashboard is not built</h1>
<p>Events are still collected. To see them, ${text}, then start Weir again (<code>npm start</code> does both).</p>
</body></html>
`;
}
