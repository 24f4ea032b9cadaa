import type { Dimension } from '../../engine/queries/filters.ts';

export interface Tab {
  dimension: Dimension;
  label: string;
  /** Tabs that share a menu. */
  menu?: string;
}

export interface Panel {
  id: string;
  title: string;
  tabs: readonly [Tab, ...Tab[]];
}

/** Rows of a list before its details are opened. */
export const LIST_ROWS = 9;

/** The ranked lists of the overview, in the order in which they stand. */
export const PANELS: readonly Panel[] = [
  {
    id: 'sources',
    title: 'Sources',
    tabs: [
      { dimension: 'source', label: 'Sources' },
      { dimension: 'utm_campaign', label: 'Campaign', menu: 'Campaigns' },
      { dimension: 'utm_medium', label: 'Medium', menu: 'Campaigns' },
      { dimension: 'utm_source', label: 'Source', menu: 'Campaigns' },
      { dimension: 'utm_term', label: 'Term', menu: 'Campaigns' },
      { dimension: 'utm_content', label: 'Content', menu: 'Campaigns' },
      { dimension: 'referrer', label: 'Referrers' },
    ],
  },
  {
    id: 'pages',
    title: 'Pages',
    tabs: [
      { dimension: 'page', label: 'Top' },
      { dimension: 'entry_page', label: 'Entry' },
      { dimension: 'exit_page', label: 'Exit' },
    ],
  },
  {
    id: 'locations',
    title: 'Locations',
    tabs: [
      { dimension: 'country', label: 'Countries' },
      { dimension: 'city', label: 'Cities' },
      { dimension: 'language', label: 'Languages' },
    ],
  },
  {
    id: 'devices',
    title: 'Devices',
    tabs: [
      { dimension: 'browser', label: 'Browser' },
      { dimension: 'os', label: 'OS' },
      { dimension: 'device', label: 'Type' },
      { dimension: 'screen', label: 'Screen' },
    ],
  },
];

export function tabOf(panel: Panel, wanted: string | undefined): Tab {
  return panel.tabs.find((tab) => tab.dimension === wanted) ?? panel.tabs[0];
}
