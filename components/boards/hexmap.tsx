'use client';

import { cellToBoundary, isValidCell } from 'h3-js';
import { memo, useMemo, useState } from 'react';
import type { MetricView } from '../../engine/live/metrics/metric-views.ts';
import classes from './boards.module.css';
import { formatMetric } from './metric-format.ts';
import { currentWindow } from './series.ts';

interface Props {
  /** The first colours the map, the others are told beside it. All have one dimension, an H3 index. */
  views: readonly MetricView[];
}

/** The map's longer side in its own units. */
const SIZE = 1_000;
const STEPS = 6;

/** H3 cells, coloured by a metric. Cells that were seen stay on the map while the page is open, so that the city keeps its shape. */
export function Hexmap({ views }: Props) {
  const [first] = views;
  const [seen, setSeen] = useState<readonly string[]>([]);
  const [pointed, setPointed] = useState<string | null>(null);
  const values = useMemo(() => views.map(valuesByCell), [views]);
  const fresh = values.flatMap((byCell) => [...byCell.keys()]).filter((cell) => !seen.includes(cell));
  // Taking up new cells while drawing is React's own way to derive state from props.
  if (fresh.length > 0) setSeen([...new Set([...seen, ...fresh])].sort());
  const shape = useMemo(() => project(seen), [seen]);
  if (!first) return null;
  const top = niceTop(Math.max(0, ...[...(values[0]?.values() ?? [])].map((value) => value ?? 0)));
  const told = pointed ?? hottest(values[0]);
  return (
    <div className={classes.map}>
      <svg
        viewBox={`0 0 ${shape.width} ${shape.height}`}
        role="img"
        aria-label={`${first.metric.name}: ${seen.length} zones${told ? `, highest ${formatMetric(values[0]?.get(told) ?? null, first.metric)}` : ''}`}
        onPointerLeave={() => setPointed(null)}
      >
        {shape.cells.map(({ cell, points }) => (
          <Cell
            key={cell}
            cell={cell}
            points={points}
            level={levelOf(values[0]?.get(cell) ?? null, top)}
            pointed={cell === pointed}
            onPoint={setPointed}
          />
        ))}
      </svg>
      <div className={classes.legend}>
        <div className={classes.scale}>
          <span>0</span>
          {Array.from({ length: STEPS }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a fixed scale.
            <i key={index} data-level={index + 1} />
          ))}
          <span>{formatMetric(top, first.metric)}</span>
        </div>
        {told && (
          <dl className={classes.told}>
            <dt>{pointed ? 'This zone' : 'Highest'}</dt>
            {views.map((view, index) => (
              <dd key={view.metric.id}>
                <span>{view.metric.name}</span>
                <strong>{formatMetric(values[index]?.get(told) ?? null, view.metric)}</strong>
              </dd>
            ))}
          </dl>
        )}
      </div>
    </div>
  );
}

interface CellProps {
  cell: string;
  points: string;
  level: number;
  pointed: boolean;
  onPoint: (cell: string) => void;
}

const Cell = memo(function Cell({ cell, points, level, pointed, onPoint }: CellProps) {
  return (
    <polygon
      points={points}
      className={classes.cell}
      data-level={level}
      data-pointed={pointed || undefined}
      onPointerEnter={() => onPoint(cell)}
    />
  );
});

function valuesByCell(view: MetricView): Map<string, number | null> {
  const rows = currentWindow(view)?.rows ?? [];
  return new Map(rows.filter(({ dims }) => isValidCell(dims[0] ?? '')).map(({ dims, value }) => [dims[0]!, value]));
}

function hottest(values: ReadonlyMap<string, number | null> | undefined): string | null {
  let best: [string, number] | null = null;
  for (const [cell, value] of values ?? []) if (value !== null && value > (best?.[1] ?? 0)) best = [cell, value];
  return best?.[0] ?? null;
}

/** 0 for nothing, then 1 to `STEPS`. */
function levelOf(value: number | null, top: number): number {
  if (value === null || value <= 0 || top <= 0) return 0;
  return Math.min(STEPS, Math.max(1, Math.ceil((value / top) * STEPS)));
}

/** The next of 1, 2, 3, 5 times a power of ten. */
function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 3, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= value) ?? value;
}

/** Cells as polygons: a plate carrée whose meridians are drawn together by the cosine of the middle latitude. */
function project(cells: readonly string[]) {
  const outlines = cells.map((cell) => ({ cell, outline: cellToBoundary(cell, true) }));
  const latitudes = outlines.flatMap(({ outline }) => outline.map(([, latitude]) => latitude));
  const narrow = Math.cos((((Math.min(...latitudes) + Math.max(...latitudes)) / 2) * Math.PI) / 180);
  const all = outlines.flatMap(({ outline }) => outline.map(([longitude]) => longitude * narrow));
  const [west, east] = [Math.min(...all), Math.max(...all)];
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const scale = SIZE / Math.max(east - west, north - south, 1e-9);
  return {
    width: cells.length > 0 ? (east - west) * scale : SIZE,
    height: cells.length > 0 ? (north - south) * scale : SIZE / 2,
    cells: outlines.map(({ cell, outline }) => {
      const points = outline.map(([longitude, latitude]) => {
        return `${((longitude * narrow - west) * scale).toFixed(1)},${((north - latitude) * scale).toFixed(1)}`;
      });
      return { cell, points: points.join(' ') };
    }),
  };
}
