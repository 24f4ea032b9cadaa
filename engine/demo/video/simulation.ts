import type { Random } from '../random.ts';
import type { Happening, Simulation } from '../simulation.ts';
import { CDNS, DEVICES, REGIONS, STARTUP_MS, TITLES } from './catalogue.ts';

export interface VideoOptions {
  random: Random;
  /** Events a second, all together and on the average once the first viewers have settled. */
  rate: number;
  startMs: number;
}

type Cdn = (typeof CDNS)[number][0];

const HEARTBEAT_MS = 10_000;
/** A viewing of this demo lasts two minutes on the average, so that a stage sees people come and go. */
const MEAN_VIEWING_MS = 120_000;
/** Events of one viewing: request, start, end, a heartbeat each ten seconds, and what goes wrong. */
const EVENTS_PER_VIEWING = 3 + MEAN_VIEWING_MS / HEARTBEAT_MS + 0.4;
/** Demand rises and falls by a quarter within ten minutes, like a day. */
const TIDE_MS = 600_000;
const TIDE = 0.25;
const FAILS = 0.006;
const FAILS_IN_OUTAGE = 0.65;
const REBUFFERS = 0.03;
const REBUFFERS_IN_OUTAGE = 0.6;
/** A viewer whose play failed presses it again, through the next network. */
const TRIES_AGAIN = 0.75;
const ERRORS = [
  ['manifest timeout', 5],
  ['segment 404', 2],
  ['licence refused', 1],
] as const;
const OUTAGE_ERRORS = [
  ['connection refused', 6],
  ['manifest timeout', 3],
] as const;

interface Viewing {
  viewer: string;
  /** Goes with every event. */
  about: { playback: string; title: string; device: (typeof DEVICES)[number][0]; cdn: Cdn; region: string };
  endsMs: number;
  nextMs: number;
  started: boolean;
  startupMs?: number;
  /** The last heartbeat, or the start. */
  reportedMs: number;
  /** How often this viewer has pressed play again. */
  attempt: number;
}

/**
 * People who watch videos: requests, starts, heartbeats, stalls, failures and ends, by title, device, network and region,
 * with an outage of one network on demand. A pure function of the seed, the times it is asked for and the outages.
 */
export class VideoSimulation implements Simulation {
  readonly #random: Random;
  readonly #startsPerMs: number;
  readonly #startMs: number;
  readonly #happenings: Happening[] = [];
  #viewings: Viewing[] = [];
  #nowMs: number;
  #viewers = 0;
  #playbacks = 0;
  readonly #outages = new Map<Cdn, number>();

