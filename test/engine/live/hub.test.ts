import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Hub, MAX_CLIENTS, MAX_SITES } from '../../../engine/live/hub.ts';
import type { DeltaMessage, ServerMessage, SnapshotMessage, StreamsMessage } from '../../../engine/live/protocol.ts';
import type { LiveSocket, SocketEvents } from '../../../engine/live/socket.ts';
import { silentLog } from '../../../engine/log.ts';
import { weirEvent } from '../event.ts';
import { rollingRecord, secondRecord } from './records.ts';

const START = 1_800_000_000_000;

/** A connection whose other end takes what is sent, or stops taking it. */
class Peer implements LiveSocket {
  readonly messages: ServerMessage[] = [];
  readonly sentAt: number[] = [];
  closed: number | null = null;
  pings = 0;
  bufferedBytes = 0;
  stuck = false;
  events?: SocketEvents;

  send(message: Buffer): void {
    this.messages.push(JSON.parse(message.toString()));
    this.sentAt.push(performance.now());
    if (this.stuck) this.bufferedBytes += message.length;
  }
  ping(): void {
    this.pings++;
  }
  close(code: number): void {
    this.closed ??= code;
    this.events?.closed();
  }
  terminate(): void {
    this.close(1006);
  }
  drain(): void {
    this.stuck = false;
    this.bufferedBytes = 0;
  }
  of<T extends ServerMessage['type']>(type: T): Array<Extract<ServerMessage, { type: T }>> {
    return this.messages.filter((message): message is Extract<ServerMessage, { type: T }> => message.type === type);
  }
  say(message: unknown): void {
    this.events?.message(typeof message === 'string' ? message : JSON.stringify(message));
  }
}

let hub: Hub;
let watched: boolean[];

function connect(message?: unknown): Peer {
  const peer = new Peer();
  peer.events = hub.connect(peer);
  if (message) peer.say(message);
  return peer;
}

const follow = (channels: string[], site = 'demo') => ({ type: 'subscribe', site, channels });

function pushEvent(offset: number, partition = 0, site = 'demo'): void {
  const event = weirEvent({ id: `e${partition}-${offset}`, site, received_at: START + offset });
  hub.takeEvent(site, { partition, offset, value: Buffer.from(JSON.stringify(event)) });
  hub.reached(partition, offset + 1);
}

beforeEach(() => {
  vi.useFakeTimers({
    now: START,
    toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'Date', 'performance'],
  });
  watched = [];
  hub = new Hub({ sites: null, log: silentLog, watchStreams: (watch) => watched.push(watch) });
  hub.setLogState('reachable');
});

afterEach(() => {
  hub.close();
  vi.useRealTimers();
});

