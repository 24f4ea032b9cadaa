/**
 * A bound on how many operations run at once, with a bounded line before it, first come first served. The store has one
 * for reads and one for writes, so that long SELECTs never keep every thread from an INSERT.
 */
export interface Slots {
  /** Runs `work` once a slot is free. Rejects with `SlotsFullError` at once where the line is full. */
  run<T>(work: () => Promise<T>): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

export class SlotsFullError extends Error {
  readonly code = 'SLOTS_FULL';
}

export function createSlots(size: number, maxWaiting: number): Slots {
  let running = 0;
  const line: Array<() => void> = [];
  const release = () => {
    // The slot passes straight to the next in line, so `running` stays as it is.
    const next = line.shift();
    if (next) next();
    else running--;
  };
  return {
    async run(work) {
      if (running < size) running++;
      else if (line.length < maxWaiting) await new Promise<void>((resolve) => line.push(resolve));
      else throw new SlotsFullError(`${size} operations run and ${maxWaiting} wait`);
      try {
        return await work();
      } finally {
        release();
      }
    },
    get running() {
      return running;
    },
    get waiting() {
      return line.length;
    },
  };
}
