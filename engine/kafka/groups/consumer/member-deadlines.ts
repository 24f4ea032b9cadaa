/** When a member is fenced, unless it does before that what each deadline waits for. Infinity waits for nothing. */
export interface Deadlines {
  /** It must be heard of. */
  sessionMs: number;
  /** It must have let go of what it was asked to. */
  revocationMs: number;
  /** A classic member must have joined again. */
  joinMs: number;
  /** A classic member must have fetched its share. */
  syncMs: number;
}

const NEVER = Number.POSITIVE_INFINITY;

/** Deadlines of the members of consumer groups. They are no part of a group: a heartbeat that changes nothing moves one, and writes nothing. */
export class MemberDeadlines {
  readonly #groups = new Map<string, Map<string, Deadlines>>();

  /** To be changed in place; made where there are none. */
  of(groupId: string, memberId: string): Deadlines {
    const group = this.#groups.get(groupId) ?? new Map<string, Deadlines>();
    this.#groups.set(groupId, group);
    const deadlines = group.get(memberId) ?? { sessionMs: NEVER, revocationMs: NEVER, joinMs: NEVER, syncMs: NEVER };
    group.set(memberId, deadlines);
    return deadlines;
  }

  /** Forgets those of members that are not in the group any more. */
  keepOnly(groupId: string, members: ReadonlyMap<string, unknown>): void {
    const group = this.#groups.get(groupId);
    for (const memberId of group?.keys() ?? []) if (!members.has(memberId)) group!.delete(memberId);
    if (group?.size === 0) this.#groups.delete(groupId);
  }

  forget(groupId: string): void {
    this.#groups.delete(groupId);
  }

  /** Members with a deadline that has passed. */
  due(groupId: string, nowMs: number): string[] {
    const group = [...(this.#groups.get(groupId) ?? [])];
    return group.filter(([, deadlines]) => earliest(deadlines) <= nowMs).map(([memberId]) => memberId);
  }

  /** Infinity where nothing is due ever. */
  nextMs(groupId: string): number {
    return Math.min(...[...(this.#groups.get(groupId)?.values() ?? [])].map(earliest));
  }
}

export const earliest = ({ sessionMs, revocationMs, joinMs, syncMs }: Deadlines): number =>
  Math.min(sessionMs, revocationMs, joinMs, syncMs);
