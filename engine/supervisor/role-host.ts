import type { Settings } from '../settings.ts';
import { explainFailure } from './role-failure.ts';
import type { RoleMessage, RoleName } from './roles.ts';

/** What every role's start function returns. */
export interface RunningRole {
  /** Ends gracefully; bounded by the role itself. */
  close(): Promise<void>;
}

/** A role that has not ended this long after it was told to is ended as it is; the log's recovery covers that case. */
const CLOSE_LIMIT_MS = 4_500;

/**
 * Runs one role in this process until it is told to stop: by a signal, or because its supervisor is gone. Failures
 * that setting something else would mend are told in one line; every other one with its stack.
 */
export async function hostRole(role: RoleName, settings: Settings, start: () => Promise<RunningRole>): Promise<void> {
  let running: RunningRole | null = null;
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), CLOSE_LIMIT_MS).unref();
    try {
      await running?.close();
      process.exit(0);
    } catch (error) {
      console.error(`${role}: did not stop cleanly: ${error instanceof Error ? error.stack : String(error)}`);
      process.exit(1);
    }
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // The channel closes when the supervisor dies, kill -9 included: a role without one would hold its port for ever.
  if (process.send) process.on('disconnect', stop);

  try {
    running = await start();
    if (stopping) await running.close();
    tell({ type: 'ready' });
    if (!process.send) console.log(`${role} is ready. Ctrl-C stops it.`);
  } catch (error) {
    const message = explainFailure(role, settings, error);
    if (message === null) throw error;
    if (process.send) tell({ type: 'unusable', message });
    else console.error(`weir: ${message}`);
    process.exitCode = 1;
    // What was opened before the failure must not keep the process alive; the message has to leave first.
    setTimeout(() => process.exit(1), 100);
  }
}

function tell(message: RoleMessage): void {
  process.send?.(message);
}
