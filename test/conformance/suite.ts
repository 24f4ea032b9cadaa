/** Software of others that judges a broker: what one run of it needs and what it answers. */
export interface Suite {
  /** As in `--suite NAME`. */
  name: string;
  /** What it is and where it comes from: one sentence or two, as Markdown. */
  about: string;
  /** Runs every case that applies and reports each as it ends. Throws `Unavailable` where the suite cannot be had here. */
  run(context: Context): Promise<void>;
}

export type Outcome = 'passed' | 'failed' | 'left out';

export interface CaseResult {
  name: string;
  outcome: Outcome;
  /** Why it failed or was left out; empty for what passed. */
  reason: string;
  seconds: number;
}

export interface Context {
  target: Target;
  /** Few cases and little data: what fits in a minute or two. */
  short: boolean;
  /** Only cases whose name matches. */
  only: RegExp;
  report(result: CaseResult): void;
  /** A line for whoever watches. */
  say(line: string): void;
}

/** The broker that is judged. */
export interface Target {
  /** `host:port` */
  address: string;
  /** Folder of the partition logs, or null for a broker started elsewhere. */
  logDir: string | null;
  /** Starts another broker of the same kind with Kafka's own settings, or null where that cannot be done. */
  startWith: ((properties: Readonly<Record<string, string>>) => Promise<RunningBroker>) | null;
  /** Starts one that asks for user and password, or null where that cannot be done. */
  startSecured: (() => Promise<SecuredBroker>) | null;
}

/** A broker that asks for user and password, on a plaintext and on a TLS listener. */
export interface SecuredBroker {
  /** `host:port` of SASL_PLAINTEXT and of SASL_SSL. */
  plain: string;
  tls: string;
  /** PEM file of who issued its certificate. */
  caPath: string;
  close(): Promise<void>;
}

export interface RunningBroker {
  /** `host:port` */
  address: string;
  pid: number;
  /** When its process was started, on the clock of `performance.now()`. */
  spawnedAt: number;
  logDir: string;
  /** What it printed, the last part of it. */
  output(): string;
  /** Ends it gracefully and removes its folder. */
  close(): Promise<void>;
}

/** A suite that cannot be had on this machine; the message says what is missing. */
export class Unavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Unavailable';
  }
}
