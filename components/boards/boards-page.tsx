'use client';

import { Skeleton } from '@mantine/core';
import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import type { Board } from '../../engine/boards/board.ts';
import type { SitesAnswer } from '../../engine/queries/answers.ts';
import { boardsAddress, SITES_ADDRESS } from '../data/addresses.ts';
import { Trouble } from '../data/trouble.tsx';
import { FirstAnswers, useAnswer } from '../data/use-answer.ts';
import { SitePicker } from '../site-picker/site-picker.tsx';
import { formatCount } from '../theme/format.ts';
import panel from '../theme/panel.module.css';
import classes from './boards.module.css';

interface Props {
  first: Record<string, unknown>;
}

/** The boards of a site. */
export function BoardsPage({ first }: Props) {
  return (
    <FirstAnswers value={first}>
      <SiteBoards />
    </FirstAnswers>
  );
}

function SiteBoards() {
  const path = usePathname();
  const wanted = useSearchParams().get('site');
  const sites = useAnswer<SitesAnswer>(SITES_ADDRESS);
  const site = wanted ?? sites.data?.sites[0]?.site ?? null;
  const { data, problem, retryAt } = useAnswer<{ boards: Board[] }>(site === null ? null : boardsAddress(site));
  const choose = (name: string): void => window.history.pushState(null, '', `${path}?site=${encodeURIComponent(name)}`);
  if (site === null) {
    if (sites.data) return <p className={classes.problem}>No site has sent an event yet.</p>;
    return sites.problem ? (
      <Trouble problem={sites.problem} retryAt={sites.retryAt} />
    ) : (
      <Skeleton height={220} radius={14} />
    );
  }
  return (
    <div className={classes.board} data-testid="boards">
      <SitePicker sites={sites.data?.sites ?? []} site={site} choose={choose} />
      {data ? (
        <BoardList boards={data.boards} site={site} />
      ) : problem ? (
        <Trouble problem={problem} retryAt={retryAt} />
      ) : (
        <Skeleton height={220} radius={14} />
      )}
    </div>
  );
}

function BoardList({ boards, site }: { boards: readonly Board[]; site: string }) {
  if (boards.length === 0) return <NoBoards />;
  return (
    <ul className={classes.cards}>
      {boards.map((board) => (
        <li key={board.id} className={panel.panel}>
          <Link href={`/boards/${board.id}?site=${encodeURIComponent(site)}`}>
            <strong>{board.name}</strong>
            <span>{board.description}</span>
            <em>{formatCount(board.tiles.length, 'tile')}</em>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function NoBoards() {
  return (
    <div className={`${panel.panel} ${classes.empty}`}>
      <h1 className={panel.title}>No boards yet</h1>
      <p>
        A board shows metrics that you define: counts, sums, unique visitors, quantiles and formulas, by up to three
        dimensions, live and over any window. See one at work:
      </p>
      <pre>npx weir demo rides{'\n'}npx weir demo video</pre>
      <p>Metrics and boards are made over HTTP: docs/metrics-api.md and docs/boards.md have an example of each.</p>
    </div>
  );
}
