import type { BreakdownAnswer, FiguresAnswer, PropertiesAnswer, SitesAnswer } from '../../../engine/queries/answers.ts';
import { getBreakdown } from '../../../engine/queries/breakdown.ts';
import { getSeries, getTotals } from '../../../engine/queries/figures.ts';
import { getPropertyKeys } from '../../../engine/queries/properties.ts';
import { getSites } from '../../../engine/queries/sites.ts';
import { storeClient } from '../../store.ts';
import { breakdownParameters, read, readComparison, readScope, seriesParameters } from './parameters.ts';
import { recentFreshness } from './recent-freshness.ts';

/** What each address under /api/query answers; pages ask here directly for what they show first. */
export const answers = {
  sites: async (): Promise<SitesAnswer> => ({ sites: await getSites(storeClient()) }),

  figures: async (query: URLSearchParams, now: number): Promise<FiguresAnswer> => {
    const store = storeClient();
    const scope = readScope(query, now);
    const { interval } = read(seriesParameters, query);
    const compared = readComparison(query, scope);
    // A range that is not over is measured against as much of the other one, not against the whole of it.
    const elapsed = Math.max(0, Math.min(scope.span.now, scope.span.to) - scope.span.from);
    const cut = compared && {
      ...compared,
      span: { ...compared.span, to: Math.min(compared.span.from + elapsed, compared.span.to) },
    };
    const freshness = await recentFreshness(scope.site, now);
    const [series, comparison, cutTotals] = await Promise.all([
      getSeries(store, scope, interval),
      compared && getSeries(store, compared, interval),
      cut && cut.span.to < compared.span.to ? getTotals(store, cut) : null,
    ]);
    return {
      ...series,
      comparison: comparison && { ...comparison, elapsedTotals: cutTotals ?? comparison.totals },
      freshness,
    };
  },

  breakdown: async (query: URLSearchParams, now: number): Promise<BreakdownAnswer> => {
    const store = storeClient();
    const scope = readScope(query, now);
    const { dimension, ...page } = read(breakdownParameters, query);
    const freshness = await recentFreshness(scope.site, now);
    return { ...(await getBreakdown(store, scope, dimension, page)), freshness };
  },

  properties: async (query: URLSearchParams, now: number): Promise<PropertiesAnswer> => ({
    keys: await getPropertyKeys(storeClient(), readScope(query, now)),
  }),
};
