/** Where an import says how it goes; `process.stdout` is one. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 2_000;
const BAR_WIDTH = 30;

/** A bar that redraws itself on a terminal; elsewhere now and then a line. */
export class Progress {
  readonly #output: Output;
  readonly #everyMs: number;
  #drawnAtMs: number;

  constructor(output: Output) {
    this.#output = output;
    this.#everyMs = output.isTTY ? REDRAW_MS : PLAIN_LINE_MS;
    // A short import needs no plain line; a bar is there from the start.
    this.#drawnAtMs = output.isTTY ? 0 : Date.now();
  }

  /** `share` from 0 to 1. Cheap where nothing is due. */
  show(share: number, text: string): void {
    const now = Date.now();
    if (now - this.#drawnAtMs < this.#everyMs) return;
    this.#drawnAtMs = now;
    const percent = `${Math.floor(share * 100)}%`.padStart(4);
    if (!this.#output.isTTY) {
      this.#output.write(`${percent.trim()}  ${text}\n`);
      return;
    }
    const filled = Math.round(share * BAR_WIDTH);
    const line = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${percent}  ${text}`;
    this.#output.write(`\r\x1b[2K${line.slice(0, (this.#output.columns ?? 80) - 1)}`);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#output.isTTY) this.#output.write('\r\x1b[2K');
  }
}