  constructor({ random, rate, startMs }: VideoOptions) {
    this.#random = random;
    this.#startMs = startMs;
    this.#nowMs = startMs;
    this.#startsPerMs = rate / EVENTS_PER_VIEWING / 1_000;
    // Those who were watching already, somewhere in the middle.
    const already = Math.round(this.#startsPerMs * MEAN_VIEWING_MS);
    for (let n = 0; n < already; n++) {
      const viewing = this.#newViewing();
      viewing.started = true;
      viewing.nextMs = startMs + random.between(0, HEARTBEAT_MS);
      this.#viewings.push(viewing);
    }
  }

  static networks(): Cdn[] {
    return CDNS.map(([name]) => name);
  }

  /** Networks that are down now. */
  get down(): Cdn[] {
    return [...this.#outages].filter(([, untilMs]) => untilMs > this.#nowMs).map(([cdn]) => cdn);
  }

  get watching(): number {
    return this.#viewings.length;
  }

  /** Takes a network down for so long; 0 brings it back. */
  breakNetwork(name: string, forMs: number): void {
    const cdn = VideoSimulation.networks().find((known) => known === name);
    if (!cdn) throw new RangeError(`there is no network "${name}"; there are ${VideoSimulation.networks().join(', ')}`);
    this.#outages.set(cdn, this.#nowMs + forMs);
  }

  /** Everything that happens until then. */
  advance(untilMs: number): Happening[] {
    const stepMs = untilMs - this.#nowMs;
    if (stepMs <= 0) return [];
    this.#nowMs = untilMs;
    const tide = 1 + TIDE * Math.sin(((untilMs - this.#startMs) / TIDE_MS) * 2 * Math.PI);
    const arrivals = this.#random.poisson(this.#startsPerMs * stepMs * tide);
    for (let n = 0; n < arrivals; n++) this.#request(this.#newViewing());
    const going = this.#viewings;
    this.#viewings = [];
    for (const viewing of going) if (viewing.nextMs > untilMs || this.#goOn(viewing)) this.#viewings.push(viewing);
    return this.#happenings.splice(0);
  }

  #newViewing(): Viewing {
    const { cdn, ...about } = {
      playback: `playback-${(this.#playbacks++).toString(36)}`,
      title: this.#random.weighted(TITLES),
      device: this.#random.weighted(DEVICES),
      cdn: this.#random.weighted(CDNS),
      region: this.#random.weighted(REGIONS),
    };
    const lastsMs = -Math.log(1 - this.#random.next()) * MEAN_VIEWING_MS;
    return {
      viewer: `viewer-${(this.#viewers++).toString(36)}`,
      about: { ...about, cdn },
      endsMs: this.#nowMs + Math.max(5_000, lastsMs),
      nextMs: this.#nowMs,
      started: false,
      reportedMs: this.#nowMs,
      attempt: 0,
    };
  }

  #tell(name: string, { viewer, about }: Viewing, props: Happening['props'] = {}): void {
    this.#happenings.push({ name, visitor: viewer, ts: this.#nowMs, props: { ...about, ...props } });
  }

  #isDown(cdn: Cdn): boolean {
    return (this.#outages.get(cdn) ?? 0) > this.#nowMs;
  }

  /** Somebody presses play; the first picture, or the failure, comes in a moment. */
  #request(viewing: Viewing): void {
    this.#tell('play_requested', viewing);
    const { device, cdn } = viewing.about;
    const slow = this.#isDown(cdn) ? 5 : 1;
    viewing.startupMs = Math.round(STARTUP_MS[device] * slow * Math.exp(this.#random.normal() * 0.45));
    viewing.nextMs = this.#nowMs + viewing.startupMs;
    this.#viewings.push(viewing);
  }

  /** What is due in a viewing; false once it is over. */
  #goOn(viewing: Viewing): boolean {
    const down = this.#isDown(viewing.about.cdn);
    if (!viewing.started) return this.#start(viewing, down);
    if (this.#nowMs >= viewing.endsMs) {
      this.#tell('play_ended', viewing);
      return false;
    }
    const stalls = this.#random.chance(down ? REBUFFERS_IN_OUTAGE : REBUFFERS);
    const sinceMs = this.#nowMs - viewing.reportedMs;
    const stalledMs = stalls ? Math.min(sinceMs, Math.round((down ? 5_000 : 900) * this.#random.next()) + 100) : 0;
    if (down && this.#random.chance(0.12)) return this.#fail(viewing, 'segment timeout');
    this.#tell('heartbeat', viewing, { played_ms: sinceMs - stalledMs, stalled_ms: stalledMs });
    viewing.reportedMs = this.#nowMs;
    viewing.nextMs = Math.min(viewing.endsMs, this.#nowMs + HEARTBEAT_MS);
    return true;
  }

  #start(viewing: Viewing, down: boolean): boolean {
    if (this.#random.chance(down ? FAILS_IN_OUTAGE : FAILS)) {
      return this.#fail(viewing, this.#random.weighted(down ? OUTAGE_ERRORS : ERRORS));
    }
    this.#tell('play_started', viewing, { startup_ms: viewing.startupMs ?? 0 });
    viewing.started = true;
    viewing.reportedMs = this.#nowMs;
    viewing.nextMs = Math.min(viewing.endsMs, this.#nowMs + HEARTBEAT_MS);
    return true;
  }

  /** Most press play again, and get the next network. */
  #fail(viewing: Viewing, error: string): boolean {
    this.#tell('play_failed', viewing, { error });
    if (viewing.attempt >= 2 || !this.#random.chance(TRIES_AGAIN)) return false;
    const networks = VideoSimulation.networks();
    const cdn = networks[(networks.indexOf(viewing.about.cdn) + 1) % networks.length]!;
    const playback = `playback-${(this.#playbacks++).toString(36)}`;
    this.#request({
      ...viewing,
      about: { ...viewing.about, cdn, playback },
      started: false,
      attempt: viewing.attempt + 1,
    });
    return false;
  }
}