describe('subscribing', () => {
  it('answers with the state of the log, then a snapshot once the last 30 minutes are read', () => {
    const peer = connect(follow(['figures', 'events']));
    vi.advanceTimersByTime(300);
    expect(peer.messages.map((message) => message.type)).toEqual(['status']);
    pushEvent(4);
    hub.ready();
    vi.advanceTimersByTime(100);
    const [snapshot] = peer.of('snapshot') as [SnapshotMessage];
    expect(snapshot).toMatchObject({ site: 'demo', offsets: { figures: {}, events: { 0: 5 } } });
    expect(snapshot.events!.map((event) => event.offset)).toEqual([4]);
    expect(snapshot.figures!.minutes).toHaveLength(30);
    expect(snapshot.figures!.seconds).toHaveLength(60);
  });

  it('refuses what is not a subscription and keeps the connection', () => {
    const peer = connect();
    for (const message of [
      '{',
      '[]',
      { type: 'subscribe', channels: ['figures'] },
      follow([]),
      follow(['figures'], 'A b'),
    ]) {
      peer.say(message);
    }
    expect(peer.of('error').map((message) => message.code)).toEqual(Array(5).fill('bad-message'));
    expect(peer.closed).toBeNull();
  });

  it('takes only the sites of WEIR_SITES where there are some', () => {
    hub.close();
    hub = new Hub({ sites: ['shop'], log: silentLog });
    const peer = connect(follow(['figures']));
    expect(peer.of('error').map((message) => message.code)).toEqual(['unknown-site']);
  });

  it('replaces the subscription before', () => {
    hub.ready();
    const peer = connect(follow(['events'], 'one'));
    vi.advanceTimersByTime(200);
    peer.say(follow(['events'], 'two'));
    vi.advanceTimersByTime(200);
    pushEvent(1, 0, 'one');
    pushEvent(2, 0, 'two');
    vi.advanceTimersByTime(200);
    expect(peer.of('snapshot').map((message) => message.site)).toEqual(['one', 'two']);
    expect(
      peer
        .of('delta')
        .flatMap((message) => message.events ?? [])
        .map((event) => event.site),
    ).toEqual(['two']);
  });

  it('closes a client that asks without end', () => {
    const peer = connect();
    for (let count = 0; count < 100; count++) peer.say(follow(['figures']));
    expect(peer.closed).toBe(1008);
  });

  it('takes a bounded number of clients', () => {
    const peers = Array.from({ length: MAX_CLIENTS + 1 }, () => connect());
    expect(peers.filter((peer) => peer.closed === 1013)).toHaveLength(1);
    expect(peers.at(-1)!.of('error')[0]!.code).toBe('too-many-clients');
    peers[0]!.events?.closed();
    expect(connect().closed).toBeNull();
  });
});

describe('pace', () => {
  it('sends at once after 100 quiet ms, else merges until the 100 ms are over', () => {
    hub.ready();
    const peer = connect(follow(['events']));
    vi.advanceTimersByTime(500);
    const before = peer.messages.length;
    pushEvent(1);
    vi.advanceTimersByTime(1);
    expect(peer.messages).toHaveLength(before + 1);
    for (let offset = 2; offset < 10; offset++) pushEvent(offset);
    vi.advanceTimersByTime(90);
    expect(peer.messages).toHaveLength(before + 1);
    vi.advanceTimersByTime(11);
    expect(peer.messages).toHaveLength(before + 2);
    expect((peer.messages.at(-1) as DeltaMessage).events).toHaveLength(8);
  });

  it('never sends a client more than ten messages a second, and at least one for the figures', () => {
    hub.ready();
    const busy = connect(follow(['figures', 'events']));
    const quiet = connect(follow(['figures'], 'quiet'));
    for (let ms = 0; ms < 3_000; ms += 5) {
      pushEvent(ms);
      vi.advanceTimersByTime(5);
    }
    for (const at of busy.sentAt) {
      expect(busy.sentAt.filter((other) => other >= at && other < at + 1_000).length).toBeLessThanOrEqual(11);
    }
    expect(quiet.of('delta').length).toBeGreaterThanOrEqual(2);
    expect(quiet.of('delta').length).toBeLessThanOrEqual(4);
  });
});

