import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { EVENTS_TOPIC, ROLLUPS_GROUP } from '../events/topics.ts';
import type { Log } from '../log.ts';
import type { MetricRegistry } from '../rollups/metrics/registry.ts';
import { createAdmin } from '../stream/kafka-client.ts';
import type { KafkaSecurity } from '../stream/kafka-security.ts';
import { Hub, type HubStats } from './hub.ts';
import { followLog } from './log-tail.ts';
import type { Freshness, StreamsMessage } from './protocol.ts';
import { oldestEvent, openReplaySource } from './replay/replay-source.ts';
import { createSocketServer } from './socket.ts';
import { StreamsMonitor } from './streams-monitor.ts';

export interface LiveOptions {
  brokers: string[];
  security?: KafkaSecurity;
  /** Sites that may be followed; null: any. */
  sites: readonly string[] | null;
  metrics: Pick<MetricRegistry, 'all' | 'version'>;
  log: Log;
}

/** The live feed (`/api/live`): the log on one side, WebSocket clients on the other. */
export interface Live {
  /** Answers an upgrade request that was found to be ours. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  stats(): HubStats;
  freshness(): Freshness;
  logReachable(): boolean;
  /** The log's topics and groups, at most a second old; rejects where it cannot be asked. */
  streams(): Promise<StreamsMessage>;
  /** Says 1001 to the clients and cuts off who has not gone after `CLOSE_GRACE_MS`. */
  close(): Promise<void>;
}

/** A subscription is far shorter. */
const MAX_MESSAGE_BYTES = 4_096;
/** The rollups commit as often. */
const COMMITS_INTERVAL_MS = 2_000;
/** How long a new metric may wait for its first viewers; looking is one comparison. */
const DEFINITIONS_INTERVAL_MS = 100;
const CLOSE_GRACE_MS = 500;
const CLOSE_STEP_MS = 20;

/** Starts at once, whether or not the log is there; clients are told as it comes and goes. */
export function startLive({ brokers, security, sites, metrics, log }: LiveOptions): Live {
  const admin = createAdmin({ brokers, security, clientId: 'weir-live-admin', log });
  const past = {
    open: (site: string, fromMs: number, onProgress: () => void) =>
      openReplaySource({ brokers, security, admin, site, fromMs, log, onProgress }),
    oldest: () => oldestEvent({ brokers, security, log }),
  };
  const hub = new Hub({ sites, log, past, watchStreams: (watch) => monitor.watch(watch) });
  const monitor = new StreamsMonitor({ admin, show: (message) => hub.takeStreams(message), log });
  const tail = followLog({ brokers, security, admin, hub, log });
  let defined = -1;
  const definitions = setInterval(() => {
    if (metrics.version() === defined) return;
    defined = metrics.version();
    hub.define(metrics.all().map(({ live }) => live));
  }, DEFINITIONS_INTERVAL_MS);
  const commits = setInterval(() => void learnCommitted(hub, monitor, log), COMMITS_INTERVAL_MS);
  const sockets = createSocketServer({ maxMessageBytes: MAX_MESSAGE_BYTES });
  return {
    accept: (request, socket, head) => sockets.accept(request, socket, head, (client) => hub.connect(client)),
    stats: () => hub.stats(),
    freshness: () => hub.freshness(),
    logReachable: () => hub.logState === 'reachable',
    streams: () => monitor.current(),
    async close() {
      clearInterval(commits);
      clearInterval(definitions);
      monitor.close();
      hub.close();
      const deadline = performance.now() + CLOSE_GRACE_MS;
      while (hub.stats().clients > 0 && performance.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, CLOSE_STEP_MS));
      }
      hub.terminate();
      await Promise.all([tail.close(), admin.close()]);
    },
  };
}

/** Asks where the rollups are only while their records leave that open. */
async function learnCommitted(hub: Hub, monitor: StreamsMonitor, log: Log): Promise<void> {
  if (hub.logState !== 'reachable' || hub.lag() === 0) return;
  try {
    const { groups } = await monitor.current();
    const rollups = groups.find(({ groupId }) => groupId === ROLLUPS_GROUP);
    for (const { topic, partition, committedOffset } of rollups?.partitions ?? []) {
      if (topic === EVENTS_TOPIC.name) hub.takeCommitted(partition, committedOffset);
    }
  } catch (error) {
    log.debug({ err: error }, 'The log could not be asked how far the rollups are');
  }
}
