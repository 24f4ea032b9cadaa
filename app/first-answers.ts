import { breakdownAddress, figuresAddress, type Place, SITES_ADDRESS } from '../components/data/addresses.ts';
import { LIST_ROWS, PANELS, tabOf } from '../components/lists/panels.ts';
import { today } from '../components/period/calendar.ts';
import { parseState } from '../components/state/state.ts';
import { answers } from './api/query/answers.ts';

/** The page is not held back longer than this: what is not there by then the browser asks for itself. */
const PATIENCE_MS = 1_200;

/**
 * What the overview shows first, by address. Without a known time zone only the sites: the reader's days are not known
 * yet, so figures of any days would be thrown away.
 */
export async function firstAnswers(
  query: URLSearchParams,
  zone: string | null,
  now: number,
): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  await inTime(async () => {
    const { sites } = await answers.sites();
    found[SITES_ADDRESS] = { sites };
    const state = parseState(query);
    const site = state.site === null ? sites[0] : sites.find((candidate) => candidate.site === state.site);
    if (!site || zone === null) return;
    const day = today(now, zone);
    const place: Place = { site: site.site, zone, today: day, firstDay: today(site.firstEvent, zone) };
    const dimensions = [...PANELS.map((panel) => tabOf(panel, state.tabs[panel.id]).dimension), 'event' as const];
    const addresses = [
      figuresAddress(state, place),
      ...dimensions.map((dimension) => breakdownAddress(state, place, dimension, { limit: LIST_ROWS })),
    ];
    await Promise.all(
      addresses.map(async (address) => {
        const { pathname, searchParams } = new URL(address, 'http://dashboard');
        const answer = pathname.endsWith('/figures') ? answers.figures : answers.breakdown;
        found[address] = await answer(searchParams, now);
      }),
    );
  });
  return { ...found };
}

/** The sites alone. */
export async function firstSites(): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  await inTime(async () => {
    found[SITES_ADDRESS] = await answers.sites();
  });
  return { ...found };
}

/** Failures are left to the browser, which asks again, says what is wrong and goes on trying. */
async function inTime(work: () => Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([work().catch(() => {}), limit]);
  clearTimeout(timer);
}
