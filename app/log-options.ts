import { type Log, silentLog } from '../engine/log.ts';
import { type KafkaSecurity, kafkaSecurity } from '../engine/settings/kafka-security.ts';
import { readSettings } from '../engine/settings.ts';

/** The brokers that the environment names, and how to authenticate there. Failures go to the reader, so nothing is logged here. */
export function logOptions(): { brokers: string[]; security: KafkaSecurity; log: Log } {
  const settings = readSettings(process.env);
  return { brokers: settings.brokers, security: kafkaSecurity(settings), log: silentLog };
}
