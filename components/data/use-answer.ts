'use client';

import { createContext, useContext, useEffect, useRef, useState } from 'react';
import type { Problem } from '../../engine/queries/answers.ts';
import { cachedAnswer, keepAnswer } from './answer-cache.ts';

/** What the server loaded together with the page, by address: shown until it is asked for anew. */
export const FirstAnswers = createContext<Record<string, unknown>>({});

/** Counts up whenever what is shown should be asked for again in the background. */
export const RefreshCount = createContext(0);

export interface Answer<T> {
  /** The answer, or while a new one is on its way the one before it. */
  data: T | undefined;
  /** Whether `data` answers this very question. */
  current: boolean;
  loading: boolean;
  problem: Problem | null;
  /** When the next try is made after a problem, ms since the epoch; null where it would be of no use. */
  retryAt: number | null;
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;

/**
 * Asks the query API; asks again when the address changes, after a failure (with a growing pause) and when the refresh
 * count (the context's, or the one given) goes up; a question under way is not asked twice.
 */
export function useAnswer<T>(address: string | null, ownRefresh?: number): Answer<T> {
  const first = useContext(FirstAnswers);
  const commonRefresh = useContext(RefreshCount);
  const refresh = ownRefresh ?? commonRefresh;
  const known = address === null ? undefined : (cachedAnswer<T>(address) ?? (first[address] as T | undefined));
  const [latest, setLatest] = useState<{ address: string; data: T } | null>(null);
  const [failure, setFailure] = useState<{ address: string; problem: Problem; retryAt: number | null } | null>(null);
  const [pending, setPending] = useState<string | null>(null);
  const isFirst = useRef(true);
  const askAgain = useRef<() => void>(() => {});

  useEffect(() => {
    if (address === null) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let busy = false;
    const ask = async (pauseMs: number): Promise<void> => {
      busy = true;
      setPending(address);
      const outcome = await request<T>(address, abort.signal);
      if (abort.signal.aborted) return;
      busy = false;
      setPending(null);
      if ('data' in outcome) {
        keepAnswer(address, outcome.data);
        setLatest({ address, data: outcome.data });
        setFailure(null);
        return;
      }
      const again = outcome.problem.status >= 500;
      setFailure({ address, problem: outcome.problem, retryAt: again ? Date.now() + pauseMs : null });
      if (again) timer = setTimeout(() => void ask(Math.min(pauseMs * 2, LAST_RETRY_MS)), pauseMs);
    };
    askAgain.current = () => {
      if (busy) return;
      clearTimeout(timer);
      void ask(FIRST_RETRY_MS);
    };
    const loaded = isFirst.current ? first[address] : undefined;
    isFirst.current = false;
    if (loaded === undefined) void ask(FIRST_RETRY_MS);
    else keepAnswer(address, loaded);
    return () => {
      abort.abort();
      clearTimeout(timer);
      askAgain.current = () => {};
    };
  }, [address, first]);

  useEffect(() => {
    if (refresh > 0) askAgain.current();
  }, [refresh]);

  const answered = latest !== null && latest.address === address ? latest.data : known;
  const failed = failure !== null && failure.address === address ? failure : null;
  return {
    data: answered ?? latest?.data,
    current: answered !== undefined,
    loading: pending === address && address !== null,
    problem: failed?.problem ?? null,
    retryAt: failed?.retryAt ?? null,
  };
}

async function request<T>(address: string, signal: AbortSignal): Promise<{ data: T } | { problem: Problem }> {
  try {
    const response = await fetch(address, { signal, headers: { accept: 'application/json' } });
    if (response.ok) return { data: (await response.json()) as T };
    return { problem: await problemOf(response) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { problem: { type: 'urn:weir:problem:unreachable', title: 'Weir does not answer', status: 599, detail } };
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback = {
    type: 'about:blank',
    title: `The server answered ${response.status}`,
    status: response.status,
    detail: response.statusText,
  };
  if (!response.headers.get('content-type')?.includes('json')) return fallback;
  return { ...fallback, ...((await response.json()) as Partial<Problem>) };
}
