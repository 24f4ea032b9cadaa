import { describe, expect, it } from 'vitest';
import { violations } from './checker.ts';
import type { Contents, History, ReadRecord } from './history.ts';
import { PLANTS, type Plant } from './plant.ts';

const records = (...texts: string[]): ReadRecord[] =>
  texts.map((text, offset) => ({ offset, key: '', text: `${text} ....` }));

/** Keyed by number modulo 2. */
const keyed = (...numbers: number[]): ReadRecord[] =>
  numbers.map((number) => ({ offset: number, key: String(number % 2), text: `k:${number} ...` }));

const writes = (texts: Record<string, string[]>) => new Map(Object.entries(texts));

/** A history without a fault: what the checker says of it is nothing, so that each change below is what it speaks of. */
const HISTORY: History = {
  streams: [
    { writer: 'i', partition: 'sequenced-0', sent: 5, acknowledged: [0, 1, 2, 3], mayRepeat: false },
    { writer: 'p', partition: 'plain-1', sent: 4, acknowledged: [0, 1, 2], mayRepeat: true },
  ],
  keyed: [{ writer: 'k', partition: 'compacted-0', sent: 6, acknowledged: [0, 1, 2, 3, 4, 5], keys: 2 }],
  writers: [
    {
      groupId: 'w',
      transactions: [
        {
          ...{ id: 'w:1', offset: 1, outcome: 'committed' },
          writes: writes({ 'transactional-0': ['w:1.0', 'w:1.1'], 'transactional-1': ['w:1.0'] }),
        },
        { id: 'w:2', offset: 2, outcome: 'aborted', writes: writes({ 'transactional-0': ['w:2.0'] }) },
        { id: 'w:3', offset: 3, outcome: 'unknown', writes: writes({ 'transactional-0': ['w:3.0'] }) },
        { id: 'w:4', offset: 4, outcome: 'unknown', writes: writes({ 'transactional-1': ['w:4.0'] }) },
      ],
    },
  ],
  copies: [{ groupId: 'c', from: 'source', to: 'copied', partitions: 1, commits: 1, aborts: 1 }],
};

const CONTENTS: Contents = {
  everything: new Map([
    ['sequenced-0', records('i:0', 'i:1', 'i:2', 'i:3', 'i:4')],
    ['plain-1', records('p:0', 'p:1', 'p:1', 'p:2', 'p:3')],
  ]),
  committed: new Map([
    ['transactional-0', records('w:1.0', 'w:1.1', 'w:3.0')],
    ['transactional-1', records('w:1.0')],
    ['source-0', records('s:0', 's:1', 's:2')],
    ['copied-0', records('s:0', 's:1')],
  ]),
  compacted: new Map([['compacted-0', keyed(3, 4, 5)]]),
  offsets: new Map([
    ['w', new Map([['transactional-0', 3]])],
    ['c', new Map([['source-0', 2]])],
  ]),
};

const found = (change: Partial<Contents>, history: Partial<History> = {}): string[] =>
  violations({ ...HISTORY, ...history }, { ...CONTENTS, ...change });

const everything = (partition: string, ...texts: string[]) =>
  found({ everything: new Map([...CONTENTS.everything, [partition, records(...texts)]]) });

const committed = (partition: string, ...texts: string[]) =>
  found({ committed: new Map([...CONTENTS.committed, [partition, records(...texts)]]) });

describe('the checker of the crash loop', () => {
  it('has nothing to say where everything agrees', () => {
    expect(found({})).toEqual([]);
  });

  it.each([
    ['a record that is lost', everything('sequenced-0', 'i:0', 'i:2', 'i:3')],
    ['a record twice', everything('sequenced-0', 'i:0', 'i:1', 'i:1', 'i:2', 'i:3')],
    ['records out of order', everything('sequenced-0', 'i:0', 'i:2', 'i:1', 'i:3')],
    ['a record that nobody sent', everything('sequenced-0', 'i:0', 'i:1', 'i:2', 'i:3', 'i:4', 'i:5')],
    ['a plain record that is lost', everything('plain-1', 'p:0', 'p:2')],
    ['plain records out of order', everything('plain-1', 'p:1', 'p:0', 'p:2')],
    ['half a transaction', committed('transactional-0', 'w:1.0', 'w:3.0')],
    ['a transaction that is there in one partition', committed('transactional-1')],
    ['a transaction twice', committed('transactional-1', 'w:1.0', 'w:1.0')],
    ['an aborted record', committed('transactional-0', 'w:1.0', 'w:1.1', 'w:2.0', 'w:3.0')],
    ['transactions out of order', committed('transactional-0', 'w:3.0', 'w:1.0', 'w:1.1')],
    ['a transaction that nobody wrote', committed('transactional-1', 'w:1.0', 'w:9.0')],
    ['a copy that goes past its offset', committed('copied-0', 's:0', 's:1', 's:2')],
    ['a copy with a record twice', committed('copied-0', 's:0', 's:0')],
    ['a copy that stops before its offset', committed('copied-0', 's:0')],
    ['the latest of a key gone', found({ compacted: new Map([['compacted-0', keyed(3)]]) })],
    ['a compacted record twice', found({ compacted: new Map([['compacted-0', keyed(3, 4, 4, 5)]]) })],
    ['an offset of no transaction', found({ offsets: new Map([...CONTENTS.offsets, ['w', new Map([['t-0', 2]])]]) })],
    ['no offset where one was committed', found({ offsets: new Map([['c', new Map([['source-0', 2]])]]) })],
  ])('finds %s', (_, lines) => {
    expect(lines).not.toEqual([]);
  });

  it('takes a transaction of unknown end as it finds it, with its offset', () => {
    const offsets = new Map([...CONTENTS.offsets, ['w', new Map([['transactional-0', 4]])]]);
    const partitions = new Map([...CONTENTS.committed, ['transactional-1', records('w:1.0', 'w:4.0')]]);
    expect(found({ committed: partitions, offsets })).toEqual([]);
    expect(found({ committed: partitions })).not.toEqual([]);
  });

  it.each(Object.keys(PLANTS) as Plant[])('finds what --plant plants: %s', (plant) => {
    expect(violations(...PLANTS[plant](HISTORY, CONTENTS))).not.toEqual([]);
  });
});
