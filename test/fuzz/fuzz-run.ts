import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrokerUnderTest } from './broker-under-test.ts';
import { ControlClient, controlContentsFault } from './control-client.ts';
import { Lane, type Patience } from './deliver.ts';
import { type Finding, type Limits, roundFaults } from './findings.ts';
import { FrameSource, type FuzzFrame } from './frames.ts';
import { logFaults } from './log-check.ts';
import type { Measured } from './process-weight.ts';
import { makeWorld, tidyUp } from './tidy-up.ts';
import { COMPACTED, CONTROL_GROUP, CONTROL_TOPIC, PLAIN } from './world.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** Number of the first frame, and how many there are. */
  readonly first: number;
  readonly frames: number;
  /** Frames between two looks at the broker's weight. */
  readonly roundFrames: number;
  readonly lanes: number;
  readonly patience: Patience;
  readonly limits: Limits;
  /** What the broker is made to do wrong, to see that it is noticed. */
  readonly fault?: string;
  report(line: string): void;
}

export interface FuzzResult {
  readonly frames: number;
  /** Frames by what they came to. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly slowestControlMs: number;
  readonly controlRecords: number;
  /** Before the first frame, and after each round. */
  readonly measured: readonly Measured[];
  readonly findings: readonly Finding[];
}

const MAX_FINDINGS = 10;
const ENDS_WITHIN_MS = 2_000;
const kept = (name: string): boolean => [PLAIN, COMPACTED, CONTROL_TOPIC, CONTROL_GROUP].includes(name);

/** Sends frames to a broker of its own and watches what becomes of it and of a client that behaves. */
export async function fuzzRun(options: FuzzOptions): Promise<FuzzResult> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weir-fuzz-'));
  const broker = await BrokerUnderTest.start(dataDir, options.fault);
  const run = new FuzzRun(options, broker);
  try {
    await run.all();
    if (run.findings.length === 0) await run.checkDisk(dataDir);
    return run.result();
  } finally {
    await broker.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

class FuzzRun {
  readonly #options: FuzzOptions;
  readonly #broker: BrokerUnderTest;
  readonly #control: ControlClient;
  readonly #startedAt = performance.now();
  readonly #outcomes: Record<string, number> = {};
  readonly #measured: Measured[] = [];
  /** Frames that were sent and are not judged yet, by lane. */
  readonly #inFlight = new Map<Lane, FuzzFrame>();
  #next: number;
  readonly findings: Finding[] = [];

  constructor(options: FuzzOptions, broker: BrokerUnderTest) {
    this.#options = options;
    this.#broker = broker;
    this.#control = new ControlClient(broker.port, options.patience.hangMs);
    this.#next = options.first;
  }

  result(): FuzzResult {
    return {
      frames: this.#next - this.#options.first,
      outcomes: this.#outcomes,
      seconds: (performance.now() - this.#startedAt) / 1000,
      slowestControlMs: this.#control.slowestMs,
      controlRecords: this.#control.written,
      measured: this.#measured,
      findings: this.findings,
    };
  }

  async all(): Promise<void> {
    const { first, frames, roundFrames, seed } = this.#options;
    let world = await makeWorld(this.#broker.port);
    // Made first: it keeps this process, and with it the control client, busy for seconds.
    let source = new FrameSource(seed, world);
    await this.#control.start();
    this.#measured.push(await this.#broker.measure());
    while (this.#next < first + frames && this.findings.length === 0) {
      await this.#round(source, Math.min(this.#next + roundFrames, first + frames));
      if (this.findings.length > 0) break;
      await tidyUp(this.#broker.port, kept);
      const now = await makeWorld(this.#broker.port);
      if (now.plainId !== world.plainId || now.compactedId !== world.compactedId) {
        world = now;
        source = new FrameSource(seed, world);
      }
      await this.#weigh();
    }
    await this.#control.stop();
    // A process that breaks off its connections may be about to say why.
    if (this.findings.length > 0 && (await this.#broker.ends(ENDS_WITHIN_MS))) this.#isWell();
  }

  /** Once everything is closed: what is on disk, and what a new start makes of it. */
  async checkDisk(dataDir: string): Promise<void> {
    const { written } = this.#control;
    const fault = await controlContentsFault(this.#broker.port, written);
    if (fault !== null) this.#find(fault);
    await this.#broker.stop();
    for (const line of logFaults(dataDir)) this.#find(`on disk: ${line}`);
    const again = await BrokerUnderTest.start(dataDir, this.#options.fault);
    try {
      const after = await controlContentsFault(again.port, written);
      if (after !== null) this.#find(`after a restart: ${after}`);
    } finally {
      await again.stop();
    }
  }

  async #round(source: FrameSource, end: number): Promise<void> {
    const lanes = Array.from(
      { length: this.#options.lanes },
      () => new Lane(this.#broker.port, this.#options.patience),
    );
    await Promise.all(lanes.map((lane) => this.#drive(lane, source, end)));
    for (const lane of lanes) lane.close();
  }

  async #drive(lane: Lane, source: FrameSource, end: number): Promise<void> {
    while (this.#next < end && this.findings.length < MAX_FINDINGS && this.#isWell()) {
      const frame = source.at(this.#next++);
      this.#inFlight.set(lane, frame);
      const outcome = await lane
        .deliver(frame)
        .catch((error: Error) => ({ kind: 'fault' as const, what: `no connection: ${error.message}` }));
      if (!this.#isWell()) return;
      this.#inFlight.delete(lane);
      this.#outcomes[outcome.kind] = (this.#outcomes[outcome.kind] ?? 0) + 1;
      if (outcome.kind === 'fault') this.#find(outcome.what, [frame]);
    }
  }

  /** False once the broker or the control client is beyond use; what is known of it is then found. */
  #isWell(): boolean {
    const { errors, ended } = this.#broker;
    const suspects = [...this.#inFlight.values()];
    for (const error of errors.splice(0)) this.#find(`the broker logged an error: ${error}`, suspects);
    if (ended !== null) this.#find(`the broker ended: ${ended}`, suspects);
    if (this.#control.fault !== null) this.#find(this.#control.fault, suspects);
    return ended === null && this.#control.fault === null;
  }

  /** Waits until the broker has let go of what the round's connections held, then looks at what it weighs. */
  async #weigh(): Promise<void> {
    const { limits, patience, report, first } = this.#options;
    const deadline = performance.now() + patience.settleMs;
    for (;;) {
      const now = await this.#broker.measure();
      const faults = roundFaults(this.#measured[0]!, now, limits);
      if (faults.length === 0 || performance.now() > deadline) {
        this.#measured.push(now);
        for (const what of faults) this.#find(what);
        report(
          `${this.#next - first} frames: ${summary(now)}, slowest control request ${Math.round(this.#control.slowestMs)} ms`,
        );
        return;
      }
    }
  }

  #find(what: string, suspects: readonly FuzzFrame[] = []): void {
    if (this.findings.length < MAX_FINDINGS && !this.findings.some((finding) => finding.what === what)) {
      this.findings.push({ what, suspects });
    }
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`;

function summary({ rssBytes, peakRssBytes, heapBytes, externalBytes, resources, descriptors }: Measured): string {
  return [
    `${megabytes(rssBytes)} resident (at most ${megabytes(peakRssBytes)})`,
    `${megabytes(heapBytes + externalBytes)} in use`,
    `${resources.TCPSocketWrap ?? 0} connections`,
    `${resources.Timeout ?? 0} timers`,
    `${descriptors ?? '?'} files`,
  ].join(', ');
}
