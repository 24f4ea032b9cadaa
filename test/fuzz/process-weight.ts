import { existsSync, readdirSync } from 'node:fs';

/** What the broker's process says of itself, once its garbage is collected. */
export interface Measured {
  readonly rssBytes: number;
  /** The most there ever was. */
  readonly peakRssBytes: number;
  readonly heapBytes: number;
  /** Buffers, which live outside the heap. */
  readonly externalBytes: number;
  /** What keeps the process busy, by kind: TCPSocketWrap, Timeout. */
  readonly resources: Readonly<Record<string, number>>;
  /** Open file descriptors; null where the system does not tell. */
  readonly descriptors: number | null;
}

export type FromBroker =
  | { readonly type: 'ready'; readonly port: number }
  | { readonly type: 'error'; readonly message: string; readonly fields: string }
  | ({ readonly type: 'measured' } & Measured);

const FDS = '/proc/self/fd';

/** Collects garbage (`node --expose-gc`), then weighs this process. */
export function measure(): Measured {
  // What was just let go of may need a second pass.
  for (let pass = 0; pass < 2; pass++) globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  const descriptors = existsSync(FDS) ? readdirSync(FDS).length : null;
  const peakRssBytes = process.resourceUsage().maxRSS * 1024;
  return { rssBytes: rss, peakRssBytes, heapBytes: heapUsed, externalBytes: external, resources, descriptors };
}
