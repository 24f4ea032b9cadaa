import { addPartitions, verifyPartition } from '../../../../engine/kafka/transactions/add-partitions.ts';
import { completed, endTransaction, fenced, isOverdue } from '../../../../engine/kafka/transactions/end-transaction.ts';
import { initProducer } from '../../../../engine/kafka/transactions/init-producer.ts';
import {
  type Decision,
  isExhausted,
  newTransaction,
  type Partitions,
  type ProducerClaim,
  successorOf,
  type TransactionSlot,
} from '../../../../engine/kafka/transactions/transaction.ts';

/**
 * Plays one transactional id from a script and writes down what is answered and where that leads, so that a test reads as a transcript. Producers
 * have short names; each remembers the id and epoch that it was given last.
 *
 *   init a [bump] [timeout=ms]     'bump' names the id and epoch that a has (KIP-360)
 *   add a t-0 t-1    verify a t-0    marked    wait ms
 *   commit a [bump] [unheard]    abort a ...    'bump' asks for a new epoch with it (KIP-890); 'unheard' loses the answer
 *   hold: what is decided next stays unwritten until 'written' or 'lost'
 */
export class Transcript {
  readonly slot: TransactionSlot = { current: newTransaction('pay', 0), writing: undefined };
  nowMs = 0;
  readonly #lines: string[] = [];
  readonly #claims = new Map<string, ProducerClaim>();
  #nextProducerId = 100;
  #isHolding = false;

  /** Plays the commands of a transcript, the lines with `>`, and returns the transcript that comes of it. */
  static replay(transcript: string, epoch?: number): string {
    const player = new Transcript();
    if (epoch !== undefined) player.slot.current = { ...player.slot.current, producerId: 99, producerEpoch: epoch };
    for (const line of transcript.split('\n')) if (line.startsWith('> ')) player.run(line.slice(2));
    return player.#lines.join('\n');
  }

  run(line: string): void {
    this.#lines.push(`> ${line}`);
    const [verb, who = '', ...words] = line.split(' ');
    if (verb === 'init') this.#init(who, words);
    else if (verb === 'add') this.#take(addPartitions(this.slot, this.#claim(who), partitionsOf(words), this.nowMs));
    else if (verb === 'verify')
      this.#lines.push(`  ${verifyPartition(this.slot, this.#claim(who), ...nameOf(words[0]!))}`);
    else if (verb === 'commit' || verb === 'abort') this.#end(who, verb === 'commit', words);
    else if (verb === 'marked') this.#become(completed(this.slot.current, this.nowMs));
    else if (verb === 'wait') this.#wait(Number(who));
    else if (verb === 'hold') this.#isHolding = true;
    else if (verb === 'written') this.#settle(true);
    else if (verb === 'lost') this.#settle(false);
    else throw new Error(`unknown command ${line}`);
  }

  #init(who: string, words: readonly string[]): void {
    const timeout = words.find((word) => word.startsWith('timeout='));
    const input = {
      timeoutMs: Number(timeout?.split('=')[1] ?? 60_000),
      expected: words.includes('bump') ? this.#claim(who) : undefined,
      newProducerId: isExhausted(this.slot.current) ? this.#nextProducerId++ : -1,
    };
    const decision = initProducer(this.slot, input, this.nowMs);
    if (decision.errorCode === 'NONE' && decision.next) this.#claims.set(who, decision.next);
    this.#take(decision);
  }

  #end(who: string, committed: boolean, words: readonly string[]): void {
    const bumpsEpoch = words.includes('bump');
    const newProducerId = bumpsEpoch && isExhausted(this.slot.current) ? this.#nextProducerId++ : -1;
    const input = { committed, bumpsEpoch, newProducerId };
    const decision = endTransaction(this.slot, this.#claim(who), input, this.nowMs);
    const { producerId, producerEpoch } = successorOf(decision.next ?? this.slot.current);
    this.#take(decision);
    if (!bumpsEpoch || decision.errorCode !== 'NONE') return;
    this.#lines.push(`  goes on as ${producerId}/${producerEpoch}`);
    if (!words.includes('unheard')) this.#claims.set(who, { producerId, producerEpoch });
  }

  #take({ errorCode, next }: Decision): void {
    this.#lines.push(`  ${errorCode}`);
    if (!next) return;
    if (this.#isHolding) this.slot.writing = next;
    else this.#become(next);
  }

  #settle(isWritten: boolean): void {
    const { writing } = this.slot;
    this.slot.writing = undefined;
    this.#isHolding = false;
    if (isWritten && writing) this.#become(writing);
  }

  #become(next: TransactionSlot['current']): void {
    this.slot.current = next;
    const parts = [...next.partitions].flatMap(([topic, indexes]) => [...indexes].map((index) => `${topic}-${index}`));
    this.#lines.push(`  ${[next.state, `${next.producerId}/${next.producerEpoch}`, ...parts].join(' ')}`);
  }

  #wait(ms: number): void {
    this.nowMs += ms;
    if (this.slot.writing || !isOverdue(this.slot.current, this.nowMs)) return;
    this.#become(fenced(this.slot.current, this.nowMs));
  }

  #claim(who: string): ProducerClaim {
    return this.#claims.get(who) ?? { producerId: 99, producerEpoch: 0 };
  }
}

function nameOf(name: string): [string, number] {
  const [topic, partition] = name.split('-');
  return [topic!, Number(partition)];
}

function partitionsOf(names: readonly string[]): Partitions {
  const partitions = new Map<string, Set<number>>();
  for (const name of names) {
    const [topic, index] = nameOf(name);
    partitions.set(topic, new Set([...(partitions.get(topic) ?? []), index]));
  }
  return partitions;
}
