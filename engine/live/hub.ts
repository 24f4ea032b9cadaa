import type { Log } from '../log.ts';
import type { MetricDefinition } from '../rollups/definitions/definition.ts';
import type { RollupRecord } from '../rollups/figures/records.ts';
import type { MetricValueRecord } from '../rollups/metrics/value-record.ts';
import type { EventRecord } from './event-ring.ts';
import { LogProgress } from './log-progress.ts';
import { Pace } from './pace.ts';
import { type Freshness, type StatusMessage, type StreamsMessage, subscribeMessage } from './protocol.ts';
import { Replay, type ReplayOptions } from './replay/replay.ts';
import { SiteAudience } from './site-audience.ts';
import type { LiveSocket, SocketEvents } from './socket.ts';
import { MESSAGE_INTERVAL_MS, Subscriber } from './subscriber.ts';

export const MAX_CLIENTS = 2_000;
/** Each holds the windows of a site and some megabytes of its partitions' recent ids, and reads the log by itself. */
export const MAX_REPLAYS = 8;
/** Sites whose figures are held; more than there can be clients, so that one without clients can always go. */
export const MAX_SITES = 4_000;
const SECOND_MS = 1_000;

const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

export interface HubOptions {
  /** Sites that may be subscribed to; null: any well-formed name. */
  sites: readonly string[] | null;
  log: Log;
  /** Wall clock, ms. */
  clock?: () => number;
  /** Called as the first client of `streams` comes and as the last one goes. */
  watchStreams?: (watch: boolean) => void;
  /** The log as replays read it; absent: there are none. */
  past?: Pick<ReplayOptions, 'open' | 'oldest'>;
}

export interface HubStats {
  clients: number;
  slowClients: number;
  sites: number;
  /** Clients that are shown the past. */
  replays: number;
  /** Messages sent since the start. */
  messages: number;
  /** Times that a client's message was put off because it was slow; its content came in a later one. */
  coalesced: number;
  /** Event stream entries left out of messages (`skipped`). */
  skipped: number;
  /** Clients closed because they were stuck, dead or too many. */
  dropped: number;
}

/**
 * Everything between the log and the browsers: takes records as they are read, tells each client what it has not seen.
 * Knows neither Kafka nor WebSocket. One owner, no await: a step is never seen half done.
 */
export class Hub {
  readonly #options: HubOptions;
  readonly #clock: () => number;
  /** In order of the last record, the quietest first. */
  readonly #sites = new Map<string, SiteAudience>();
  readonly #clients = new Set<Subscriber>();
  readonly #replays = new Map<Subscriber, Replay>();
  #progress = new LogProgress();
  /** By site. */
  #definitions: ReadonlyMap<string, MetricDefinition[]> = new Map();
  readonly #metricEnds = new Map<number, number>();
  readonly #streamsPace = new Pace(MESSAGE_INTERVAL_MS, (startedAtMs) => this.#showStreams(startedAtMs));
  readonly #stats = { messages: 0, coalesced: 0, skipped: 0, dropped: 0 };
  #streams = { version: 0, message: Buffer.alloc(0) };
  #ticker: NodeJS.Timeout;
  #ready = false;
  #logState: StatusMessage['log'] = 'unreachable';

  constructor(options: HubOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#ticker = this.#nextTick();
  }

