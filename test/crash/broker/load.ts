import { setTimeout as sleep } from 'node:timers/promises';
import type { RawClient } from '../../engine/kafka/raw-client.ts';
import type { BrokerUnderTest } from './broker-under-test.ts';

const RECONNECT_MS = 20;

/** Something that writes to the broker until it is told to stop, through whatever happens to the broker. */
export interface Load {
  readonly name: string;
  /** Grows with what is acknowledged. */
  progress(): number;
  /** Resolves when it has stopped; rejects when it cannot go on. */
  readonly ended: Promise<void>;
  /** Lets what is under way come to its end. */
  stop(): Promise<void>;
  /** Ends it however it stands. */
  kill(): void;
}

/** A connection, as soon as there is a broker to connect to. */
export async function connected(broker: BrokerUnderTest): Promise<RawClient> {
  for (;;) {
    const client = await broker.connect().catch(() => undefined);
    if (client) return client;
    await sleep(RECONNECT_MS);
  }
}

/** Padded, so that segments fill up. */
export const padded = (text: string, bytes: number): Buffer => Buffer.from(`${text} `.padEnd(bytes, '.'));
