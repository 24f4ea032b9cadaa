import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addPartitions, verifyPartition } from '../../../../engine/kafka/transactions/add-partitions.ts';
import { completed, endTransaction, fenced } from '../../../../engine/kafka/transactions/end-transaction.ts';
import { initProducer } from '../../../../engine/kafka/transactions/init-producer.ts';
import {
  type Decision,
  isExhausted,
  newTransaction,
  type ProducerClaim,
  successorOf,
  type TransactionSlot,
} from '../../../../engine/kafka/transactions/transaction.ts';

/**
 * Who speaks: the producer with its newest id and epoch; one that asks again for the end that gave it these; one whose epoch is over; one of
 * another id.
 */
type Speaker = 'newest' | 'again' | 'older' | 'stranger';

/** Every answer to EndTxn by state. `commit`, `abort`: version 4 and below; `commit+`, `abort+`: with a new epoch. '>' names the next state. */
const END: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Empty: {
    'commit newest': 'INVALID_TXN_STATE',
    'abort newest': 'INVALID_TXN_STATE',
    'commit+ newest': 'INVALID_TXN_STATE',
    'abort+ newest': 'NONE > PrepareAbort',
  },
  Ongoing: {
    'commit newest': 'NONE > PrepareCommit',
    'abort newest': 'NONE > PrepareAbort',
    'commit+ newest': 'NONE > PrepareCommit',
    'abort+ newest': 'NONE > PrepareAbort',
  },
  // Ended with a new epoch: whoever has that already speaks of the next transaction, which has to wait.
  'PrepareCommit+': {
    ...{ 'commit newest': 'CONCURRENT_TRANSACTIONS', 'abort newest': 'CONCURRENT_TRANSACTIONS' },
    ...{ 'commit+ newest': 'CONCURRENT_TRANSACTIONS', 'abort+ newest': 'CONCURRENT_TRANSACTIONS' },
    ...{ 'commit again': 'CONCURRENT_TRANSACTIONS', 'commit+ again': 'CONCURRENT_TRANSACTIONS' },
    ...{ 'abort again': 'INVALID_TXN_STATE', 'abort+ again': 'INVALID_TXN_STATE' },
  },
  'PrepareAbort+': {
    ...{ 'commit newest': 'CONCURRENT_TRANSACTIONS', 'abort newest': 'CONCURRENT_TRANSACTIONS' },
    ...{ 'commit+ newest': 'CONCURRENT_TRANSACTIONS', 'abort+ newest': 'CONCURRENT_TRANSACTIONS' },
    ...{ 'commit again': 'INVALID_TXN_STATE', 'commit+ again': 'INVALID_TXN_STATE' },
    ...{ 'abort again': 'CONCURRENT_TRANSACTIONS', 'abort+ again': 'CONCURRENT_TRANSACTIONS' },
  },
  PrepareCommit: {
    ...{ 'commit newest': 'CONCURRENT_TRANSACTIONS', 'abort newest': 'INVALID_TXN_STATE' },
    ...{ 'commit+ newest': 'CONCURRENT_TRANSACTIONS', 'abort+ newest': 'INVALID_TXN_STATE' },
  },
  PrepareAbort: {
    ...{ 'commit newest': 'INVALID_TXN_STATE', 'abort newest': 'CONCURRENT_TRANSACTIONS' },
    ...{ 'commit+ newest': 'INVALID_TXN_STATE', 'abort+ newest': 'CONCURRENT_TRANSACTIONS' },
  },
  'CompleteCommit+': {
    ...{ 'commit newest': 'NONE', 'abort newest': 'INVALID_TXN_STATE' },
    ...{ 'commit+ newest': 'INVALID_TXN_STATE', 'abort+ newest': 'NONE > PrepareAbort' },
    ...{ 'commit again': 'NONE', 'commit+ again': 'NONE' },
    ...{ 'abort again': 'INVALID_TXN_STATE', 'abort+ again': 'INVALID_TXN_STATE' },
  },
  'CompleteAbort+': {
    ...{ 'commit newest': 'INVALID_TXN_STATE', 'abort newest': 'NONE' },
    ...{ 'commit+ newest': 'INVALID_TXN_STATE', 'abort+ newest': 'NONE > PrepareAbort' },
    ...{ 'commit again': 'INVALID_TXN_STATE', 'commit+ again': 'INVALID_TXN_STATE' },
    ...{ 'abort again': 'NONE', 'abort+ again': 'NONE' },
  },
  CompleteCommit: {
    ...{ 'commit newest': 'NONE', 'abort newest': 'INVALID_TXN_STATE' },
    ...{ 'commit+ newest': 'INVALID_TXN_STATE', 'abort+ newest': 'NONE > PrepareAbort' },
  },
  CompleteAbort: {
    ...{ 'commit newest': 'INVALID_TXN_STATE', 'abort newest': 'NONE' },
    ...{ 'commit+ newest': 'INVALID_TXN_STATE', 'abort+ newest': 'NONE > PrepareAbort' },
  },
};

/** What one who may not speak for the transactional id is told, whatever it asks. */
const REFUSED = { older: 'PRODUCER_FENCED', stranger: 'INVALID_PRODUCER_ID_MAPPING' } as const;

const speaker = fc.constantFrom<Speaker>('newest', 'newest', 'newest', 'again', 'older', 'stranger');
const command = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('commit', 'abort', 'commit+', 'abort+'), speaker) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('add', 'verify'), speaker) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('marked'), fc.constant<Speaker>('newest')) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('init', 'timeout'), fc.constant<Speaker>('newest')) },
);

