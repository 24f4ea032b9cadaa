import { logConfigOf } from '../../../../engine/kafka/cluster/topic-config.ts';
import { LogDir } from '../../../../engine/kafka/log/log-dir.ts';
import { LogError } from '../../../../engine/kafka/log/log-error.ts';
import { batchOf, CLIENT, record, silent, TOPIC_ID } from './partitions.ts';

/**
 * Appends without end to a partition of the folder given, and says on stdout what was acknowledged (`acked <offset>`) or refused (`refused <code>`):
 * a process of its own, so that a test can kill it or take its disk away.
 */
const [dir, valueBytes] = process.argv.slice(2);
const config = logConfigOf({ 'segment.bytes': '65536', 'flush.ms': '20' });
const logDir = await LogDir.open({ dir: dir!, log: silent, configOf: () => config });
logDir.startHousekeeping();
const log = await logDir.create('events', 0, TOPIC_ID);
for (;;) {
  try {
    let last = -1;
    for (let i = 0; i < 20; i++) {
      const offset = log.logEndOffset;
      last = log.append(batchOf(record('k', String(offset).padEnd(Number(valueBytes)))), CLIENT).lastOffset;
    }
    await log.written();
    process.stdout.write(`acked ${last}\n`);
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    process.stdout.write(`refused ${error.code}\n`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
