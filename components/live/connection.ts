import type { Channel, ServerMessage, SubscribeMessage } from '../../engine/live/protocol.ts';

export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** Connected, but nothing was heard since `since` (ms). */
  | { kind: 'stale'; since: number }
  /** Lost; the next try is at `until` (ms). */
  | { kind: 'waiting'; until: number; lastHeard: number | null };

/** Where in the past, and how fast; without `at` the replay under way goes on. Null: live. */
export type Play = SubscribeMessage['play'] | null;

export interface ConnectionOptions {
  url: string;
  site: string | null;
  channels: readonly Channel[];
  /** Ids, for the channel `metrics`. */
  metrics: readonly string[];
  /** What is to be played as a connection opens: after a loss, from where the reader was. */
  play: () => Play;
  onMessage: (message: ServerMessage) => void;
  onState: (state: ConnectionState) => void;
}

/** The server says something at least once a second. */
const STALE_AFTER_MS = 2_500;
/** Five seconds of silence mean a dead connection (docs/live-protocol.md). */
const DEAD_AFTER_MS = 5_000;
const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 10_000;

/** Keeps one live feed open until it is closed. Pauses between tries double up to 10 s, with a random part against herds. */
export function openConnection(options: ConnectionOptions): { close: () => void; play: (play: Play) => void } {
  let socket: WebSocket | null = null;
  let closed = false;
  let failures = 0;
  let lastHeard: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let state: ConnectionState['kind'] | null = null;

  const say = (next: ConnectionState): void => {
    if (next.kind === state && next.kind !== 'waiting') return;
    state = next.kind;
    options.onState(next);
  };

  const connect = (): void => {
    say({ kind: 'connecting' });
    const opened = new WebSocket(options.url);
    socket = opened;
    lastHeard = Date.now();
    opened.onopen = () => opened.send(JSON.stringify(subscription(options, options.play())));
    opened.onmessage = ({ data }) => {
      lastHeard = Date.now();
      failures = 0;
      say({ kind: 'live' });
      options.onMessage(JSON.parse(String(data)) as ServerMessage);
    };
    opened.onclose = () => {
      if (socket === opened) lose();
    };
  };

  const lose = (): void => {
    socket = null;
    if (closed) return;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** failures, LAST_PAUSE_MS) * (0.75 + Math.random() / 2);
    failures += 1;
    say({ kind: 'waiting', until: Date.now() + pause, lastHeard });
    timer = setTimeout(connect, pause);
  };

  const watch = setInterval(() => {
    if (socket === null || lastHeard === null) return;
    const silence = Date.now() - lastHeard;
    if (silence > DEAD_AFTER_MS) {
      const dead = socket;
      lose();
      dead.close();
    } else if (silence > STALE_AFTER_MS && state === 'live') {
      say({ kind: 'stale', since: lastHeard });
    }
  }, 500);

  const hurry = (): void => {
    if (socket !== null || closed) return;
    clearTimeout(timer);
    failures = 0;
    connect();
  };
  window.addEventListener('online', hurry);
  connect();

  return {
    play(play) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(subscription(options, play)));
    },
    close() {
      closed = true;
      clearTimeout(timer);
      clearInterval(watch);
      window.removeEventListener('online', hurry);
      socket?.close();
    },
  };
}

function subscription({ site, channels, metrics }: ConnectionOptions, play: Play): SubscribeMessage {
  return {
    type: 'subscribe',
    channels: [...channels],
    ...(site !== null && { site }),
    ...(metrics.length > 0 && { metrics: [...metrics] }),
    ...(play && { play }),
  };
}
