import type { Contents, History, ReadRecord, WrittenTransaction } from './history.ts';

/** Faults that a checker must find, each planted in what readers found, or in what clients were told. */
export const PLANTS = {
  'lost record': (history, contents) =>
    replaced(contents, 'everything', 'sequenced-0', (records) => records.toSpliced(records.length >> 1, 1), history),
  'record twice': (history, contents) =>
    replaced(contents, 'everything', 'sequenced-0', (records) => [...records, records[1]!], history),
  'records swapped': (history, contents) =>
    replaced(contents, 'everything', 'plain-1', ([first, second, ...rest]) => [second!, first!, ...rest], history),
  'half a transaction': (history, contents) => {
    const isWhole = ({ outcome, writes }: WrittenTransaction) =>
      outcome === 'committed' && [...writes.values()].flat().length > 1;
    const [text] = history.writers[0]!.transactions.find(isWhole)!.writes.get('transactional-0')!;
    const others = (records: readonly ReadRecord[]) => records.filter((record) => !record.text.startsWith(`${text} `));
    return replaced(contents, 'committed', 'transactional-0', others, history);
  },
  'aborted transaction seen': (history, contents) => {
    const aborted = history.writers[0]!.transactions.find(({ outcome }) => outcome === 'aborted')!;
    const seen = [...aborted.writes.values()].flat().map((text): ReadRecord => ({ offset: 1, key: '', text }));
    return replaced(contents, 'committed', 'transactional-0', (records) => [...seen, ...records], history);
  },
  'offset ahead of its transaction': (history, contents) => {
    const { groupId } = history.writers[0]!;
    const offsets = new Map([...contents.offsets, [groupId, new Map([['transactional-0', 1_000_000]])]]);
    return [history, { ...contents, offsets }];
  },
  'latest of a key compacted away': (history, contents) =>
    replaced(contents, 'compacted', 'compacted-0', (records) => records.slice(0, -1), history),
} satisfies Record<string, (history: History, contents: Contents) => [History, Contents]>;

export type Plant = keyof typeof PLANTS;

function replaced(
  contents: Contents,
  view: 'everything' | 'committed' | 'compacted',
  partition: string,
  change: (records: readonly ReadRecord[]) => readonly ReadRecord[],
  history: History,
): [History, Contents] {
  const changed = new Map(contents[view]).set(partition, change(contents[view].get(partition) ?? []));
  return [history, { ...contents, [view]: changed }];
}
