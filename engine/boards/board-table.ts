import { BOARDS_TOPIC } from '../events/topics.ts';
import type { ClientOptions } from '../stream/kafka-wire.ts';
import { openTable, type TopicTable } from '../stream/topic-table.ts';
import { type Board, board } from './board.ts';

export function boardKey({ site, id }: Pick<Board, 'site' | 'id'>): string {
  return `${site}/${id}`;
}

/** The boards of all sites as topic `weir.boards` has them. */
export function openBoards(options: ClientOptions): TopicTable<Board> {
  return openTable<Board>({ ...options, topic: BOARDS_TOPIC, parse: parseRecord });
}

function parseRecord(key: string, value: Buffer): Board | null {
  try {
    const parsed = board.safeParse(JSON.parse(value.toString()));
    return parsed.success && boardKey(parsed.data) === key ? parsed.data : null;
  } catch {
    return null;
  }
}
