'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react';
import type { Dimension } from '../../engine/queries/filters.ts';
import type { Place } from '../data/addresses.ts';
import { toggleValue } from '../filters/filter.ts';
import { type DashboardState, formatState, parseState } from './state.ts';

/** The choices in the URL, and the way to change them. Each change is a step that the back button takes back. */
export function useDashboardState(): [DashboardState, (patch: Partial<DashboardState>) => void] {
  const query = useSearchParams();
  const path = usePathname();
  const text = query.toString();
  const state = useMemo(() => parseState(new URLSearchParams(text)), [text]);
  const change = useCallback(
    (patch: Partial<DashboardState>): void => {
      // From the address bar and not from `state`: two changes in one turn must both be in.
      const now = parseState(new URLSearchParams(window.location.search));
      const next = formatState({ ...now, ...patch });
      if (next !== formatState(now)) window.history.pushState(null, '', next ? `${path}?${next}` : path);
    },
    [path],
  );
  return [state, change];
}

export interface Dashboard {
  state: DashboardState;
  place: Place;
  change: (patch: Partial<DashboardState>) => void;
  /** Adds or takes away the filter that a click on a row means. */
  toggle: (dimension: Dimension, value: string) => void;
}

const DashboardContext = createContext<Dashboard | null>(null);

interface Props {
  state: DashboardState;
  change: (patch: Partial<DashboardState>) => void;
  place: Place;
  children: ReactNode;
}

export function DashboardProvider({ state, change, place, children }: Props) {
  const dashboard = useMemo<Dashboard>(
    () => ({
      state,
      place,
      change,
      toggle: (dimension, value) => change({ filters: toggleValue(state.filters, dimension, value), details: null }),
    }),
    [state, place, change],
  );
  return <DashboardContext value={dashboard}>{children}</DashboardContext>;
}

export function useDashboard(): Dashboard {
  const dashboard = useContext(DashboardContext);
  if (!dashboard) throw new Error('useDashboard is for components inside a DashboardProvider');
  return dashboard;
}
