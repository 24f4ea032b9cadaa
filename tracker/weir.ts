/**
 * The snippet: page views, single-page navigation, outbound clicks, time in use and custom events, sent to Weir's collector.
 * No cookie and no identifier of the visitor: localStorage holds events that are not delivered yet, and nothing else.
 * It is to stay below 2 KB gzipped. Its manual is docs/collect.md.
 */
export {};

type Props = Record<string, string | number | boolean | null>;
interface TrackedEvent {
  id: string;
  name: string;
  ts: number;
  url: string;
  referrer: string;
  title: string;
  screen: string;
  language: string;
  props?: Props;
}
type Call = ['track', string, Props?] | ['pageview'];
interface Weir {
  (...call: Call): void;
  /** Calls made before the snippet was there. */
  q?: Iterable<Call>;
  loaded?: boolean;
}
/** What a page leaves behind: until when (ms) its events may be sent again, and the events. */
type Kept = [until: number, events: TrackedEvent[]];

declare global {
  interface Window {
    weir?: Weir;
  }
}

/** Events that wait at most; the oldest make room. */
const MAX_QUEUE = 500;
const MAX_BATCH = 50;
/** Browsers refuse keepalive bodies over 64 KiB in all. */
const MAX_BODY = 60_000;
const GATHER_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;
/** Undelivered events are given up after a day: the collector could not tell their visitor any more. */
const KEEP_MS = 86_400_000;
/** Events that a closing page has sent have most likely arrived; past this they are not sent a second time. */
const KEEP_SENT_MS = 60_000;
/** A page that was left and is seen again for less than this sends nothing more. */
const MIN_REST_MS = 100;

