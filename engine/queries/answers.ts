import type { Breakdown } from './breakdown.ts';
import type { Figures, Series } from './figures.ts';
import type { StoreFreshness } from './freshness.ts';
import type { Message } from './messages.ts';
import type { PropertyKey } from './properties.ts';
import type { Site } from './sites.ts';

/** What the addresses under /api/query answer: the contract between the route handlers and the dashboard. */
export interface SitesAnswer {
  sites: Site[];
}

export interface FiguresAnswer extends Series {
  /** `elapsedTotals` covers as much of the other range as is over of this one: what the cards compare with. */
  comparison: (Series & { elapsedTotals: Figures }) | null;
  freshness: StoreFreshness;
}

export interface BreakdownAnswer extends Breakdown {
  freshness: StoreFreshness;
}

export interface PropertiesAnswer {
  keys: PropertyKey[];
}

export interface MessagesAnswer {
  messages: Message[];
}

/** application/problem+json, RFC 9457. `field` names the parameter at fault. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  field?: string;
}
