import type { JoinGroupRequest } from '../../../../../engine/kafka/groups/classic/api.ts';
import {
  type ClassicGroup,
  DEFAULT_LIMITS,
  type Effect,
  emptyGroup,
  type GroupLimits,
  nextDeadlineMs,
} from '../../../../../engine/kafka/groups/classic/classic-group.ts';
import { heartbeat } from '../../../../../engine/kafka/groups/classic/heartbeat.ts';
import { join } from '../../../../../engine/kafka/groups/classic/join.ts';
import { leave, tick } from '../../../../../engine/kafka/groups/classic/leave.ts';
import { sync } from '../../../../../engine/kafka/groups/classic/sync.ts';

/**
 * Plays a group from a script and writes down what happens, one line a happening, so that a test reads as a transcript. Members are called by
 * short names; `who` in a command is such a name, and a number after it is a generation.
 *
 *   join a [id] [static=i] [protocols=x,y] [session=ms] [rebalance=ms] [old]   'id' sends the id it was given; 'old' is a client before KIP-394
 *   sync a [a=share b=share] [generation=n]   heartbeat a [generation=n]   leave a   leave static=i   wait ms
 */
export class Transcript {
  group: ClassicGroup = emptyGroup('g', 0);
  nowMs = 0;
  readonly limits: GroupLimits;
  readonly #lines: string[] = [];
  readonly #ids = new Map<string, string>();
  readonly #asked = new Map<number, string>();
  #tickets = 0;

  constructor(limits: Partial<GroupLimits> = {}) {
    this.limits = { ...DEFAULT_LIMITS, initialRebalanceDelayMs: 0, ...limits };
  }

  /** Plays the commands of a transcript, the lines with `>`, and returns the transcript that comes of it. */
  static replay(transcript: string, limits?: Partial<GroupLimits>): string {
    const player = new Transcript(limits);
    for (const line of transcript.split('\n')) if (line.startsWith('> ')) player.run(line.slice(2));
    return player.#lines.join('\n');
  }

