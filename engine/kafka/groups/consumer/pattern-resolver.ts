import { setImmediate as nextTurn } from 'node:timers/promises';
import { RequestError } from '../../protocol/errors.ts';
import { compilePattern } from '../../protocol/regular-expression.ts';
import type { TopicsView } from '../topics-view.ts';
import type { ResolvedPattern } from './consumer-group.ts';

/** How long the names of topics are gone through before others have their turn. */
const SLICE_MS = 2;

/**
 * Finds the topics that patterns mean. However costly a pattern, it takes its time in slices between which others are served, and one scan
 * runs at a time; who asks for what is being looked for already waits for the same scan.
 */
export class PatternResolver {
  readonly #topics: TopicsView;
  readonly #now: () => number;
  readonly #running = new Map<string, Promise<ResolvedPattern>>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(topics: TopicsView, now: () => number) {
    this.#topics = topics;
    this.#now = now;
  }

  /** The topics that `takes` takes of those that each pattern means. */
  async resolve(
    patterns: Iterable<string>,
    takes: (topic: string) => boolean,
  ): Promise<ReadonlyMap<string, ResolvedPattern>> {
    const resolved = new Map<string, ResolvedPattern>();
    for (const pattern of patterns) {
      const found = await this.#resolveOne(pattern);
      resolved.set(pattern, { ...found, topics: new Set([...found.topics].filter(takes)) });
    }
    return resolved;
  }

  #resolveOne(pattern: string): Promise<ResolvedPattern> {
    const key = `${this.#topics.version}/${pattern}`;
    const running = this.#running.get(key);
    if (running) return running;
    const scan = this.#turn.then(() => this.#scan(pattern)).finally(() => this.#running.delete(key));
    this.#turn = scan.catch(() => undefined);
    this.#running.set(key, scan);
    return scan;
  }

  async #scan(pattern: string): Promise<ResolvedPattern> {
    // One that was written by another version of this program may be none to this one: it means nothing then.
    const matches = compilePattern(pattern) ?? (() => false);
    const { version } = this.#topics;
    const topics = new Set<string>();
    let sliceEndsMs = performance.now() + SLICE_MS;
    for (const name of [...this.#topics.names()]) {
      if (performance.now() >= sliceEndsMs) {
        await nextTurn();
        sliceEndsMs = performance.now() + SLICE_MS;
      }
      if (matches(name)) topics.add(name);
    }
    return { topics, version, atMs: this.#now() };
  }
}

/** Throws INVALID_REGULAR_EXPRESSION. */
export function checkPattern(pattern: string): void {
  if (compilePattern(pattern)) return;
  throw new RequestError(
    'INVALID_REGULAR_EXPRESSION',
    `SubscribedTopicRegex \`${pattern.slice(0, 200)}\` is not a valid regular expression, or one that takes too long.`,
  );
}
