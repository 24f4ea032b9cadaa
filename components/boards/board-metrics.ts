import type { Board, Tile } from '../../engine/boards/board.ts';

/** The metrics that a tile shows. */
export function tileMetrics(tile: Tile): readonly string[] {
  return 'metrics' in tile ? tile.metrics : [tile.metric];
}

/** The metrics of a board, each once, in a fixed order. */
export function metricsOf(board: Pick<Board, 'tiles'>): string[] {
  return [...new Set(board.tiles.flatMap(tileMetrics))].sort();
}