describe('exactness', () => {
  it('shows every event once, in offset order by partition, or counts it as skipped: any pace, any slowness', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ burst: fc.nat(120), partition: fc.nat(2), waitMs: fc.nat(250), stuck: fc.boolean() }), {
          maxLength: 25,
        }),
        (steps) => {
          const site = `s${Math.floor(performance.now())}`;
          hub.ready();
          const next = [0, 0, 0];
          const peer = connect(follow(['events'], site));
          vi.advanceTimersByTime(200);
          let pushed = 0;
          for (const { burst, partition, waitMs, stuck } of steps) {
            if (stuck) {
              peer.stuck = true;
              peer.bufferedBytes = 100_000;
            } else peer.drain();
            for (let count = 0; count < burst; count++, pushed++) pushEvent(next[partition]!++, partition, site);
            vi.advanceTimersByTime(waitMs);
          }
          peer.drain();
          vi.advanceTimersByTime(1_500);
          const deltas = peer.of('delta');
          const events = deltas.flatMap((delta) => delta.events ?? []);
          const skipped = deltas.reduce((sum, delta) => sum + (delta.skipped ?? 0), 0);
          expect(events.length + skipped).toBe(pushed);
          expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
          for (const part of [0, 1, 2]) {
            const offsets = events.filter((event) => event.partition === part).map((event) => event.offset);
            expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
          }
          for (const delta of deltas) expect(delta.events?.length ?? 0).toBeLessThanOrEqual(50);
          peer.close(1000);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('goes on at the very next offset after the snapshot', () => {
    hub.ready();
    for (let offset = 0; offset < 70; offset++) pushEvent(offset);
    const peer = connect(follow(['events']));
    vi.advanceTimersByTime(100);
    for (let offset = 70; offset < 75; offset++) pushEvent(offset);
    vi.advanceTimersByTime(200);
    const [snapshot] = peer.of('snapshot') as [SnapshotMessage];
    const [delta] = peer.of('delta') as [DeltaMessage];
    expect(snapshot.offsets.events).toEqual({ 0: 70 });
    expect(snapshot.events!.map((event) => event.offset)).toEqual(Array.from({ length: 50 }, (_, index) => 69 - index));
    expect(delta.events!.map((event) => event.offset)).toEqual([70, 71, 72, 73, 74]);
    expect(delta.offsets.events).toEqual({ 0: 75 });
  });

  it('gives a slow client the latest value of each part, and nothing in between', () => {
    hub.ready();
    const slow = connect(follow(['figures']));
    const brisk = connect(follow(['figures']));
    vi.advanceTimersByTime(200);
    slow.stuck = true;
    slow.bufferedBytes = 100_000;
    const before = slow.messages.length;
    for (let offset = 1; offset <= 40; offset++) {
      const counts = { events: offset, pageviews: offset, visitors: offset };
      hub.takeRollup(rollingRecord({ offset, at: Date.now(), last5: counts, last30: counts }));
      hub.takeRollup(secondRecord({ offset, start: START, ...counts }));
      vi.advanceTimersByTime(100);
    }
    expect(slow.messages).toHaveLength(before);
    expect(hub.stats().coalesced).toBeGreaterThan(30);
    slow.drain();
    vi.advanceTimersByTime(150);
    const last = slow.messages.at(-1) as DeltaMessage;
    expect(last.figures!.counters!.visitors5m).toBe(40);
    expect(last.figures!.seconds!.find((bar) => bar.start === START)!.events).toBe(40);
    expect(brisk.of('delta').length).toBeGreaterThan(35);
  });

  it('tells how fresh the figures are', () => {
    hub.ready();
    hub.reached(0, 10);
    hub.reached(1, 4);
    hub.takeRollup(rollingRecord({ partition: 0, offset: 6, watermark: START - 500, late: 2, at: START }));
    hub.takeRollup(
      rollingRecord({ partition: 1, offset: 3, watermark: START - 900, late: 1, at: START, site: 'other' }),
    );
    const peer = connect(follow(['figures']));
    vi.advanceTimersByTime(50);
    expect(peer.of('snapshot')[0]!.figures!.freshness).toEqual({ watermark: START - 900, lag: 3, late: 2 });
    // The rest were repeats, or history: they changed no figure, and no record tells of them.
    hub.takeCommitted(0, 10);
    vi.advanceTimersByTime(1_200);
    expect(peer.of('delta').findLast((delta) => delta.figures?.freshness)!.figures!.freshness!.lag).toBe(0);
  });

  it('does not call a lag nothing where it is not known', () => {
    hub.ready();
    hub.reached(0, 10);
    const peer = connect(follow(['figures']));
    vi.advanceTimersByTime(50);
    expect(peer.of('snapshot')[0]!.figures!.freshness).toEqual({ watermark: null, lag: null, late: 0 });
  });
});

