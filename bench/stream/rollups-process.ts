import { silentLog } from '../../engine/log.ts';
import { startRollups } from '../../engine/rollups/rollups.ts';

/** The rollups' group alone in a process of its own: `brokers clickhouseUrl`. */
const [brokers, clickhouseUrl] = process.argv.slice(2) as [string, string];
const running = await startRollups({
  brokers: [brokers],
  clickhouseUrl,
  instanceId: null,
  metricsMb: 4_096,
  log: silentLog,
});
process.send?.({ type: 'ready' });
process.on('SIGTERM', () => void running.close().then(() => process.exit(0)));
process.on('disconnect', () => process.exit(0));