  /** Who still waits for an answer. */
  get unanswered(): string[] {
    return [...this.#asked.values()];
  }

  run(line: string): void {
    this.#lines.push(`> ${line}`);
    const [verb, ...words] = line.split(' ');
    const who = words[0] ?? '';
    const options = new Map(
      words.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]),
    );
    const before = this.group.state;
    if (verb === 'join') this.#join(who, words, options);
    else if (verb === 'sync') this.#sync(who, options);
    else if (verb === 'heartbeat') this.#heartbeat(who, options);
    else if (verb === 'leave') this.#leave(who, options);
    else if (verb === 'wait') this.#wait(Number(who));
    else throw new Error(`unknown command ${line}`);
    if (this.group.state !== before) this.#lines.push(`  ${this.group.state} generation ${this.group.generationId}`);
  }

  #join(who: string, words: readonly string[], options: ReadonlyMap<string, string>): void {
    const protocols = (options.get('protocols') ?? 'range').split(',');
    const request: JoinGroupRequest = {
      groupId: 'g',
      memberId: words.includes('id') ? this.#idOf(who) : '',
      groupInstanceId: options.get('static') ?? null,
      clientId: who,
      clientHost: '/127.0.0.1',
      sessionTimeoutMs: Number(options.get('session') ?? 10_000),
      rebalanceTimeoutMs: Number(options.get('rebalance') ?? 30_000),
      protocolType: 'consumer',
      protocols: protocols.map((name) => ({ name, metadata: Buffer.from(options.get('metadata') ?? 'm') })),
      requireKnownMemberId: !words.includes('old'),
      supportsSkippingAssignment: options.has('skip'),
    };
    const ticket = this.#ask(who);
    const newMemberId = `${who}-${ticket}`;
    this.#step((group, effects) => join(group, { request, ticket, newMemberId }, effects, this.limits, this.nowMs));
  }

  #sync(who: string, options: ReadonlyMap<string, string>): void {
    const shares = [...options].filter(([name]) => name !== 'generation');
    const ticket = this.#ask(who);
    const request = {
      groupId: 'g',
      generationId: this.#generation(options),
      memberId: this.#idOf(who),
      groupInstanceId: this.group.members.get(this.#idOf(who))?.groupInstanceId ?? null,
      protocolType: null,
      protocolName: null,
      assignments: shares.map(([name, share]) => ({ memberId: this.#idOf(name), assignment: Buffer.from(share) })),
    };
    this.#step((group, effects) => sync(group, request, ticket, effects, this.nowMs));
  }

  #heartbeat(who: string, options: ReadonlyMap<string, string>): void {
    const groupInstanceId = options.get('static') ?? null;
    const request = {
      groupId: 'g',
      generationId: this.#generation(options),
      memberId: this.#idOf(who),
      groupInstanceId,
    };
    const { group, errorCode } = heartbeat(this.group, request, this.nowMs);
    this.group = group;
    this.#lines.push(`  heartbeat ${who}: ${errorCode}`);
  }

  #leave(who: string, options: ReadonlyMap<string, string>): void {
    const groupInstanceId = options.get('static') ?? null;
    const memberId = groupInstanceId === null ? this.#idOf(who) : '';
    let outcome = '';
    this.#step((group, effects) => {
      const left = leave(group, { memberId, groupInstanceId }, effects, this.limits, this.nowMs);
      outcome = left.errorCode;
      return left.group;
    });
    this.#lines.push(`  leave ${who}: ${outcome}`);
  }

  #wait(ms: number): void {
    const until = this.nowMs + ms;
    for (let due = nextDeadlineMs(this.group); due <= until; due = nextDeadlineMs(this.group)) {
      this.nowMs = Math.max(this.nowMs, due);
      this.#step((group, effects) => tick(group, effects, this.limits, this.nowMs));
    }
    this.nowMs = until;
  }

  #ask(who: string): number {
    this.#asked.set(++this.#tickets, who);
    return this.#tickets;
  }

  #generation(options: ReadonlyMap<string, string>): number {
    return Number(options.get('generation') ?? this.group.generationId);
  }

  #idOf(who: string): string {
    return this.#ids.get(who) ?? `${who}-unknown`;
  }

  #nameOf(memberId: string): string {
    return memberId.split('-')[0]!;
  }

  #step(take: (group: ClassicGroup, effects: Effect[]) => ClassicGroup): void {
    const effects: Effect[] = [];
    this.group = take(this.group, effects);
    for (const effect of effects) this.#note(effect);
  }

  #note(effect: Effect): void {
    if (effect.kind === 'save') {
      this.#lines.push(`  save ${[...this.group.members.keys()].map((id) => this.#nameOf(id)).join(',') || 'nobody'}`);
      return;
    }
    const who = this.#asked.get(effect.ticket);
    if (!who) throw new Error(`ticket ${effect.ticket} was answered twice or never given`);
    this.#asked.delete(effect.ticket);
    if (effect.kind === 'answerSync') {
      const { errorCode, assignment } = effect.response;
      this.#lines.push(`  sync ${who}: ${errorCode === 'NONE' ? `share "${assignment}"` : errorCode}`);
      return;
    }
    const { errorCode, generationId, leader, members, protocolName, memberId, skipAssignment } = effect.response;
    // The answer teaches a client its id; one that is fenced must not overwrite what its successor learned.
    if (errorCode === 'NONE' || errorCode === 'MEMBER_ID_REQUIRED') this.#ids.set(who, memberId);
    const led = members.length > 0 ? ` of ${members.map((each) => this.#nameOf(each.memberId)).join(',')}` : '';
    const told = `generation ${generationId} by ${protocolName}, leader ${this.#nameOf(leader) || 'nobody'}${led}${skipAssignment ? ', skip' : ''}`;
    this.#lines.push(`  join ${who}: ${errorCode === 'NONE' ? told : errorCode}`);
  }
}

/** A transcript as written in a test: without the indentation of the source, but with that of its own lines. */
export function transcript(text: string): string {
  const all = text.split('\n').filter((line) => line.trim() !== '');
  const margin = Math.min(...all.map((line) => line.length - line.trimStart().length));
  return all.map((line) => line.slice(margin)).join('\n');
}
