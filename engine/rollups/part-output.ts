import type { TaskContext } from '../stream/runtime.ts';
import { occasionally } from '../stream/status.ts';
import type { Part } from './part.ts';

/** Takes one part's upserts to its topic and its rows to the store: one write of each kind under way, failures tried again. */
export class PartOutput {
  readonly #part: Part;
  readonly #context: TaskContext;
  readonly #complain: (fields: object, message: string) => void;
  #emitting: Promise<void> | null = null;
  #storing: Promise<void> | null = null;
  #storeAt = performance.now();
  #emitError: string | null = null;
  #storeError: string | null = null;
  /** Everything before this offset is in the upserts. */
  emittedTo: number;

  constructor(part: Part, context: TaskContext, emittedTo: number) {
    this.#part = part;
    this.#context = context;
    this.#complain = occasionally(context.log);
    this.emittedTo = emittedTo;
  }

  get lastError(): string | null {
    return this.#emitError ?? this.#storeError;
  }

  /** Rows are on their way to the store: they are in no state, so a checkpoint waits. */
  get isStoring(): boolean {
    return this.#storing !== null;
  }

  /** Resolves once nothing is under way; a failure is not thrown but tried again with the next write. */
  async written(): Promise<void> {
    await Promise.all([this.#emitting, this.#storing]);
  }

  /** Writes what changed up to `nextOffset`, unless a write is under way. */
  emit(nextOffset: number, all: boolean): Promise<void> {
    if (this.#emitting) return this.#emitting;
    if (!this.#context.holdsLease()) return Promise.resolve();
    const records = this.#part.takeChanged(Date.now(), all);
    const takenTo = this.#part.takenTo(nextOffset);
    if (records.length === 0) {
      this.emittedTo = takenTo;
      return Promise.resolve();
    }
    const { producer, partition } = this.#context;
    this.#emitting = producer
      .send(this.#part.topic, records)
      .then(
        () => {
          this.emittedTo = takenTo;
          this.#emitError = null;
        },
        (error) => {
          this.#part.markUnsent();
          this.#emitError = codeOf(error);
          const fields = { partition, topic: this.#part.topic, code: this.#emitError };
          this.#complain(fields, 'rolling aggregates were not written, trying on');
        },
      )
      .finally(() => {
        this.#emitting = null;
      });
    return this.#emitting;
  }

  /** Stores what is due. */
  storeIfDue(): void {
    const now = performance.now();
    if (this.#storing || now - this.#storeAt < this.#part.storeEveryMs) return;
    this.#storeAt = now;
    const shipment = this.#part.takeUnstored(Date.now());
    if (!shipment) return;
    this.#storing = shipment
      .store()
      .then(
        () => {
          this.#storeError = null;
        },
        (error) => {
          shipment.giveBack();
          this.#storeError = codeOf(error);
          const { partition } = this.#context;
          const fields = { partition, topic: this.#part.topic, code: this.#storeError, waiting: shipment.rows };
          this.#complain(fields, 'windows that are over were not stored, trying on');
        },
      )
      .finally(() => {
        this.#storing = null;
      });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}
