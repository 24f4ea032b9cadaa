import type { Log } from '../log.ts';

/** What one task says of itself. */
export interface PartitionStatus {
  partition: number;
  /** `restoring` until the state is loaded and the replay has caught up with what was written before. */
  state: 'restoring' | 'running' | 'waiting';
  /** Next offset that is not in the output (ClickHouse, or the rolling aggregates) yet. */
  offset: number;
  /** Offset that the next event of the partition will get; null before the first fetch. */
  end: number | null;
  /** `end - offset`; null before the first fetch. */
  lag: number | null;
  /** Highest event time seen less 10 s, ms; null before the first live event. */
  watermark: number | null;
  /** Events too late for the live windows, since the task's state began. */
  late: number;
  /** Repeats dropped, and records that are no events, since the task's state began. */
  duplicates: number;
  malformed: number;
  lastError: string | null;
  /** Of tasks that compute metrics. */
  metrics?: MetricStatus[];
}

/** How a metric's revision fares in one partition. */
export interface MetricStatus {
  site: string;
  id: string;
  revision: number;
  /** Events that came too late to be counted; and those in time whose window was gone, or the state full. */
  late: number;
  missed: number;
  dropped: number;
  /** Estimate of the state held. */
  bytes: number;
  /** What is before the metric's definition in the log and not counted in yet; null once it is. */
  backfill: BackfillProgress | null;
}

export interface BackfillProgress {
  /** Offsets of the events' partition: from the first kept, up to, not including, the definition's. `next` comes next. */
  from: number;
  next: number;
  end: number;
}

export interface GroupStatus {
  group: string;
  /** True while every task runs without an error and the group holds its membership. */
  working: boolean;
  /** Code of what keeps the group from working: `UNREACHABLE`, `ECONNREFUSED`, ...; null while it works. */
  lastError: string | null;
  partitions: PartitionStatus[];
}

/** A consumer group's part in this process. */
export interface Running {
  status(): GroupStatus;
  /** Writes out, saves, hands over, leaves. Resolves within 4 s and loses nothing. */
  close(): Promise<void>;
}

/**
 * A heartbeat: what a process says of its part in a group, every `HEARTBEAT_EVERY_MS`, as JSON in topic `weir.status`
 * under the key `<group>/<process>`. A process that ends in order writes null under its key.
 */
export interface Heartbeat {
  /** Tells processes apart: host, process id and a random part. */
  process: string;
  /** Wall clock of the writer, ms. */
  at: number;
  status: GroupStatus;
}

export const HEARTBEAT_EVERY_MS = 2_000;
/** A process that was silent for so long is not counted on any more. */
export const HEARTBEAT_EXPIRES_MS = 8_000;

/** Says a thing at most once a minute, with how often it came up meanwhile. */
export function occasionally(log: Log, level: 'warn' | 'error' = 'warn'): (fields: object, message: string) => void {
  const seen = new Map<string, { at: number; count: number }>();
  return (fields, message) => {
    const entry = seen.get(message) ?? { at: Number.NEGATIVE_INFINITY, count: 0 };
    entry.count++;
    if (performance.now() - entry.at >= 60_000) {
      log[level]({ ...fields, times: entry.count }, message);
      entry.at = performance.now();
      entry.count = 0;
    }
    // Messages are constants of this code, so the map stays small.
    seen.set(message, entry);
  };
}
