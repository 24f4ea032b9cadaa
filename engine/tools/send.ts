import { createProducer } from '../stream/kafka-client.ts';
import type { ClientOptions } from '../stream/kafka-wire.ts';
import type { OutgoingRecord } from '../stream/send-queue.ts';
import { ToolError } from './tool-error.ts';
import { topicNamed } from './topics.ts';

export interface SendOptions {
  readonly topic: string;
  /** Of every record; null for none. */
  readonly key: string | null;
  /** Stands between key and value in a line; null where lines are values. */
  readonly separator: string | null;
  readonly partition: number | null;
}

/** Bytes that may be on their way before another line is read. */
const MAX_PENDING_BYTES = 8 * 1024 * 1024;

/** Sends each line as a record. Resolves with how many there were once all are acknowledged; rejects at the first that is not. */
export async function sendLines(
  client: ClientOptions,
  options: SendOptions,
  lines: AsyncIterable<string>,
): Promise<number> {
  const { partitions } = await topicNamed(client, options.topic);
  if (options.partition !== null && options.partition >= partitions.length) {
    throw new ToolError(`${options.topic} has no partition ${options.partition}; it has ${partitions.length}`);
  }
  const producer = createProducer({ ...client, lingerMs: 5 });
  let sent = 0;
  let failure: { readonly error: unknown } | undefined;
  let last: Promise<void> = Promise.resolve();
  try {
    for await (const line of lines) {
      if (failure !== undefined) break;
      const sending = producer.send(options.topic, [recordOf(line, sent + 1, options)]);
      sent++;
      last = sending.catch((error: unknown) => {
        failure ??= { error };
      });
      if (producer.pendingBytes() > MAX_PENDING_BYTES) await last;
    }
    await last;
  } finally {
    await producer.close();
  }
  if (failure !== undefined) throw failure.error;
  return sent;
}

function recordOf(line: string, number: number, { key, separator, partition }: SendOptions): OutgoingRecord {
  const placed = partition === null ? {} : { partition };
  if (separator === null) return { key, value: line, ...placed };
  const at = line.indexOf(separator);
  if (at < 0) throw new ToolError(`line ${number} has no "${separator}" between key and value`);
  return { key: line.slice(0, at), value: line.slice(at + separator.length), ...placed };
}