((window, document, navigator) => {
  const script = document.currentScript as HTMLScriptElement | null;
  const stub = window.weir;
  if (!script || stub?.loaded) return;

  const site = script.dataset.site || location.hostname;
  const api = script.dataset.api || new URL('/api/collect', script.src).href;
  const newId = (): string =>
    Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => (byte + 256).toString(16).slice(1)).join('');
  const prefix = `weir:${site}:`;
  const key = prefix + newId();

  const queue: TrackedEvent[] = [];
  /** How many at the head of the queue are in the request under way. */
  let inFlight = 0;
  let failures = 0;
  let timer = 0;

  let url = '';
  let path = '';
  let referrer = document.referrer;
  /** The page view of the page at hand: single-page applications name a page only after they have gone to it. */
  let view: TrackedEvent | undefined;
  let left = false;
  let engagedMs = 0;
  /** When the page was last seen coming into use; 0 while it is not in use. */
  let inUseSince = 0;

  const store = (keepMs: number): void => {
    try {
      if (queue.length) localStorage.setItem(key, JSON.stringify([Date.now() + keepMs, queue] satisfies Kept));
      else localStorage.removeItem(key);
    } catch {
      // Blocked or full: then the queue in memory is all there is.
    }
  };

  /** Takes over what earlier pages could not deliver. A page that still lives sends it too: one id counts once. */
  const adopt = (): void => {
    try {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith(prefix)) continue;
        const kept = localStorage.getItem(name);
        localStorage.removeItem(name);
        const [until, events] = JSON.parse(kept!) as Kept;
        if (until > Date.now()) queue.push(...events);
      }
    } catch {
      // Blocked, or not ours to read.
    }
    queue.splice(0, queue.length - MAX_QUEUE);
  };

  /** The next events that fit into one request, and its body. */
  const nextBatch = (from: number): [count: number, body: string] => {
    let count = Math.min(queue.length - from, MAX_BATCH);
    for (;;) {
      const body = JSON.stringify({ site, sent_at: Date.now(), events: queue.slice(from, from + count) });
      if (count < 2 || body.length < MAX_BODY) return [count, body];
      count >>= 1;
    }
  };

  const sendIn = (ms: number): void => {
    clearTimeout(timer);
    timer = window.setTimeout(send, ms);
  };

  const retry = (afterSeconds: number): void => {
    const backoffMs = Math.min(MAX_BACKOFF_MS, GATHER_MS * 2 ** failures++);
    inFlight = 0;
    store(KEEP_MS);
    // The random part keeps a thousand pages from coming back in the same moment.
    sendIn(Math.max(afterSeconds * 1_000, backoffMs) + (Math.random() * backoffMs) / 2);
  };

  const send = (): void => {
    clearTimeout(timer);
    timer = 0;
    if (inFlight || !queue.length) return;
    if (view) view.title = document.title;
    const [count, body] = nextBatch(0);
    inFlight = count;
    fetch(api, { method: 'POST', body, keepalive: body.length < MAX_BODY, credentials: 'omit' })
      // A browser counts a keepalive request against its 64 KiB until the answer has been read.
      .then((answer) => answer.text().then(() => answer))
      .then(
        ({ status, headers }) => {
          if (status > 499 || status === 429 || status === 408) return retry(Number(headers.get('retry-after')) || 0);
          queue.splice(0, count);
          inFlight = failures = 0;
          store(KEEP_MS);
          if (queue.length) sendIn(0);
        },
        () => retry(0),
      );
  };

  const push = (name: string, props?: Props, title = document.title): TrackedEvent => {
    const { language } = navigator;
    const size = `${window.screen.width}x${window.screen.height}`;
    const event = {
      id: newId(),
      name,
      ts: Date.now(),
      url,
      referrer,
      title,
      screen: size,
      language,
      props,
    };
    queue.push(event);
    // What is under way stays: the count of it refers to the head of the queue.
    if (queue.length > MAX_QUEUE) queue.splice(inFlight, 1);
    if (failures) store(KEEP_MS);
    else if (queue.length >= MAX_BATCH) send();
    else if (!timer) sendIn(GATHER_MS);
    return event;
  };

  const measure = (): void => {
    const now = performance.now();
    if (inUseSince) engagedMs += now - inUseSince;
    inUseSince = document.visibilityState === 'visible' && document.hasFocus() ? now : 0;
  };

  /** The time in use since the last of these; a page seen again after it was hidden sends another for the rest. */
  const leave = (): void => {
    measure();
    if (left && engagedMs < MIN_REST_MS) return;
    push('page_leave', { engaged_ms: Math.round(engagedMs) }, view?.title);
    left = true;
    engagedMs = 0;
  };

  const pageview = (): void => {
    if (url) referrer = url;
    url = location.href;
    path = location.pathname;
    left = false;
    measure();
    engagedMs = 0;
    view = push('pageview');
  };

  const navigated = (): void => {
    if (location.pathname === path) return;
    leave();
    pageview();
  };

  /** The page may be gone in a moment. */
  const close = (): void => {
    leave();
    if (!queue.length) return;
    store(failures || !navigator.onLine ? KEEP_MS : KEEP_SENT_MS);
    if (inFlight || failures) {
      const [count, body] = nextBatch(inFlight);
      if (count) navigator.sendBeacon(api, body);
    } else send();
  };

  const clicked = (event: MouseEvent): void => {
    // A right click is an auxclick too, and opens nothing.
    if (event.button > 1) return;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (link && /^http/.test(link.protocol) && link.host !== location.host) push('outbound_click', { url: link.href });
  };

  const call = (...[action, name, props]: Call): void => {
    if (action === 'track') push(name, props);
    else if (action === 'pageview') pageview();
  };

  const start = (): void => {
    adopt();
    pageview();
    // At once: a visitor who leaves within a second has been there.
    send();
    for (const method of ['pushState', 'replaceState'] as const) {
      const original = history[method];
      history[method] = function (...state) {
        original.apply(this, state);
        navigated();
      };
    }
    window.addEventListener('popstate', navigated);
    window.addEventListener('pageshow', (event) => event.persisted && pageview());
    window.addEventListener('pagehide', close);
    window.addEventListener('online', send);
    window.addEventListener('focus', measure);
    window.addEventListener('blur', measure);
    document.addEventListener('visibilitychange', () => (document.visibilityState === 'hidden' ? close() : measure()));
    document.addEventListener('click', clicked, true);
    document.addEventListener('auxclick', clicked, true);
    for (const early of stub?.q ?? []) call(...early);
    window.weir = Object.assign(call, { loaded: true });
  };

  if ('prerendering' in document && document.prerendering) {
    document.addEventListener('prerenderingchange', start, { once: true });
  } else start();
})(window, document, navigator);