describe('connections', () => {
  it('closes a client that takes nothing for 30 s, and forgets it', () => {
    hub.ready();
    const peer = connect(follow(['figures']));
    vi.advanceTimersByTime(200);
    peer.stuck = true;
    peer.bufferedBytes = 100_000;
    for (let second = 0; second < 33; second++) {
      peer.events?.pong();
      vi.advanceTimersByTime(1_000);
    }
    expect(peer.closed).toBe(1013);
    expect(hub.stats()).toMatchObject({ clients: 0, dropped: 1 });
  });

  it('pings, and drops a peer that does not answer', () => {
    const alive = connect();
    const dead = connect();
    for (let second = 0; second < 50; second++) {
      alive.events?.pong();
      vi.advanceTimersByTime(1_000);
    }
    expect(alive.pings).toBeGreaterThanOrEqual(3);
    expect(alive.closed).toBeNull();
    expect(dead.closed).toBe(1006);
  });

  it('tells its clients that the log is gone and that it is back', () => {
    hub.ready();
    const peer = connect(follow(['figures']));
    hub.setLogState('unreachable');
    hub.setLogState('unreachable');
    hub.setLogState('reachable');
    expect(peer.of('status').map((message) => message.log)).toEqual(['reachable', 'unreachable', 'reachable']);
  });

  it('never leaves a follower without a word, and one that follows nothing alone', () => {
    const waiting = connect(follow(['figures', 'events']));
    const streams = connect({ type: 'subscribe', channels: ['streams'] });
    const idle = connect();
    vi.advanceTimersByTime(20_000);
    for (const peer of [waiting, streams]) {
      const gaps = peer.sentAt.slice(1).map((at, index) => at - peer.sentAt[index]!);
      expect(Math.max(...gaps)).toBeLessThan(2_500);
      expect(new Set(peer.messages.map((message) => message.type))).toEqual(new Set(['status']));
    }
    expect(idle.messages).toEqual([]);
    hub.ready();
    vi.advanceTimersByTime(200);
    const before = waiting.of('status').length;
    vi.advanceTimersByTime(5_000);
    expect(waiting.of('status').length).toBe(before);
  });

  it('says 1001 to everybody as the server goes', () => {
    const peer = connect(follow(['figures']));
    hub.close();
    expect(peer.closed).toBe(1001);
  });

  it('holds a bounded number of sites and never lets one go that somebody follows', () => {
    hub.ready();
    const peer = connect(follow(['events'], 'followed'));
    for (let count = 0; count < MAX_SITES + 10; count++) pushEvent(count, 0, `site-${count}`);
    expect(hub.stats().sites).toBe(MAX_SITES);
    pushEvent(99_999, 0, 'followed');
    vi.advanceTimersByTime(200);
    const shown = [...peer.of('snapshot'), ...peer.of('delta')].flatMap((message) => message.events ?? []);
    expect(shown.map((event) => event.offset)).toEqual([99_999]);
  });
});

describe('streams', () => {
  const message = (at: number): StreamsMessage => ({ type: 'streams', at, topics: [], groups: [] });

  it('asks for polls while anybody follows, and shows each the newest', () => {
    const first = connect({ type: 'subscribe', channels: ['streams'] });
    const second = connect({ type: 'subscribe', channels: ['streams'] });
    expect(watched).toEqual([true]);
    hub.takeStreams(message(1));
    vi.advanceTimersByTime(150);
    second.stuck = true;
    second.bufferedBytes = 100_000;
    for (let at = 2; at < 6; at++) {
      hub.takeStreams(message(at));
      vi.advanceTimersByTime(1_000);
    }
    second.drain();
    vi.advanceTimersByTime(200);
    expect(first.of('streams').map(({ at }) => at)).toEqual([1, 2, 3, 4, 5]);
    expect(second.of('streams').map(({ at }) => at)).toEqual([1, 5]);
    first.events?.closed();
    second.say(follow(['figures']));
    expect(watched).toEqual([true, false]);
  });
});
