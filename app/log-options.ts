import { type Log, silentLog } from '../engine/log.ts';
import { readSettings } from '../engine/settings.ts';

/** The brokers that the environment names. Failures go to the reader, so nothing is logged here. */
export function logOptions(): { brokers: string[]; log: Log } {
  return { brokers: readSettings(process.env).brokers, log: silentLog };
}