const PARTITION = new Map([['t', new Set([0])]]);

/** One transactional id, what its producer was told, and who was told what before. */
class Player {
  readonly slot: TransactionSlot;
  #newest: ProducerClaim;
  #ended: ProducerClaim | undefined;
  readonly #over: ProducerClaim[] = [];
  #nextProducerId = 100;

  constructor(epoch: number) {
    const current = { ...newTransaction('pay', 0), producerId: 99, producerEpoch: epoch };
    this.slot = { current, writing: undefined };
    this.#newest = current;
  }

  /** The row of the table that holds now. */
  get state(): string {
    const { state } = this.slot.current;
    return this.#ended ? `${state}+` : state;
  }

  claim(who: Speaker): ProducerClaim | undefined {
    if (who === 'newest') return this.#newest;
    if (who === 'again') return this.#ended;
    if (who === 'stranger') return { producerId: 4_711, producerEpoch: 0 };
    return this.#over.findLast(({ producerId }) => producerId === this.slot.current.producerId);
  }

  end(verb: string, claim: ProducerClaim): string {
    const bumpsEpoch = verb.endsWith('+');
    const newProducerId = isExhausted(this.slot.current) ? this.#nextProducerId++ : -1;
    const input = { committed: verb.startsWith('commit'), bumpsEpoch, newProducerId };
    const decision = endTransaction(this.slot, claim, input, 0);
    if (decision.next && bumpsEpoch) this.#succeed(successorOf(decision.next), claim);
    else if (decision.next) this.#ended = undefined;
    return this.#take(decision);
  }

  add(claim: ProducerClaim): string {
    const decision = addPartitions(this.slot, claim, PARTITION, 0);
    if (decision.next && this.#ended) this.#over.push(this.#ended);
    if (decision.next) this.#ended = undefined;
    return this.#take(decision);
  }

  verify(claim: ProducerClaim): string {
    return verifyPartition(this.slot, claim, 't', 0);
  }

  init(): string {
    const newProducerId = isExhausted(this.slot.current) ? this.#nextProducerId++ : -1;
    const decision = initProducer(this.slot, { timeoutMs: 1, expected: undefined, newProducerId }, 0);
    if (decision.next) this.#succeed(decision.next, undefined);
    return this.#take(decision);
  }

  timeout(): void {
    const next = fenced(this.slot.current, 0);
    this.#succeed(next, undefined);
    this.slot.current = next;
  }

  marked(): void {
    this.slot.current = completed(this.slot.current, 0);
  }

  #succeed({ producerId, producerEpoch }: ProducerClaim, ended: ProducerClaim | undefined): void {
    if (this.#ended) this.#over.push(this.#ended);
    if (!ended) this.#over.push(this.#newest);
    this.#ended = ended;
    this.#newest = { producerId, producerEpoch };
  }

  #take({ errorCode, next }: Decision): string {
    if (!next) return errorCode;
    this.slot.current = next;
    return `${errorCode} > ${next.state}`;
  }
}

/** What is told and what should be; undefined where there is nobody to tell. */
function step(player: Player, verb: string, who: Speaker): [told: string, should: string] | undefined {
  const { state } = player;
  const isPrepared = state.startsWith('Prepare');
  if (verb === 'marked' && isPrepared) player.marked();
  if (verb === 'timeout' && state === 'Ongoing') player.timeout();
  if (verb === 'marked' || verb === 'timeout') return undefined;
  if (verb === 'init') {
    const waits = isPrepared ? 'CONCURRENT_TRANSACTIONS' : 'CONCURRENT_TRANSACTIONS > PrepareAbort';
    return [player.init(), isPrepared || state === 'Ongoing' ? waits : 'NONE > Empty'];
  }
  const claim = player.claim(who);
  if (!claim) return undefined;
  const isOver = who === 'older' || who === 'stranger';
  if (verb !== 'add' && verb !== 'verify') {
    const should = isOver ? REFUSED[who] : END[state]![`${verb} ${who}`]!;
    return [player.end(verb, claim), should];
  }
  const refused = who === 'again' ? fencedOrUnknown(player, claim) : isOver ? REFUSED[who] : undefined;
  if (refused ?? isPrepared) {
    const told = verb === 'add' ? player.add(claim) : player.verify(claim);
    return [told, refused ?? 'CONCURRENT_TRANSACTIONS'];
  }
  if (verb === 'verify') return [player.verify(claim), state === 'Ongoing' ? 'NONE' : 'TRANSACTION_ABORTABLE'];
  return [player.add(claim), state === 'Ongoing' ? 'NONE' : 'NONE > Ongoing'];
}

/** To one that asks with the epoch, or the id, that the end has taken from it. */
const fencedOrUnknown = ({ slot }: Player, { producerId }: ProducerClaim): string =>
  producerId === slot.current.producerId ? 'PRODUCER_FENCED' : 'INVALID_PRODUCER_ID_MAPPING';

it.each([0, 32_760])('every request in every state is answered as the table says, from epoch %s on', (epoch) => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 60, size: 'max' }), (commands) => {
      const player = new Player(epoch);
      for (const [verb, who] of commands) {
        if (player.claim(who)) seen.add(`${player.state}: ${verb} ${who}`);
        const [told, should] = step(player, verb, who) ?? [];
        expect(told).toBe(should);
      }
    }),
    { numRuns: 1_000 },
  );
  // The walk comes by every line of the table.
  const lines = Object.entries(END).flatMap(([state, row]) => Object.keys(row).map((line) => `${state}: ${line}`));
  expect(lines.filter((line) => !seen.has(line))).toEqual([]);
});
