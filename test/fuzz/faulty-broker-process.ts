import { connect, createServer, type Socket } from 'node:net';
import { startBroker } from '../../engine/kafka/broker.ts';
import { silentLog } from '../../engine/kafka/log-sink.ts';
import { type FromBroker, measure } from './process-weight.ts';

/**
 * `node --expose-gc faulty-broker-process.ts DIR FAULT`: a real broker behind a door that does what no broker may, once enough has gone
 * through it: for tests that the fuzzer notices.
 */
const [dataDir, fault] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('name a data folder');
const tell = (message: FromBroker): void => void process.send?.(message);
const broker = await startBroker({ dataDir, host: '127.0.0.1', port: 0, log: silentLog });

/** Chunks that pass before the fault shows. */
const HEALTHY_CHUNKS = 300;
const LEAK_BYTES = 64 * 1024 * 1024;
let chunks = 0;
const leaked: unknown[] = [];

const FAULTS: Readonly<Record<string, (from: Socket, chunk: Buffer) => Buffer | null>> = {
  none: (_, chunk) => chunk,
  crash() {
    process.exit(3);
  },
  rejection(_, chunk) {
    void Promise.reject(new Error('nobody looks after me'));
    return chunk;
  },
  silence: () => null,
  otherAnswer(_, chunk) {
    if (chunk.length > 8) chunk.writeInt32BE(0x0bad_0bad, 4);
    return chunk;
  },
  errorLog(_, chunk) {
    if (leaked.push(chunk.length) === 1) tell({ type: 'error', message: 'a planted error', fields: '' });
    return chunk;
  },
  timers(_, chunk) {
    if (leaked.length < 50) leaked.push(setTimeout(() => undefined, 3_600_000));
    return chunk;
  },
  memory(_, chunk) {
    if (leaked.length < 4) leaked.push(Buffer.alloc(LEAK_BYTES, 1));
    return chunk;
  },
};
const misbehave = FAULTS[fault ?? 'none'];
if (misbehave === undefined) throw new Error(`no fault "${fault}": ${Object.keys(FAULTS).join(', ')}`);

const door = createServer((outer) => {
  const inner = connect(broker.port, '127.0.0.1');
  outer.on('data', (chunk) => inner.write(chunk));
  inner.on('data', (chunk) => {
    const passed = ++chunks > HEALTHY_CHUNKS ? misbehave(outer, chunk) : chunk;
    if (passed !== null) outer.write(passed);
  });
  outer.on('close', () => inner.destroy());
  inner.on('close', () => outer.destroy());
  for (const socket of [outer, inner]) socket.on('error', () => undefined);
});
door.listen(0, '127.0.0.1', () => {
  const address = door.address();
  if (typeof address === 'object' && address !== null) tell({ type: 'ready', port: address.port });
});
process.on('message', () => tell({ type: 'measured', ...measure() }));
process.once('SIGTERM', () => void broker.close().then(() => process.exit(0)));
process.once('disconnect', () => process.exit(1));
