import type {
  Contents,
  Copy,
  History,
  KeyedStream,
  PartitionName,
  ReadRecord,
  Stream,
  TransactionalWriter,
} from './history.ts';

/** Violations told of one kind in one place: more only repeat the first. */
const TOLD_EACH = 5;

/**
 * Holds what clients were told against what readers find, and says what does not agree, one line each; none where all does. Texts are cut at the
 * first blank, so that records may be padded.
 */
export function violations(history: History, contents: Contents): string[] {
  return [
    ...history.streams.flatMap((stream) => streamFaults(stream, contents)),
    ...history.writers.flatMap((writer) => transactionFaults(writer, contents)),
    ...history.copies.flatMap((copy) => copyFaults(copy, contents)),
    ...history.keyed.flatMap((stream) => compactionFaults(stream, contents)),
  ];
}

const of = <V>(map: ReadonlyMap<string, readonly V[]>, name: string): readonly V[] => map.get(name) ?? [];

const textOf = ({ text }: ReadRecord): string => text.split(' ', 1)[0]!;

/** Acknowledged records are there in the order of their acknowledgements, once where the producer is idempotent; no stranger is. */
function streamFaults({ writer, partition, sent, acknowledged, mayRepeat }: Stream, contents: Contents): string[] {
  const faults = new Faults(`${partition}, ${mayRepeat ? 'plain' : 'idempotent'} writer ${writer}`);
  const seen = new Set<number>();
  let last = -1;
  for (const record of of(contents.everything, partition)) {
    const [name, text] = textOf(record).split(':');
    if (name !== writer) continue;
    const number = Number(text);
    if (number >= sent) faults.tell('never sent', `${number} at ${record.offset}`);
    if (seen.has(number)) {
      if (!mayRepeat) faults.tell('twice', `${number} at ${record.offset}`);
      continue;
    }
    if (number < last) faults.tell('out of order', `${number} at ${record.offset} behind ${last}`);
    seen.add(number);
    last = Math.max(last, number);
  }
  for (const [i, number] of acknowledged.entries()) {
    if (!seen.has(number)) faults.tell('acknowledged and lost', `${number}`);
    if (i > 0 && number < acknowledged[i - 1]!) faults.tell('acknowledged out of order', `${number}`);
  }
  return faults.lines;
}

/** A committed transaction is wholly there and once, an aborted one not at all, one of unknown end either; the group's offset goes with it. */
function transactionFaults({ groupId, transactions }: TransactionalWriter, contents: Contents): string[] {
  const faults = new Faults(`transactional writer ${groupId}`);
  const places = new Map<string, number>();
  const known = new Set(transactions.flatMap(({ writes }) => [...writes.values()].flat()));
  for (const partition of new Set(transactions.flatMap(({ writes }) => [...writes.keys()]))) {
    for (const [i, record] of of(contents.committed, partition).entries()) {
      const text = textOf(record);
      if (!text.startsWith(`${groupId}:`)) continue;
      const name = `${partition} ${text}`;
      if (!known.has(text)) faults.tell('never sent', `${name} at ${record.offset}`);
      if (places.has(name)) faults.tell('committed twice', `${name} at ${record.offset}`);
      places.set(name, i);
    }
  }
  let offset = -1;
  const lastPlaces = new Map<PartitionName, number>();
  for (const { id, writes, outcome, offset: committed } of transactions) {
    const names = [...writes].flatMap(([partition, texts]) => texts.map((text) => `${partition} ${text}`));
    const there = names.filter((name) => places.has(name));
    const isThere = there.length > 0;
    if (isThere && there.length < names.length) faults.tell('half there', `${id}: ${there.length} of ${names.length}`);
    if (outcome === 'committed' && !isThere) faults.tell('committed and lost', id);
    if (outcome === 'aborted' && isThere) faults.tell('aborted and seen', id);
    if (!isThere) continue;
    offset = committed;
    for (const [partition, texts] of writes) {
      for (const text of texts) {
        const place = places.get(`${partition} ${text}`) ?? -1;
        if (place < (lastPlaces.get(partition) ?? -1)) faults.tell('out of order', `${partition} ${text}`);
        lastPlaces.set(partition, Math.max(place, lastPlaces.get(partition) ?? -1));
      }
    }
  }
  for (const [partition, found] of contents.offsets.get(groupId) ?? []) {
    if (found !== offset)
      faults.tell('wrong offset', `${partition} is ${found}, what was committed last says ${offset}`);
  }
  if (offset >= 0 && !contents.offsets.has(groupId)) faults.tell('no offset', `expected ${offset}`);
  return faults.lines;
}

/** The copy holds exactly what was read below the group's offset, once and in order. */
function copyFaults({ groupId, from, to, partitions }: Copy, contents: Contents): string[] {
  const faults = new Faults(`copy of ${from} to ${to}`);
  for (let index = 0; index < partitions; index++) {
    const offset = contents.offsets.get(groupId)?.get(`${from}-${index}`) ?? 0;
    const expected = of(contents.committed, `${from}-${index}`).filter((record) => record.offset < offset);
    const copied = of(contents.committed, `${to}-${index}`);
    if (copied.length !== expected.length) {
      faults.tell(
        'wrong number',
        `${to}-${index} holds ${copied.length}, the offset ${offset} says ${expected.length}`,
      );
    }
    for (const [i, record] of copied.entries()) {
      const should = expected[i] && textOf(expected[i]);
      if (textOf(record) !== should)
        faults.tell('differs', `${to}-${index} at ${record.offset}: ${textOf(record)}, not ${should}`);
    }
  }
  return faults.lines;
}

/** What is left is in order, once, under its own key; the latest of each key is there. */
function compactionFaults({ writer, partition, sent, acknowledged, keys }: KeyedStream, contents: Contents): string[] {
  const faults = new Faults(`compacted ${partition}, writer ${writer}`);
  const latest = new Map<number, number>();
  let last = -1;
  for (const record of of(contents.compacted, partition)) {
    const number = Number(textOf(record).split(':')[1]);
    if (!(number < sent) || String(number % keys) !== record.key)
      faults.tell('altered', `${number} at ${record.offset}`);
    if (number <= last) faults.tell('out of order or twice', `${number} at ${record.offset}`);
    last = Math.max(last, number);
    latest.set(number % keys, number);
  }
  for (const number of new Map(acknowledged.map((each) => [each % keys, each])).values()) {
    const kept = latest.get(number % keys) ?? -1;
    if (kept < number) faults.tell('lost', `key ${number % keys}: ${kept} is there, ${number} was acknowledged`);
  }
  return faults.lines;
}

/** Lines about one place, bounded by kind. */
class Faults {
  readonly lines: string[] = [];
  readonly #place: string;
  readonly #counts = new Map<string, number>();

  constructor(place: string) {
    this.#place = place;
  }

  tell(kind: string, what: string): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count <= TOLD_EACH) this.lines.push(`${this.#place}: ${kind}: ${what}`);
  }
}
