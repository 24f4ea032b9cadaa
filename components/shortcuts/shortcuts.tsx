'use client';

import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';

export interface Shortcut {
  /** One key as `KeyboardEvent.key` says it, or two in a row: `g o`. Letters whatever their case. */
  keys: string;
  label: string;
  group: string;
  run: () => void;
}

interface Registry {
  register: (list: () => readonly Shortcut[]) => () => void;
  /** All that works now, in the order in which it was put in. */
  list: () => Shortcut[];
}

const ShortcutsContext = createContext<Registry | null>(null);

/** A first key waits this long for its second. */
const SEQUENCE_MS = 1_200;

/** One listener for the whole product: sequences first, so that `g l` is never taken for `l`. */
export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const sources = useRef(new Set<() => readonly Shortcut[]>());
  const registry = useMemo<Registry>(
    () => ({
      register: (list) => {
        sources.current.add(list);
        return () => sources.current.delete(list);
      },
      list: () => [...sources.current].flatMap((source) => source()),
    }),
    [],
  );
  useEffect(() => {
    let first: { key: string; at: number } | null = null;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event)) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const waiting = first !== null && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ` : '';
      const known = registry.list();
      first = null;
      const match = known.find((shortcut) => shortcut.keys === waiting + key);
      if (match) {
        event.preventDefault();
        match.run();
      } else if (waiting === '' && known.some((shortcut) => shortcut.keys.startsWith(`${key} `))) {
        first = { key, at: event.timeStamp };
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [registry]);
  return <ShortcutsContext value={registry}>{children}</ShortcutsContext>;
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (target?.closest('input, textarea, select, [contenteditable="true"]')) return true;
  // A slider moves by arrows, a button is pressed by space.
  if (target?.closest('[role="slider"]')) return true;
  if (event.key === ' ' && target?.closest('button, a, summary')) return true;
  // An open menu, listbox or dialog has keys of its own.
  return target?.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null && target !== null;
}

/** Puts shortcuts in force for as long as the component is on the screen. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const registry = useContext(ShortcutsContext);
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => registry?.register(() => latest.current), [registry]);
}

/** The shortcuts in force, read as `open` turns true. */
export function useShortcutList(open: boolean): Shortcut[] {
  const registry = useContext(ShortcutsContext);
  const [list, setList] = useState<Shortcut[]>([]);
  useEffect(() => {
    if (open) setList(registry?.list() ?? []);
  }, [open, registry]);
  return list;
}
