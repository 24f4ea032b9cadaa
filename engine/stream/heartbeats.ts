import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { STATUS_TOPIC } from '../events/topics.ts';
import type { Producer } from './kafka-client.ts';
import type { GroupStatus, Heartbeat } from './status.ts';

/** Tells, under a key of this process and group, how the group's part here fares. Read by status-watch.ts. */
export class Heartbeats {
  readonly #process = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  readonly #key: string;
  readonly #producer: Producer;

  constructor(group: string, producer: Producer) {
    this.#key = `${group}/${this.#process}`;
    this.#producer = producer;
  }

  beat(status: GroupStatus): Promise<void> {
    const heartbeat: Heartbeat = { process: this.#process, at: Date.now(), status };
    return this.#write(JSON.stringify(heartbeat));
  }

  /** Takes the key back: this process ends in order. */
  farewell(): Promise<void> {
    return this.#write(null);
  }

  async #write(value: string | null): Promise<void> {
    // The next one comes soon; and where the log is away, its readers see that by themselves.
    await this.#producer.send(STATUS_TOPIC.name, [{ key: this.#key, value }]).catch(() => {});
  }
}
