import type { ErrorName } from '../../protocol/errors.ts';
import type { JoinGroupResponse, SyncGroupResponse } from './api.ts';
import type { Effect, Ticket } from './classic-group.ts';
import { refusedJoin, refusedSync } from './rebalance.ts';

/** Requests that wait for a rebalance: at most one join and one sync a member, so as many as the groups' members bound. */
export class PendingAnswers {
  readonly #joins = new Map<Ticket, { memberId: string; resolve: (response: JoinGroupResponse) => void }>();
  readonly #syncs = new Map<Ticket, (response: SyncGroupResponse) => void>();
  #lastTicket = 0;

  join(memberId: string): { ticket: Ticket; answer: Promise<JoinGroupResponse> } {
    const ticket = ++this.#lastTicket;
    const answer = new Promise<JoinGroupResponse>((resolve) => this.#joins.set(ticket, { memberId, resolve }));
    return { ticket, answer };
  }

  sync(): { ticket: Ticket; answer: Promise<SyncGroupResponse> } {
    const ticket = ++this.#lastTicket;
    const answer = new Promise<SyncGroupResponse>((resolve) => this.#syncs.set(ticket, resolve));
    return { ticket, answer };
  }

  /** Gives the answers of a step, or instead of each of them an error that makes the client try again. */
  deliver(effects: readonly Effect[], instead?: ErrorName): void {
    for (const effect of effects) {
      if (effect.kind === 'answerJoin') {
        const join = this.#joins.get(effect.ticket);
        this.#joins.delete(effect.ticket);
        join?.resolve(instead ? refusedJoin(instead, join.memberId) : effect.response);
      } else if (effect.kind === 'answerSync') {
        const resolve = this.#syncs.get(effect.ticket);
        this.#syncs.delete(effect.ticket);
        resolve?.(instead ? refusedSync(instead) : effect.response);
      }
    }
  }

  /** The coordinator goes: everyone who waits is to look for it again. */
  refuseAll(errorCode: ErrorName): void {
    for (const { memberId, resolve } of this.#joins.values()) resolve(refusedJoin(errorCode, memberId));
    for (const resolve of this.#syncs.values()) resolve(refusedSync(errorCode));
    this.#joins.clear();
    this.#syncs.clear();
  }
}
