import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { CollectCounters } from '../collect/counters.ts';
import type { HubStats } from '../live/hub.ts';
import type { Freshness, StreamsMessage } from '../live/protocol.ts';
import type { Heartbeat } from '../stream/status.ts';

/** Where the figures come from, asked at each scrape. */
export interface MetricSources {
  collect(): Readonly<CollectCounters>;
  live(): HubStats;
  freshness(): Freshness;
  /** Whether the live feed reaches the log. */
  logReachable(): boolean;
  /** Bytes of events that wait for the log's acknowledgement. */
  pendingBytes(): number;
  /** The log's topics and groups; rejects where it cannot be asked. */
  streams(): Promise<StreamsMessage>;
  /** What the pipeline's processes last said of their parts. */
  heartbeats(): readonly Heartbeat[];
}

export interface Metrics {
  contentType: string;
  /** Prometheus text format 0.0.4. */
  scrape(): Promise<string>;
}

/** Metrics of this process and, as far as it can be asked, of the log. docs/http-api.md lists them. */
export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const setters = [collectMetrics, liveMetrics, logMetrics, pipelineMetrics].map((define) => define(registry, sources));
  return {
    contentType: registry.contentType,
    async scrape() {
      await Promise.all(setters.map((set) => set()));
      return registry.metrics();
    },
  };
}

type Setter = () => void | Promise<void>;

function collectMetrics(registry: Registry, sources: MetricSources): Setter {
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const accepted = counter('weir_collect_events_accepted_total', 'Events that the log has acknowledged.');
  const rejected = counter('weir_collect_events_rejected_total', 'Events refused one by one, by reason.', ['reason']);
  const requests = counter('weir_collect_requests_accepted_total', 'Requests answered 202.');
  const refused = counter('weir_collect_requests_refused_total', 'Requests refused whole, by reason.', ['reason']);
  const pending = gauge(registry, 'weir_collect_pending_bytes', 'Bytes of events that wait for the acknowledgement.');
  return () => {
    const counts = sources.collect();
    setTotal(accepted, counts.accepted);
    setTotals(rejected, counts.rejected);
    setTotal(requests, counts.requests);
    setTotals(refused, counts.refused);
    pending.set(sources.pendingBytes());
  };
}

function liveMetrics(registry: Registry, sources: MetricSources): Setter {
  const counter = (name: string, help: string) => new Counter({ name, help, registers: [registry] });
  const clients = gauge(registry, 'weir_live_clients', 'Live connections.');
  const slow = gauge(registry, 'weir_live_slow_clients', 'Live connections that do not take what they are sent.');
  const sites = gauge(registry, 'weir_live_sites', 'Sites whose live figures are held.');
  const replays = gauge(registry, 'weir_live_replays', 'Live connections that are shown the past.');
  const messages = counter('weir_live_messages_total', 'Snapshots, deltas and streams messages sent.');
  const coalesced = counter('weir_live_coalesced_total', 'Messages put off and merged because a client was slow.');
  const skipped = counter('weir_live_events_skipped_total', 'Events left out of event streams, as told by `skipped`.');
  const dropped = counter(
    'weir_live_clients_dropped_total',
    'Clients closed because they were stuck, dead or too many.',
  );
  return () => {
    const stats = sources.live();
    clients.set(stats.clients);
    slow.set(stats.slowClients);
    sites.set(stats.sites);
    replays.set(stats.replays);
    setTotal(messages, stats.messages);
    setTotal(coalesced, stats.coalesced);
    setTotal(skipped, stats.skipped);
    setTotal(dropped, stats.dropped);
  };
}

function pipelineMetrics(registry: Registry, sources: MetricSources): Setter {
  const working = gauge(registry, 'weir_pipeline_working', '1 while a process gets on with its part of a group.', [
    'group',
    'process',
  ]);
  const labels = ['group', 'partition'];
  const lag = gauge(registry, 'weir_pipeline_lag_events', 'Events that are not in the output yet.', labels);
  const late = gauge(registry, 'weir_pipeline_late_events', 'Events too late for the live windows.', labels);
  const duplicates = gauge(registry, 'weir_pipeline_duplicates', 'Repeats that were dropped.', labels);
  const malformed = gauge(registry, 'weir_pipeline_malformed', 'Records that are no events.', labels);
  return () => {
    for (const metric of [working, lag, late, duplicates, malformed]) metric.reset();
    for (const { process, status } of sources.heartbeats()) {
      working.set({ group: status.group, process }, Number(status.working));
      for (const part of status.partitions) {
        const of = { group: status.group, partition: part.partition };
        if (part.lag !== null) lag.set(of, part.lag);
        late.set(of, part.late);
        duplicates.set(of, part.duplicates);
        malformed.set(of, part.malformed);
      }
    }
  };
}

function logMetrics(registry: Registry, sources: MetricSources): Setter {
  const reachable = gauge(registry, 'weir_log_reachable', '1 while the live feed reaches the log, else 0.');
  const watermark = gauge(
    registry,
    'weir_rollups_watermark_seconds',
    'Event-time watermark of the rollups, Unix time.',
  );
  const behind = gauge(registry, 'weir_rollups_lag_events', 'Events in the log that the live figures do not cover.');
  const late = gauge(registry, 'weir_rollups_late_events', 'Events that came too late for their windows.');
  const partition = ['topic', 'partition'];
  const end = gauge(registry, 'weir_log_end_offset', 'Next offset of a partition.', partition);
  const start = gauge(registry, 'weir_log_start_offset', 'First kept offset of a partition.', partition);
  const size = gauge(registry, 'weir_log_size_bytes', 'Size of a partition on disk.', partition);
  const lag = gauge(registry, 'weir_group_lag', 'Offsets that a group has not committed.', ['group', ...partition]);
  const members = gauge(registry, 'weir_group_members', 'Members of a group.', ['group']);
  return async () => {
    const freshness = sources.freshness();
    reachable.set(Number(sources.logReachable()));
    watermark.set((freshness.watermark ?? Number.NaN) / 1_000);
    behind.set(freshness.lag ?? Number.NaN);
    late.set(freshness.late);
    // Offsets of a log that does not answer are unknown, not what they were.
    const { topics, groups } = await sources.streams().catch(() => ({ topics: [], groups: [] }));
    for (const metric of [end, start, size, lag, members]) metric.reset();
    for (const topic of topics) {
      for (const { partition: number, startOffset, endOffset, sizeBytes } of topic.partitions) {
        const labels = { topic: topic.name, partition: number };
        if (endOffset !== null) end.set(labels, endOffset);
        if (startOffset !== null) start.set(labels, startOffset);
        if (sizeBytes !== null) size.set(labels, sizeBytes);
      }
    }
    for (const group of groups) {
      members.set({ group: group.groupId }, group.members.length);
      for (const part of group.partitions) {
        const labels = { group: group.groupId, topic: part.topic, partition: part.partition };
        if (part.lag !== null) lag.set(labels, part.lag);
      }
    }
  };
}

function gauge(registry: Registry, name: string, help: string, labelNames: string[] = []): Gauge {
  return new Gauge({ name, help, labelNames, registers: [registry] });
}

/** The rooms count for themselves; a scrape copies what they have counted. */
function setTotal(counter: Counter, total: number): void {
  counter.reset();
  counter.inc(total);
}

function setTotals(counter: Counter, totals: Record<string, number>): void {
  counter.reset();
  for (const [reason, total] of Object.entries(totals)) counter.inc({ reason }, total);
}
