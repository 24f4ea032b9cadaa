'use client';

import { Skeleton, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import type { CSSProperties } from 'react';
import type { Board, Tile } from '../../engine/boards/board.ts';
import type { MetricView } from '../../engine/live/metrics/metric-views.ts';
import { boardAddress } from '../data/addresses.ts';
import { Trouble } from '../data/trouble.tsx';
import { useAnswer } from '../data/use-answer.ts';
import badge from '../freshness/freshness.module.css';
import { ConnectionBadge } from '../live/connection-badge.tsx';
import { DvrBar } from '../live/dvr-bar.tsx';
import { useDvr, useFirstPlay } from '../live/use-dvr.ts';
import { useLive } from '../live/use-live.ts';
import { useTimeZone } from '../state/time-zone.ts';
import { formatClock } from '../theme/dates.ts';
import { formatAge, formatWhole } from '../theme/format.ts';
import panel from '../theme/panel.module.css';
import { metricsOf, tileMetrics } from './board-metrics.ts';
import classes from './boards.module.css';
import { TileBody } from './tiles.tsx';

interface Props {
  id: string;
  zone: string;
}

/** An analyst's own page: its tiles live, paused or replayed. */
export function BoardPage({ id, zone: guess }: Props) {
  const site = useSearchParams().get('site') ?? '';
  const zone = useTimeZone(guess);
  const { data, problem, retryAt } = useAnswer<Board>(boardAddress(site, id));
  if (problem?.status === 404) return <NoBoard id={id} site={site} />;
  if (data) return <LiveBoard key={`${site}/${id}`} board={data} zone={zone} />;
  return problem ? <Trouble problem={problem} retryAt={retryAt} /> : <BoardSkeleton />;
}

const CHANNELS = ['metrics'] as const;

function LiveBoard({ board, zone }: { board: Board; zone: string }) {
  const { view, connection, play } = useLive(board.site, CHANNELS, useFirstPlay(), metricsOf(board));
  const dvr = useDvr(view, play);
  const at = view.at ?? 0;
  return (
    <div className={classes.board} data-testid="board" data-connected={connection.kind === 'live' || undefined}>
      <div className={classes.title}>
        <Link href={`/boards?site=${encodeURIComponent(board.site)}`} aria-label="All boards" className={classes.back}>
          <IconArrowLeft size={18} stroke={1.8} />
        </Link>
        <div>
          <h1>{board.name}</h1>
          {board.description && <p>{board.description}</p>}
        </div>
        <ConnectionBadge connection={connection} logReachable={view.logReachable} past={dvr.state !== 'live'} />
      </div>
      <DvrBar dvr={dvr} zone={zone} />
      {view.problem && (
        <p role="alert" className={classes.problem}>
          {view.problem.message}
        </p>
      )}
      {board.tiles.length === 0 && <p className={classes.nothing}>This board has no tiles yet.</p>}
      <div className={classes.grid}>
        {board.tiles.map((tile, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: tiles have no names, and their order is the board's.
          <TileFrame key={index} tile={tile} metrics={view.metrics} known={view.site !== null} at={at} zone={zone} />
        ))}
      </div>
    </div>
  );
}

interface FrameProps {
  tile: Tile;
  metrics: Readonly<Record<string, MetricView>>;
  /** A snapshot has come: what is not in it does not exist. */
  known: boolean;
  /** Server's clock or the replay's, ms. */
  at: number;
  zone: string;
}

/** A tile with its title and how far its numbers can be trusted. */
function TileFrame({ tile, metrics, known, at, zone }: FrameProps) {
  const wide = useMediaQuery('(min-width: 760px)');
  const ids = tileMetrics(tile);
  const views = ids.flatMap((id) => metrics[id] ?? []);
  const missing = ids.filter((id) => !metrics[id]);
  const rows = tile.kind === 'hexmap' && wide === false ? tile.rows + 1 : tile.rows;
  const style = { '--columns': tile.columns, '--rows': rows } as CSSProperties;
  const hasValues = views.some(({ windows, now }) => windows.length > 0 || (now?.rows.length ?? 0) > 0);
  return (
    <section
      className={`${panel.panel} ${classes.tile}`}
      style={style}
      aria-label={tile.title}
      data-testid={`tile-${ids[0]}`}
    >
      <div className={classes.head}>
        <h2>{tile.title}</h2>
        {views.length > 0 && hasValues && <Trust views={views} at={at} zone={zone} />}
      </div>
      <div className={classes.body}>
        {known && missing.length > 0 ? (
          <div className={classes.waiting}>There is no metric {missing.join(', ')}</div>
        ) : hasValues ? (
          <TileBody tile={tile} views={views} zone={zone} />
        ) : (
          <div className={classes.waiting}>{known ? 'Waiting for the first event' : <Skeleton height="100%" />}</div>
        )}
      </div>
    </section>
  );
}

/** Behind by more than this, what is shown is not the present. */
const BEHIND_MS = 30_000;

/** Watermark and late events of a tile's metrics: green where all is well, amber where the numbers are not to be trusted. */
function Trust({ views, at, zone }: { views: readonly MetricView[]; at: number; zone: string }) {
  const marks = views.flatMap(({ freshness }) => freshness.watermark ?? []);
  const watermark = marks.length > 0 ? Math.min(...marks) : null;
  const late = views.reduce((sum, { freshness }) => sum + freshness.late, 0);
  const filling = views.some(({ freshness }) => freshness.filling);
  const behind = watermark !== null && at - watermark > BEHIND_MS;
  const text = filling
    ? 'The past is still being counted: older windows do not hold everything yet.'
    : behind
      ? `No event for ${formatAge(at - watermark)}.`
      : 'Up to date.';
  return (
    <Tooltip
      multiline
      maw={280}
      withArrow
      label={
        <>
          {text} {watermark !== null && `Complete up to ${formatClock(watermark, zone)}.`} {formatWhole(late)} events
          came too late for their windows.
        </>
      }
    >
      <button
        type="button"
        className={badge.badge}
        data-tone={filling || behind ? 'behind' : 'fresh'}
        data-small
        aria-label={text}
        data-testid="trust"
      >
        <span className={badge.dot} />
        {filling && 'filling'}
        {!filling && behind && formatAge(at - watermark)}
      </button>
    </Tooltip>
  );
}

function NoBoard({ id, site }: { id: string; site: string }) {
  return (
    <div className={classes.problem}>
      <strong>
        There is no board “{id}” on {site || 'no site'}.
      </strong>{' '}
      <Link href={`/boards${site ? `?site=${encodeURIComponent(site)}` : ''}`}>All boards</Link>
    </div>
  );
}

function BoardSkeleton() {
  return (
    <div className={classes.board} role="status" aria-label="Loading">
      <Skeleton height={56} radius={12} />
      <Skeleton height={420} radius={14} />
    </div>
  );
}