  stats(): HubStats {
    const slowClients = [...this.#clients].filter((client) => client.isSlow).length;
    return {
      clients: this.#clients.size,
      slowClients,
      sites: this.#sites.size,
      replays: this.#replays.size,
      ...this.#stats,
    };
  }

  freshness(): Freshness {
    const late = [...this.#sites.values()].reduce((sum, audience) => sum + audience.feed.figures.late(), 0);
    return { ...this.#progress.freshness(this.#clock()), late };
  }

  /** Events that the figures do not cover, as far as is known; null while nothing is. */
  lag(): number | null {
    return this.#progress.lag();
  }

  get logState(): StatusMessage['log'] {
    return this.#logState;
  }

  /** The last 30 minutes have been read: from now on there are snapshots. */
  ready(): void {
    this.#ready = true;
    for (const audience of this.#sites.values()) audience.changed();
  }

  /**
   * The log is another one than before (it was deleted, or lost what it had): what was taken from it is void. Every client
   * gets a new snapshot once `ready` is called again.
   */
  restart(): void {
    this.#ready = false;
    this.#progress = new LogProgress();
    this.#metricEnds.clear();
    for (const [site, audience] of this.#sites) audience.restart(this.#definitions.get(site) ?? []);
  }

  setLogState(state: StatusMessage['log']): void {
    if (state === this.#logState) return;
    this.#logState = state;
    for (const client of this.#clients) client.tell(this.#status());
  }

  takeRollup(record: RollupRecord): void {
    this.#progress.counted(record);
    const audience = this.#site(record.site);
    if (audience.feed.figures.apply(record, this.#clock())) audience.changed();
  }

  takeMetricValue(record: MetricValueRecord): void {
    const audience = this.#site(record.site);
    if (audience.feed.metrics.take(record)) audience.changed();
  }

  /** The hub has read `weir.metric-values` up to, not including, `offset`. */
  reachedMetrics(partition: number, offset: number): void {
    this.#metricEnds.set(partition, offset);
  }

  /** All metrics that there are, in their live revisions. */
  define(definitions: readonly MetricDefinition[]): void {
    const bySite = Map.groupBy(definitions, ({ site }) => site);
    for (const site of new Set([...this.#definitions.keys(), ...bySite.keys()])) {
      const audience = this.#site(site);
      audience.feed.metrics.define(bySite.get(site) ?? []);
      audience.changed();
    }
    this.#definitions = bySite;
  }

  takeEvent(site: string, record: EventRecord): void {
    const audience = this.#site(site);
    audience.feed.events.push(record);
    audience.changed();
  }

  /** The hub has read `weir.events` up to, not including, `offset`. */
  reached(partition: number, offset: number): void {
    this.#progress.reached(partition, offset);
  }

  /** The rollups have committed this offset of `weir.events`. */
  takeCommitted(partition: number, offset: number): void {
    this.#progress.committed(partition, offset);
  }

  takeStreams(message: StreamsMessage): void {
    this.#streams = { version: this.#streams.version + 1, message: Buffer.from(JSON.stringify(message)) };
    this.#streamsPace.request();
  }

  connect(socket: LiveSocket): SocketEvents {
    const client = new Subscriber(socket, performance.now());
    if (this.#clients.size >= MAX_CLIENTS) {
      this.#stats.dropped++;
      client.refuse('too-many-clients', `this server takes ${MAX_CLIENTS} live clients; try again later`);
      client.close(TRY_AGAIN_LATER, 'too many clients');
    } else {
      this.#clients.add(client);
    }
    return {
      message: (text) => this.#message(client, text),
      pong: () => client.heard(),
      closed: () => this.#drop(client),
    };
  }

  /** Tells every client that the server goes (1001). */
  close(): void {
    clearTimeout(this.#ticker);
    this.#streamsPace.stop();
    for (const audience of this.#sites.values()) audience.stop();
    for (const replay of this.#replays.values()) replay.close();
    for (const client of this.#clients) client.close(GOING_AWAY, 'server is stopping');
  }

  /** Drops every connection that has not closed by itself. */
  terminate(): void {
    for (const client of this.#clients) client.terminate();
  }

  #message(client: Subscriber, text: string): void {
    if (!this.#clients.has(client) || !client.requested()) return;
    const parsed = subscribeMessage.safeParse(parseJson(text));
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      client.refuse('bad-message', `${issue.path.join('.') || 'message'}: ${issue.message}`);
      return;
    }
    const { site = null, channels, metrics, play } = parsed.data;
    if (site !== null && this.#options.sites && !this.#options.sites.includes(site)) {
      client.refuse('unknown-site', `site "${site}" is not one of WEIR_SITES`);
      return;
    }
    const replay = this.#replays.get(client);
    if (play && play.at === undefined && replay?.site === site) {
      replay.setSpeed(play.speed);
      return;
    }
    this.#leave(client);
    client.subscribe({ site: channels.some((channel) => channel !== 'streams') ? site : null, channels, metrics });
    client.tell(this.#status());
    if (play?.at === undefined) this.#join(client);
    else this.#replay(client, play.at, play.speed);
  }

  /** Shows a client the past, until it catches up with the present. */
  #replay(client: Subscriber, atMs: number, speed: number): void {
    const { site } = client.subscription;
    const { past, log } = this.#options;
    if (site === null || !past || this.#replays.size >= MAX_REPLAYS) {
      client.refuse('too-many-replays', `this server replays for ${MAX_REPLAYS} clients at a time; try again later`);
      this.#join(client);
      return;
    }
    const onPresent = (): void => {
      const { subscription } = client;
      this.#leave(client);
      client.subscribe(subscription);
      this.#join(client);
    };
    const definitions = this.#definitions.get(site) ?? [];
    const shared = { ...past, log, definitions, stats: this.#stats, clock: this.#clock };
    this.#replays.set(client, new Replay({ ...shared, site, atMs, speed, client, onPresent }));
  }

  #join(client: Subscriber): void {
    const { site, channels } = client.subscription;
    if (site !== null) this.#site(site).add(client);
    if (!channels.includes('streams')) return;
    if (this.#streamsClients().length === 1) this.#options.watchStreams?.(true);
    this.#streamsPace.request();
  }

  #leave(client: Subscriber): void {
    const { site, channels } = client.subscription;
    this.#replays.get(client)?.close();
    this.#replays.delete(client);
    if (site !== null) this.#sites.get(site)?.remove(client);
    client.subscribe({ site: null, channels: [], metrics: [] });
    if (!channels.includes('streams') || this.#streamsClients().length > 0) return;
    this.#options.watchStreams?.(false);
    // What was current when the last client left is not shown to the next one.
    this.#streams = { version: 0, message: Buffer.alloc(0) };
  }

  #drop(client: Subscriber): void {
    if (this.#clients.delete(client)) this.#leave(client);
  }

  #streamsClients(): Subscriber[] {
    return [...this.#clients].filter((client) => client.subscription.channels.includes('streams'));
  }

  #showStreams(nowMs: number): void {
    const { version, message } = this.#streams;
    for (const client of this.#streamsClients()) {
      if (client.streams >= version) continue;
      if (client.waitMs(nowMs) > 0) {
        if (client.isSlow) this.#stats.coalesced++;
        this.#streamsPace.request();
        continue;
      }
      client.showStreams(message, version, nowMs);
      this.#stats.messages++;
    }
  }

  /** The site's audience, made where there is none, moved to the end of the order. */
  #site(site: string): SiteAudience {
    let audience = this.#sites.get(site);
    if (audience) {
      this.#sites.delete(site);
    } else {
      if (this.#sites.size >= MAX_SITES) this.#forgetQuietest();
      audience = new SiteAudience(site, this.#stats, () => this.#now());
      audience.feed.metrics.define(this.#definitions.get(site) ?? []);
    }
    this.#sites.set(site, audience);
    return audience;
  }

  #forgetQuietest(): void {
    for (const [site, audience] of this.#sites) {
      if (audience.size > 0) continue;
      this.#options.log.warn({ site, limit: MAX_SITES }, 'More sites than the live figures hold: one is left out');
      this.#sites.delete(site);
      return;
    }
  }

  /** Null until the log has been read. */
  #now() {
    if (!this.#ready) return null;
    const ms = this.#clock();
    const metricEnds = Object.fromEntries(this.#metricEnds);
    return { ms, freshness: this.#progress.freshness(ms), ends: this.#progress.ends(), metricEnds };
  }

  #status(): StatusMessage {
    return { type: 'status', at: this.#clock(), log: this.#logState };
  }

  /** Once a second, as the second turns: windows move with time alone, and connections are looked after. */
  #nextTick(): NodeJS.Timeout {
    return setTimeout(
      () => {
        this.#ticker = this.#nextTick();
        for (const audience of this.#sites.values()) audience.changed();
        const nowMs = performance.now();
        for (const client of this.#clients) {
          if (client.check(nowMs)) this.#stats.dropped++;
          else if (client.isQuiet(nowMs)) client.tell(this.#status(), nowMs);
        }
      },
      SECOND_MS - (this.#clock() % SECOND_MS),
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
