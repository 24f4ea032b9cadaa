'use client';

import { Menu, Skeleton } from '@mantine/core';
import { IconChevronDown, IconListDetails } from '@tabler/icons-react';
import type { BreakdownAnswer } from '../../engine/queries/answers.ts';
import type { Dimension } from '../../engine/queries/filters.ts';
import { breakdownAddress } from '../data/addresses.ts';
import { Trouble } from '../data/trouble.tsx';
import { type Answer, useAnswer } from '../data/use-answer.ts';
import { FreshnessBadge } from '../freshness/freshness-badge.tsx';
import { useDashboard } from '../state/dashboard.tsx';
import panelClasses from '../theme/panel.module.css';
import classes from './lists.module.css';
import { LIST_ROWS, type Panel, type Tab, tabOf } from './panels.ts';
import { RankedList } from './ranked-list.tsx';

interface Props {
  panel: Panel;
  /** Visitors of the period; null while not known. */
  total: number | null;
}

/** One of the overview's lists with its tabs. */
export function ListPanel({ panel, total }: Props) {
  const { state, place, change } = useDashboard();
  const tab = tabOf(panel, state.tabs[panel.id]);
  const answer = useAnswer<BreakdownAnswer>(breakdownAddress(state, place, tab.dimension, { limit: LIST_ROWS }));
  const choose = ({ dimension }: Tab): void => {
    const { [panel.id]: _, ...others } = state.tabs;
    change({ tabs: dimension === panel.tabs[0].dimension ? others : { ...others, [panel.id]: dimension } });
  };
  return (
    <section
      className={panelClasses.panel}
      aria-label={panel.title}
      aria-busy={answer.loading}
      data-testid={`panel-${panel.id}`}
    >
      <div className={classes.head}>
        <h2 className={panelClasses.title}>{panel.title}</h2>
        <Tabs panel={panel} chosen={tab} choose={choose} />
      </div>
      <ListBody answer={answer} dimension={tab.dimension} total={total} />
    </section>
  );
}

interface BodyProps {
  answer: Answer<BreakdownAnswer>;
  dimension: Dimension;
  total: number | null;
}

function ListBody({ answer, dimension, total }: BodyProps) {
  if (answer.problem && !answer.current) return <Trouble problem={answer.problem} retryAt={answer.retryAt} small />;
  if (!answer.data) return <ListSkeleton />;
  return (
    <div className={panelClasses.fading} data-stale={!answer.current || undefined}>
      <ListRows answer={answer.data} dimension={dimension} total={total} />
      <FreshnessBadge freshness={answer.data.freshness} small />
    </div>
  );
}

function ListRows({
  answer,
  dimension,
  total,
}: {
  answer: BreakdownAnswer;
  dimension: Dimension;
  total: number | null;
}) {
  const { state, toggle, change } = useDashboard();
  const isChosen = (value: string): boolean =>
    state.filters.some(
      (filter) => filter.dimension === dimension && filter.operator === 'is' && filter.values.includes(value),
    );
  // A list of nothing but "unknown" says nothing: there is no such fact in these events.
  const known = answer.rows.some((row) => row.value !== '') || dimension === 'source';
  if (answer.rows.length === 0 || !known) return <p className={classes.empty}>{emptyText(dimension)}</p>;
  return (
    <>
      <div className={classes.body}>
        <RankedList
          dimension={dimension}
          rows={answer.rows}
          total={total}
          chosen={isChosen}
          choose={(value) => toggle(dimension, value)}
          action="Filter by this"
        />
      </div>
      <DetailsButton show={() => change({ details: dimension })} more={answer.values - answer.rows.length} />
    </>
  );
}

export function DetailsButton({ show, more }: { show: () => void; more: number }) {
  return (
    <button type="button" className={classes.details} onClick={show} data-testid="details">
      <IconListDetails size={15} stroke={1.7} aria-hidden />
      {more > 0 ? `Details, ${more.toLocaleString('en-US')} more` : 'Details'}
    </button>
  );
}

function emptyText(dimension: Dimension): string {
  if (dimension.startsWith('utm_')) return `No links with ${dimension} in this period`;
  if (dimension === 'city') return 'No cities: the country database has none. WEIR_GEOIP takes a city database.';
  return 'Nothing in this period';
}

export function ListSkeleton() {
  return (
    <div className={classes.body} data-testid="loading">
      {Array.from({ length: LIST_ROWS }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no other identity.
        <Skeleton key={index} height={30} mb={5} width={`${100 - index * 9}%`} />
      ))}
    </div>
  );
}

interface TabsProps {
  panel: Panel;
  chosen: Tab;
  choose: (tab: Tab) => void;
}

function Tabs({ panel, chosen, choose }: TabsProps) {
  const menus = [...new Set(panel.tabs.flatMap((tab) => tab.menu ?? []))];
  const single = (tab: Tab) => (
    <button
      key={tab.dimension}
      type="button"
      className={classes.tab}
      aria-pressed={tab === chosen}
      onClick={() => choose(tab)}
    >
      {tab.label}
    </button>
  );
  const isFirstOfMenu = (tab: Tab): boolean => panel.tabs.find(({ menu }) => menu === tab.menu) === tab;
  return (
    <fieldset className={classes.tabs} aria-label={`${panel.title} by`}>
      {panel.tabs.map((tab) => {
        if (!tab.menu) return single(tab);
        if (!isFirstOfMenu(tab) || !menus.includes(tab.menu)) return null;
        return <TabMenu key={tab.menu} name={tab.menu} panel={panel} chosen={chosen} choose={choose} />;
      })}
    </fieldset>
  );
}

function TabMenu({ name, panel, chosen, choose }: TabsProps & { name: string }) {
  return (
    <Menu position="bottom-end" width={160}>
      <Menu.Target>
        <button type="button" className={classes.tab} aria-pressed={chosen.menu === name}>
          {chosen.menu === name ? chosen.label : name}
          <IconChevronDown size={13} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {panel.tabs
          .filter((tab) => tab.menu === name)
          .map((tab) => (
            <Menu.Item key={tab.dimension} onClick={() => choose(tab)} fw={tab === chosen ? 650 : undefined}>
              {tab.label}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
