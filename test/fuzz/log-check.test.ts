import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startBroker } from '../../engine/kafka/broker.ts';
import { silentLog } from '../../engine/kafka/log-sink.ts';
import { ProduceApi } from '../../engine/kafka/protocol/generated/produce.ts';
import { RawClient } from '../engine/kafka/raw-client.ts';
import { batchOf, createTopic, produceOf } from '../engine/kafka/requests.ts';
import { temporaryFolder } from '../engine/kafka/temporary-folder.ts';
import { logFaults } from './log-check.ts';

it('finds nothing in a sound log, and every kind of damage in others', async () => {
  const dataDir = temporaryFolder();
  const broker = await startBroker({ dataDir, host: '127.0.0.1', port: 0, log: silentLog });
  const client = await RawClient.connect(broker.port);
  await createTopic(client, 'sound', 1, { 'index.interval.bytes': '100' });
  const batch = batchOf(['a value of some length, so that the index has entries'.repeat(3)]);
  for (let count = 0; count < 5; count++) await client.call(ProduceApi, 9, produceOf('sound', batch));
  client.close();
  await broker.close();
  expect(logFaults(dataDir)).toEqual([]);

  const log = join(dataDir, 'sound-0', '00000000000000000000.log');
  const index = log.replace('.log', '.index');
  const [logBytes, indexBytes] = [readFileSync(log), readFileSync(index)];
  const damaged = (file: string, bytes: Buffer): string[] => {
    const whole = readFileSync(file);
    writeFileSync(file, bytes);
    const faults = logFaults(dataDir);
    writeFileSync(file, whole);
    return faults;
  };
  const flipped = Buffer.from(logBytes);
  flipped[flipped.length - 1] = flipped[flipped.length - 1]! ^ 1;
  expect(damaged(log, flipped)).toHaveLength(1);
  expect(damaged(log, logBytes.subarray(0, logBytes.length - 1))).toHaveLength(1);
  expect(damaged(log, Buffer.concat([logBytes, logBytes]))).toHaveLength(1);
  const astray = Buffer.from(indexBytes);
  astray.writeInt32BE(1, astray.length - 4);
  expect(damaged(index, astray)).toHaveLength(1);
  appendFileSync(log, 'x');
  expect(logFaults(dataDir)).toHaveLength(1);
});
