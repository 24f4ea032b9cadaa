import { describe, expect, test } from 'vitest';
import { KafkaError } from '../../../engine/stream/kafka-error.ts';
import { type OutgoingRecord, SendQueue, type SendQueueOptions } from '../../../engine/stream/send-queue.ts';

const record = (key: string, bytes = 0): OutgoingRecord => ({ key, value: 'x'.repeat(bytes) });

/** A queue whose batches are acknowledged, or refused, when the test says so. */
function heldQueue(options: Partial<SendQueueOptions> = {}) {
  const batches: Array<{ keys: string[]; acknowledge(): void; refuse(error: Error): void }> = [];
  const queue = new SendQueue({
    sendBatch: (records) =>
      new Promise((resolve, reject) => {
        batches.push({ keys: records.map(({ key }) => String(key)), acknowledge: resolve, refuse: reject });
      }),
    lingerMs: 0,
    maxBatchBytes: 1_000,
    maxBatchRecords: 100,
    maxPendingBytes: 5_000,
    deliveryTimeoutMs: 60_000,
    ...options,
  });
  return { queue, batches };
}
const codeOf = (promise: Promise<void>) =>
  promise.then(
    () => 'sent',
    (error: KafkaError) => error.code,
  );

describe('a send queue', () => {
  test('has one batch in flight and gathers what arrives meanwhile, in order', async () => {
    const { queue, batches } = heldQueue();
    const sends = ['a', 'b', 'c'].map((key) => queue.send([record(key)]));
    expect(batches.map((batch) => batch.keys)).toEqual([['a']]);
    batches[0]!.acknowledge();
    await sends[0];
    await expect.poll(() => batches.length).toBe(2);
    expect(batches[1]!.keys).toEqual(['b', 'c']);
    batches[1]!.acknowledge();
    await Promise.all(sends);
  });

  test('splits by bytes, and tells the sender only when the last record is acknowledged', async () => {
    const { queue, batches } = heldQueue();
    let done = false;
    const sending = queue.send([record('a', 600), record('b', 600)]).then(() => {
      done = true;
    });
    expect(batches.map((batch) => batch.keys)).toEqual([['a']]);
    batches[0]!.acknowledge();
    await expect.poll(() => batches.length).toBe(2);
    expect(done).toBe(false);
    batches[1]!.acknowledge();
    await sending;
  });

  test('tells every sender of a refused batch, sends nothing more of it, and goes on with the others', async () => {
    const { queue, batches } = heldQueue();
    const whole = codeOf(queue.send([record('a', 600), record('b', 600)]));
    const other = codeOf(queue.send([record('c')]));
    batches[0]!.refuse(new KafkaError('UNREACHABLE', 'gone'));
    expect(await whole).toBe('UNREACHABLE');
    await expect.poll(() => batches.length).toBe(2);
    expect(batches[1]!.keys).toEqual(['c']);
    batches[1]!.acknowledge();
    expect(await other).toBe('sent');
  });

  test('is bounded: in bytes that wait, in the size of a record, in time', async () => {
    const { queue, batches } = heldQueue({ deliveryTimeoutMs: 50 });
    const sent = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => codeOf(queue.send([record(key, 900)])));
    expect(await codeOf(queue.send([record('h', 2_000)]))).toBe('RECORD_TOO_LARGE');
    expect(new Set(await Promise.all(sent))).toEqual(new Set(['TIMEOUT', 'QUEUE_FULL']));
    expect(queue.pendingBytes).toBe(0);
    batches[0]!.acknowledge();
  });

  test('sends what waits as it closes, and takes no more', async () => {
    const { queue, batches } = heldQueue({ lingerMs: 10_000 });
    const sending = queue.send([record('a')]);
    const closing = queue.close();
    expect(await codeOf(queue.send([record('b')]))).toBe('CLOSED');
    batches[0]!.acknowledge();
    await Promise.all([sending, closing]);
  });
});
